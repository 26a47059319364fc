"""manage.py export_fhir --as USERNAME --purpose WORDS [--output FILE]"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appointments import fhir_reading
from appointments.models import AppointmentRequest, Export

NEEDED = ("appointments.export_identifiers", "appointments.export_health")
MINE_ALONE = 0o600


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Write all requests and visits as one FHIR R4 Bundle, with the patients' particulars. "
        "Who does it, when and what for is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as", dest="username", required=True, help="the account in whose name it is done"
        )
        parser.add_argument("--purpose", required=True, help="what it is needed for")
        parser.add_argument("--output", type=Path, help="a file that is not there yet; else stdout")

    def handle(self, *, username: str, purpose: str, output: Path | None, **options: Any) -> None:
        account = self._account(username)
        if not purpose.strip():
            raise CommandError("Say with --purpose what the export is needed for.")
        exportable = AppointmentRequest.objects.exportable().order_by("pk")
        with self._opened(output) as put:
            # The record is kept before the first line leaves, whatever happens to the rest.
            keys = list(exportable.values_list("pk", flat=True))
            Export.objects.record(
                keys, by=account, format=Export.Format.FHIR_FILE, purpose=purpose.strip()
            )
            for line in lines(fhir_reading.entries_of(keys)):
                put(line)
        self.stderr.write(f"{len(keys)} requests are exported, which is on record.")

    def _account(self, username: str) -> Any:
        account = get_user_model().objects.filter(username=username, is_active=True).first()
        if account is None:
            raise CommandError(f"There is no account “{username}” that is active.")
        if not account.has_perms(NEEDED):
            raise CommandError(f"“{username}” may not export who the patients are.")
        return account

    @contextmanager
    def _opened(self, output: Path | None) -> Iterator[Callable[[str], Any]]:
        """What takes the lines: a new file that only its owner can read, or the standard output."""
        if output is None:
            yield self.stdout.write
            return
        try:
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MINE_ALONE)
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield lambda line: file.write(f"{line}\n")


def lines(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One Bundle, an entry a line, without ever holding all of it."""
    now = timezone.now().isoformat(timespec="seconds")
    head = f'{{"resourceType": "Bundle", "type": "collection", "timestamp": "{now}"'
    waiting = head + ', "entry": ['
    count = 0
    for count, entry in enumerate(entries, start=1):
        yield waiting if count == 1 else f"{waiting},"
        waiting = json.dumps(entry, ensure_ascii=False)
    yield waiting if count else head
    yield "]}" if count else "}"
