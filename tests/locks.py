"""Whether somebody waits for a lock: for tests of two who act at the same moment."""

from django.db import connection


def somebody_waits():
    """Asked of this database alone; of others on the same server nothing is said."""
    with connection.cursor() as cursor:
        # Within one transaction the view would always show what it showed first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None
