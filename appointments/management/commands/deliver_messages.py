"""The worker, until it is told to stop: sends what waits in the outbox, and does what the clock makes due.

That is the reminders of visits, and closing the offers that ran out.
"""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from appointments import reminders
from appointments.notifications import deliver_pending
from appointments.scheduling import lapse_all

log = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between looks at an empty outbox
LONGEST_PAUSE = 30.0  # while the database is away


def do_what_the_clock_says() -> int:
    """Close offers that ran out and owe the reminders that are due; how many of both."""
    now = timezone.now()
    return lapse_all(now) + reminders.owe_due(now)


class Command(BaseCommand):
    requires_system_checks = []
    help = "Send the messages that requests owe, for ever or --once. SIGTERM and Ctrl-C stop it."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due now, then stop")

    def handle(self, *args, once: bool, **options):
        if once:
            do_what_the_clock_says()
            self.stdout.write(f"Tried {deliver_pending()} messages.")
            return
        self.stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_args: self.stopped.set())
        self.run_until_stopped()

    def run_until_stopped(self) -> None:
        pause = PAUSE
        while not self.stopped.is_set():
            try:
                tried = deliver_pending(limit=1) or do_what_the_clock_says()
                pause = PAUSE
            except (OperationalError, InterfaceError) as error:
                # The message waits; its lease ends by itself.
                log.warning("The database is away (%s); trying again.", type(error).__name__)
                connection.close()
                tried, pause = 0, min(pause * 2, LONGEST_PAUSE)
            if not tried:
                self.stopped.wait(pause)
