"""What a clock on the wall says, as a moment: on two nights of the year an hour is missing or comes twice."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moments(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """The moments at which a clock in this zone shows this: none, one, or two (the earlier first)."""
    naive = datetime.combine(day, clock)
    candidates = {naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        moment
        for moment in candidates
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == naive
    )
