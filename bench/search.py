"""How well and how fast the search finds: `make bench-search`, or `SEARCH_DATA=folder make bench-search`.

The folder holds real health articles and real questions (its own README says where they come from): `articles.jsonl.gz`
in the import format and `search/dev` with a file for each set of questions. Everything happens in a database of
its own: 1,000 pages, then all, then as many again under other names as make 10,000.
"""

import gzip
import json
import logging
import math
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles.models import Publication, Synonym
from articles.models.synonyms import synonym
from articles.search import search

DATA = Path(os.environ.get("SEARCH_DATA", "../shared/data"))
ACCOUNT = "bench"
FEW, MANY = 1_000, 10_000
DEEP = 10  # results that count
RELEVANT = 2  # the grade from which on a page answers the question
# What the best word-based engine reached on these sets; a set may hold 25 questions, so .05 is noise.
TARGETS = {"liveqa": 0.74, "mediqa": 0.71, "spine": 0.55, "synonyms": 0.30}
WITH_SYNONYMS = 0.73
MOST_LOST = 0.10
P50, P95 = 0.015, 0.040


def main(folder=DATA):
    folder = Path(folder)
    if not (folder / "articles.jsonl.gz").exists():
        sys.exit(f"There is no {folder}/articles.jsonl.gz. Name the folder: SEARCH_DATA=…")
    sets = {path.stem.removeprefix("queries_"): read(path) for path in question_files(folder)}
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    User.objects.create_superuser(ACCOUNT, "bench@example.org", ACCOUNT)
    with gzip.open(folder / "articles.jsonl.gz", "rt") as file:
        lines = [json.loads(line) for line in file]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    publish(lines[:FEW])
    few = latency(sets, FEW)
    publish(lines[FEW:])
    quality(sets, read(folder / "search" / "dev" / "alt_titles_withheld.jsonl"))
    print_baselines(folder / "README.md")
    publish(islice(copies(lines), MANY - len(lines)))
    many = latency(sets, MANY)
    print(f"{'growth from 1,000 to 10,000 (2 at most)':<44} {many / few:8.1f}")


def question_files(folder):
    return sorted((folder / "search" / "dev").glob("queries_*.jsonl"))


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def copies(lines):
    for line in lines:
        again = {"source_id": f"{line['source_id']}-again", "slug": f"{line['slug']}-again"}
        yield line | again


def publish(lines):
    """Import and publish pages, and let Postgres look at them, as it does by itself within a minute."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
        file.flush()
        call_command("import_pages", file.name, publish=True, username=ACCOUNT, stdout=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def quality(sets, withheld):
    """Each set's figures; the typing errors' loss; and the names that staff would enter as synonyms."""
    print(f"{Publication.objects.live().count():,} pages")
    print(
        f"{'':<32}{'n':>5}{'nDCG@10':>9}{'MRR@10':>9}{'success@1':>10}{'nothing':>9}{'target':>8}"
    )
    scores = {name: measured(questions) for name, questions in sets.items()}
    for name, found in scores.items():
        print_figures(name, found, TARGETS.get(name, ""))
    typed = [name for name in sets if name.endswith("_typo")]
    lost = [
        scores[name.removesuffix("_typo")][key.partition("~")[0]]["ndcg"] - figures["ndcg"]
        for name in typed
        for key, figures in scores[name].items()
    ]
    print(f"{'lost to typing errors, pooled':<37}{statistics.mean(lost):9.3f}{MOST_LOST:27.2f}")
    enter(withheld)
    for name in ["synonyms", "synonyms_typo"]:
        entered = measured(sets[name])
        target = WITH_SYNONYMS if name == "synonyms" else ""
        print_figures(f"{name}, names entered", entered, target)
    Synonym.objects.filter(created_by__username=ACCOUNT).delete()


def enter(withheld):
    """The names that were taken out of the pages, as staff would enter them."""
    titles = dict(Publication.objects.live().values_list("slug", "title"))
    account = User.objects.get(username=ACCOUNT)
    Synonym.objects.bulk_create(
        [
            synonym("en", name, titles[row["id"]], by=account)
            for row in withheld
            for name in row["alt_titles"]
        ],
        ignore_conflicts=True,  # sister pages have the same title
    )


def measured(questions):
    """Each question's figures, by its id."""
    return {question["qid"]: figures_of(question) for question in questions}


def figures_of(question):
    found = [hit.slug for hit in search(question["query"]).hits][:DEEP]
    grades = question["graded"]
    ideal = sorted(grades.values(), reverse=True)[:DEEP]
    right = [grades.get(slug, 0) >= RELEVANT for slug in found]
    return {
        "ndcg": gain([grades.get(slug, 0) for slug in found]) / gain(ideal),
        "mrr": 1 / (right.index(True) + 1) if any(right) else 0,
        "first": bool(right and right[0]),
        "nothing": not found,
    }


def gain(grades):
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def print_figures(name, figures, target):
    means = [
        statistics.mean(each[key] for each in figures.values())
        for key in ["ndcg", "mrr", "first", "nothing"]
    ]
    ndcg, mrr, first, nothing = means
    print(
        f"{name:<32}{len(figures):5}{ndcg:9.3f}{mrr:9.3f}{first:10.3f}{nothing:9.3f}{target:>8}",
        flush=True,
    )


def print_baselines(readme):
    """What other engines reached, from the table in the data's own README."""
    for line in readme.read_text().splitlines():
        if line.startswith("| ") and line.count("|") == 10:
            name, *figures = [cell.strip() for cell in line.strip("|").split("|")]
            print(f"{name:<46}" + "".join(f"{figure:>14}" for figure in figures))


def latency(sets, pages):
    """The middle of how long a results page takes in the server, over all questions, each once after a first look."""
    client = Client()
    questions = [question["query"] for questions in sets.values() for question in questions]
    client.get("/search/", {"q": questions[0]})
    engine, page = defaultdict(float), defaultdict(float)
    for question in questions:
        engine[question] = seconds(lambda query=question: search(query))
        page[question] = seconds(lambda query=question: client.get("/search/", {"q": query}))
    for name, times in [("search alone", engine), ("the results page", page)]:
        ordered = sorted(times.values())
        p50, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
        print(
            f"{f'{name}, {pages:,} pages, {len(ordered):,} questions':<52}"
            f"{p50 * 1000:8.1f} ms{p95 * 1000:8.1f} ms{ordered[-1] * 1000:8.1f} ms",
            flush=True,
        )
    return statistics.median(page.values())


def seconds(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
