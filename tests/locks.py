"""Whether somebody waits for a lock: for tests of two who act at the same moment."""

import time

from django.db import connection

PATIENCE = 60  # seconds: only what is broken takes so long, however busy the machine is


def wait_until_somebody_waits(*, unless=lambda: False):
    """Go on once somebody has come to a lock; or once `unless` says that nobody will."""
    give_up = time.monotonic() + PATIENCE
    while not (somebody_waits() or unless()):
        assert time.monotonic() < give_up, "Nobody came to a lock."
        time.sleep(0.01)


def somebody_waits():
    """Asked of this database alone; of others on the same server nothing is said."""
    with connection.cursor() as cursor:
        # Within one transaction the view would always show what it showed first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND backend_type = 'client backend'"
        )
        return cursor.fetchone() is not None
