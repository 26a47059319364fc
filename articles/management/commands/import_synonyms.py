"""manage.py import_synonyms FILE.csv [--as USERNAME]"""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.importing.synonyms import import_synonyms


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Put a list of synonyms on the site's own: CSV with the columns language, asked (what patients write) "
        "and means (what our pages call it). All lines or none; may be run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", help="the account in whose name it is done")

    def handle(self, *, file: Path, username: str | None, **options) -> None:
        account = self._account(username)
        try:
            # utf-8-sig: a spreadsheet puts a mark before the first column.
            with file.open(encoding="utf-8-sig", newline="") as lines:
                report = import_synonyms(lines, by=account)
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is not UTF-8 text. Save it as “CSV UTF-8”.") from None
        if report.wrong:
            for line in report.wrong:
                self.stderr.write(line)
            raise CommandError("Nothing was put on the list. Mend these lines and run it again.")
        self.stdout.write(f"{report.new:,} new, {report.unchanged:,} on the list already.")

    def _account(self, username: str | None) -> User | None:
        if not username:
            return None
        account = get_user_model().objects.filter(username=username, is_active=True).first()
        if account is None:
            raise CommandError(f"There is no account “{username}” that is active.")
        if not account.has_perm("articles.add_synonym"):
            raise CommandError(f"“{username}” may not keep synonyms.")
        return account
