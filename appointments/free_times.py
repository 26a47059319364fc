"""The next free times of a provider: hours of the week, without what is off and what is taken."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from appointments.models import Offer, Visit
from clinic.models import Clinic, Location, Provider
from clinic.working_time import Span, WorkingTime, days_between

LOOK_AHEAD = timedelta(days=60)
GRAIN = timedelta(
    minutes=15
)  # times begin at a quarter of an hour, counted from the span's beginning


def free_times(
    provider: Provider,
    location: Location | None,
    *,
    length: timedelta,
    at: datetime,
    first: date,
    most: int = 24,
) -> list[datetime]:
    """When visits of a length could begin, from a day on; by video where there is no location.

    Times that are offered to somebody count as taken. Staff's list is a suggestion: nothing is held.
    """
    clinic = Clinic.objects.current()
    first = max(first, at.astimezone(clinic.zone).date())
    working = WorkingTime.load(provider, clinic, first, first + LOOK_AHEAD)
    taken = sorted([*_promised(provider, at), *working.away()])
    days = days_between(first, first + LOOK_AHEAD)
    spans = (
        span for day in days if not working.is_off(day) for span in working.hours_on(day, location)
    )
    starts = (start for span in spans for start in _starts(span, taken, length) if start > at)
    return list(islice(starts, most))


def _promised(provider: Provider, at: datetime) -> list[Span]:
    """The provider's visits to come, and the times that patients may still accept."""
    visits = Visit.objects.taking_place().of(provider).filter(ends_at__gt=at)
    offers = Offer.objects.acceptable(at).filter(provider=provider)
    times = ("starts_at", "ends_at")
    return [*visits.values_list(*times), *offers.values_list(*times)]


def _starts(span: Span, taken: list[Span], length: timedelta) -> Iterator[datetime]:
    """Beginnings within a span so that nothing overlaps; they follow one another without gaps."""
    opens, closes = span
    start = opens
    while start + length <= closes:
        clash = next((end for begin, end in taken if begin < start + length and start < end), None)
        if clash is None:
            yield start
            start += length
        else:
            start = opens + -(-(clash - opens) // GRAIN) * GRAIN
