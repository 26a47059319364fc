"""`manage.py rotate_keys`: after a new key was put first, encrypt everything with it while the site runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appointments.rotation import Progress, rotate_all


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Encrypt everything that patients wrote with the first of PARTICULARS_KEYS, and renew the search "
        "hashes. Restart the site and the worker with the new key first. May be stopped and started again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        tables = rotate_all(self.report)
        rewritten = sum(table.rewritten for table in tables)
        self.stdout.write(
            f"{rewritten:,} rows encrypted anew, the others had the first key already."
        )
        unreadable = [(table.table, table.unreadable) for table in tables if table.unreadable]
        if unreadable:
            rows = "; ".join(f"{name}: {', '.join(map(str, pks))}" for name, pks in unreadable)
            raise CommandError(f"No key opens these rows, keep the older keys: {rows}")
        if rewritten:
            self.stdout.write(
                "Run it once more; when nothing is left to do, the older keys can go."
            )

    def report(self, progress: Progress) -> None:
        self.stdout.write(
            f"{progress.table}: {progress.seen:,} of {progress.of:,} looked at, "
            f"{progress.rewritten:,} encrypted anew"
        )
