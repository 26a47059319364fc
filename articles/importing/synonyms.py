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
    unchanged: int = 0
    wrong: list[str] = field(default_factory=list)


@transaction.atomic
def import_synonyms(lines: Iterable[str], *, by: User | None = None) -> SynonymImport:
    """Put the synonyms of a CSV on the list, beside those that are there.

    The first line names the columns. Run again with the same file, it changes nothing.
    """
    report = SynonymImport()
    found: dict[tuple[str, str, str], Synonym] = {}
    for number, row in _rows(lines, report):
        one = synonym(row["language"], row["asked"], row["means"], by=by)
        if why := _fault(one):
            report.wrong.append(f"line {number}: {why}")
        found.setdefault((one.language, one.key, one.means), one)
    if not report.wrong:
        _put(found, report)
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


def _put(wanted: dict[tuple[str, str, str], Synonym], report: SynonymImport) -> None:
    there = {*Synonym.objects.values_list("language", "key", "means")}
    fresh = [one for said, one in wanted.items() if said not in there]
    report.new, report.unchanged = len(fresh), len(wanted) - len(fresh)
    # Somebody may put one of them on the list at this very moment.
    Synonym.objects.bulk_create(fresh, ignore_conflicts=True)
    digests = [digest_of(one.language, one.key.split()) for one in fresh]
    MissedSearch.objects.filter(digest__in=digests).settle()
