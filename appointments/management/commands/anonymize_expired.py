"""`manage.py anonymize_expired`: wipe the particulars of requests that have been closed for long enough."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from appointments.retention import anonymize_expired


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Anonymize requests closed longer ago than the clinic keeps them; those on legal hold stay. The "
        "admin lists what was done under “Anonymized requests”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, do nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        report = anonymize_expired(dry_run=dry_run)
        done = "would be anonymized" if dry_run else "anonymized"
        self.stdout.write(
            f"Closed before {report.closed_before:%B %-d, %Y}: {len(report.anonymized):,} {done}, "
            f"{len(report.held):,} kept by a legal hold."
        )
        for reference in report.anonymized:
            self.stdout.write(f"  {reference} {done}")
        for reference in report.held:
            self.stdout.write(f"  {reference} kept by a legal hold")
