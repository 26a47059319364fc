"""manage.py import_pages FILE.jsonl[.gz] [--publish --as USERNAME]"""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing import LineRefused, Outcome, import_line, parse
from articles.models import MoveRefused

IMPORT_ACCOUNT = "import"


class Command(BaseCommand):
    help = (
        "Bring in pages from a file with one JSON object a line (.gz too); see docs/importing.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--publish", action="store_true", help="publish without review; needs --as"
        )
        parser.add_argument(
            "--as", dest="username", help="the administrator in whose name pages are published"
        )

    def handle(self, *, file: Path, publish: bool, username: str | None, **options) -> None:
        account = self._account(username, publish=publish)
        counts: Counter[Outcome] = Counter()
        refused = 0
        try:
            with _open(file) as lines:
                for number, text in _numbered(lines):
                    try:
                        counts[import_line(parse(text), by=account, publish=publish)] += 1
                    except (LineRefused, MoveRefused) as error:
                        refused += 1
                        self.stderr.write(f"line {number}: {error}")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
        self.stdout.write(f"{sum(counts.values())} pages: {summary}.")
        if refused:
            raise CommandError(f"{refused} lines were refused; the others are in.", returncode=1)

    def _account(self, username: str | None, *, publish: bool):
        users = get_user_model().objects
        if username is None:
            if publish:
                raise CommandError("--publish needs --as with an administrator's username.")
            # Nobody logs in with it: it only stands as the author in the pages' history.
            return users.get_or_create(username=IMPORT_ACCOUNT, defaults={"is_active": False})[0]
        account = users.filter(username=username).first()
        if account is None:
            raise CommandError(f"There is no account “{username}”.")
        if publish and not account.has_perm("articles.import_pages"):
            raise CommandError(
                f"“{username}” may not publish imports. Name an administrator's account."
            )
        return account


def _open(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8")
    return file.open(encoding="utf-8")


def _numbered(lines: TextIO) -> Iterator[tuple[int, str]]:
    return ((number, text) for number, text in enumerate(lines, start=1) if text.strip())
