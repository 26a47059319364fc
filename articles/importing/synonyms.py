"""A clinic's own list of synonyms: lines of CSV → rows, all or none."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from articles.models import MissedSearch, Synonym
from articles.models.missed import digest_of
from articles.models.synonyms import LONGEST_ASKED, LONGEST_MEANT, faults, synonym

COLUMNS = ["language", "asked", "means"]


@dataclass
class SynonymImport:
    """What became of a file: with one line in `wrong`, nothing was put on the list."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: list[str] = field(default_factory=list)


@transaction.atomic
def import_synonyms(lines: Iterable[str], *, by: User | None = None) -> SynonymImport:
    """Put the synonyms of a CSV on the list; one that is there already takes the new meaning.

    The first line names the columns. Run again with the same file, it changes nothing.
    """
    report = SynonymImport()
    found: dict[tuple[str, str], Synonym] = {}
    for number, row in _rows(lines, report):
        one = synonym(row["language"], row["asked"], row["means"], by=by)
        if why := _fault(one) or _clash(one, found):
            report.wrong.append(f"line {number}: {why}")
        found[one.language, one.key] = one
    if not report.wrong:
        _put(list(found.values()), report)
    return report


def _rows(lines: Iterable[str], report: SynonymImport) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines, strict=True)
    try:
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or [])]:
            report.wrong.append(f"line 1: there is no column “{missing[0]}”")
            return
        for row in reader:
            yield reader.line_num, {name: " ".join((row[name] or "").split()) for name in COLUMNS}
    except csv.Error as error:
        report.wrong.append(f"near line {reader.line_num}: {error}")


def _fault(one: Synonym) -> str:
    """Why a line can't be taken, in words; empty for a good one."""
    if one.language not in dict(settings.LANGUAGES):
        return f"“{one.language}” is no language of this site"
    if "\x00" in one.asked + one.means:
        return "there is a NUL in it"
    for name, words, most in [
        ("asked", one.asked, LONGEST_ASKED),
        ("means", one.means, LONGEST_MEANT),
    ]:
        if len(words) > most:
            return f"{name}: longer than {most} characters"
    return "; ".join(f"{name}: {why}" for name, why in faults(one.asked, one.means).items())


def _clash(one: Synonym, found: dict[tuple[str, str], Synonym]) -> str:
    """Two lines that disagree are a mistake; two that say the same are one."""
    before = found.get((one.language, one.key))
    if before is None or before.means == one.means:
        return ""
    return f"“{one.asked}” means “{before.means}” in a line above"


def _put(wanted: list[Synonym], report: SynonymImport) -> None:
    there = {
        (language, key): (asked, means)
        for language, key, asked, means in Synonym.objects.values_list(
            "language", "key", "asked", "means"
        )
    }
    to_put = []
    for one in wanted:
        before = there.get((one.language, one.key))
        if before == (one.asked, one.means):
            report.unchanged += 1
            continue
        report.new += before is None
        report.changed += before is not None
        to_put.append(one)
    Synonym.objects.bulk_create(
        to_put,
        update_conflicts=True,
        unique_fields=["language", "key"],
        update_fields=["asked", "means", "created_by", "created_at"],
    )
    digests = [digest_of(one.language, one.key.split()) for one in to_put]
    MissedSearch.objects.filter(digest__in=digests).settle()
