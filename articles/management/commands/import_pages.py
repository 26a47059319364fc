"""manage.py import_pages FILE.jsonl[.gz] [--media FOLDER] [--publish --as USERNAME]"""

import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, reset_queries
from django.template.defaultfilters import pluralize
from tqdm import tqdm

from articles.importing import FileImport, Outcome
from articles.importing.words import IMPORT_ACCOUNT
from articles.models.findable import look_at_what_came_in

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended


class Command(BaseCommand):
    requires_system_checks = []
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
        parser.add_argument("--media", type=Path, help="the folder with the pictures' files")

    def handle(
        self, *, file: Path, publish: bool, username: str | None, media: Path | None, **options
    ) -> None:
        account = self._account(username, publish=publish)
        if media and not media.is_dir():
            raise CommandError(f"{media} is not a folder.")
        run = FileImport(file, by=account, publish=publish, media=media)
        self._take_in(run)
        self._report(run)
        if run.damage:
            raise CommandError(run.damage)
        if run.refused:
            lines = (
                f"{run.refused} line{pluralize(run.refused)} {pluralize(run.refused, 'was,were')}"
            )
            raise CommandError(f"{lines} refused; the others are in.", returncode=1)

    def _take_in(self, run: FileImport) -> None:
        """Run the import; cut short, it says what is in by then."""
        try:
            self._run(run)
        except KeyboardInterrupt:
            self._report(run)
            raise CommandError(
                "Interrupted. What is in stays; run the import again for the rest.",
                returncode=INTERRUPTED,
            ) from None
        except DatabaseError as error:
            self._report(run)
            raise CommandError(
                f"The database did not go on ({str(error).strip().splitlines()[0]}). What is in "
                "stays; run the import again for the rest."
            ) from error

    def _run(self, run: FileImport) -> None:
        run.look_through()
        is_watched = self.stderr._out is sys.stderr and sys.stderr.isatty()
        with tqdm(total=run.lines, unit=" lines", disable=not is_watched) as bar:
            for done, refusals in run.take_in():
                with bar.external_write_mode():
                    for refusal in refusals:
                        self.stderr.write(f"line {refusal.number}: {refusal.why}")
                bar.update(done)
                reset_queries()  # with DEBUG on, Django keeps every statement, whole pages in it
        look_at_what_came_in()

    def _report(self, run: FileImport) -> None:
        counts: dict[Outcome, int] = run.outcomes
        summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
        pages = sum(counts.values())
        self.stdout.write(f"{pages} page{pluralize(pages)}: {summary}.")
        if run.entries:
            self.stdout.write(f"New cards, pictures, people and topics: {run.entries}.")

    def _account(self, username: str | None, *, publish: bool) -> Any:
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
