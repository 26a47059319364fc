"""manage.py proofread FILE…"""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.template.defaultfilters import pluralize

from articles.manuscripts import Manuscript, Unreadable, read
from articles.models.checking import facts_of_manuscript
from articles.proofreading import RULES, Facts, Finding, Severity, proofread


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Read text, HTML, Word (.docx) or import lines (.jsonl), also as .gz, as a careful colleague "
        "would, and say what to mend. Exit status 1 when something blocks publication."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--rule", choices=[rule.code for rule in RULES], help="only what one rule finds"
        )
        parser.add_argument("--blocking", action="store_true", help="leave out advice")
        parser.add_argument("--short", action="store_true", help="one line a finding, no reasons")

    def handle(
        self, *, files: list[Path], rule: str | None, blocking: bool, short: bool, **options
    ) -> None:
        self.short, self.rule, self.blocking = short, rule, blocking
        self.counts: Counter[Severity] = Counter()
        self.refused = 0
        own = set().union(*(_addresses(path) for path in files))
        for path in files:
            try:
                self._read(path, own)
            except Unreadable as error:
                self.refused += 1
                self.stderr.write(f"{path} cannot be read: {str(error).rstrip('.')}.")
        self._sum_up()

    def _read(self, path: Path, own: set) -> None:
        for manuscript in read(path):
            if manuscript.draft is None:
                self.refused += 1
                self.stderr.write(f"{path}:{manuscript.line}: {manuscript.refused}")
                continue
            for finding in proofread(manuscript.draft, self._facts(manuscript, own)):
                if self._is_wanted(finding):
                    self.counts[finding.severity] += 1
                    self._show(path, manuscript, finding)

    def _facts(self, manuscript: Manuscript, own: set) -> Facts:
        try:
            return facts_of_manuscript(manuscript.draft, own)
        except DatabaseError:
            return Facts()  # without a database nobody can say where links lead

    def _is_wanted(self, finding: Finding) -> bool:
        return (finding.blocks or not self.blocking) and self.rule in (None, finding.rule)

    def _show(self, path: Path, manuscript: Manuscript, finding: Finding) -> None:
        line = manuscript.line or finding.place.line
        where = f"{path}:{line}" if line else str(path)
        title = f"“{manuscript.draft.title}”, " if manuscript.line else ""
        place = f"{title}{finding.place.label}"
        self.stdout.write(f"{where}: {finding.severity}: {finding.what} [{finding.rule}], {place}")
        if not self.short:
            self.stdout.write(f"    {finding.why} {finding.mend}")

    def _sum_up(self) -> None:
        blocking, advice = self.counts[Severity.BLOCKING], self.counts[Severity.ADVICE]
        found = f"{blocking} blocking finding{pluralize(blocking)}"
        self.stdout.write(f"{found}, {advice} piece{pluralize(advice)} of advice.")
        if self.refused:
            raise CommandError(f"{self.refused} could not be read.", returncode=1)
        if blocking:
            raise CommandError("Mend the blocking findings before publishing.", returncode=1)


def _addresses(path: Path) -> set:
    """Where the pages of a file will stand: they may link to one another."""
    try:
        return {manuscript.address for manuscript in read(path) if manuscript.address}
    except Unreadable:
        return set()
