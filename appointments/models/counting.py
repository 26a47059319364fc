"""How often something came from one place or one person lately; all processes count in one table."""

from datetime import datetime, timedelta

from django.db import connection, models

from appointments import privacy

COUNT_ONE = """
INSERT INTO appointments_recentcount (key_hash, ends_at, count) VALUES (%s, %s, 1)
ON CONFLICT (key_hash, ends_at) DO UPDATE SET count = appointments_recentcount.count + 1
RETURNING count
"""


class RecentCountQuerySet(models.QuerySet):
    def count_one(self, what: str, whose: str, *, at: datetime, window: timedelta) -> int:
        """Count one more and return how many there were in the present window, this one included.

        One statement, so that processes never lose each other's count.
        """
        seconds = int(window.total_seconds())
        ends = datetime.fromtimestamp((int(at.timestamp()) // seconds + 1) * seconds, at.tzinfo)
        key = privacy.keyed_hash(f"count of {what}", whose)
        with connection.cursor() as cursor:
            cursor.execute(COUNT_ONE, [key, ends])
            [counted] = cursor.fetchone()
        if counted == 1:
            self.filter(ends_at__lt=at).delete()
        return counted


class RecentCount(models.Model):
    """A number for one window of time; the key tells neither the address nor the person."""

    key_hash = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects = RecentCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_hash", "ends_at"], name="one_count_per_window")
        ]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M}"
