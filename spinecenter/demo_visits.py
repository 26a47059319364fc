"""The demonstration's calendar: when its people see patients, one visit that is booked, one that is offered."""

from datetime import datetime, time, timedelta
from typing import Any

from appointments import scheduling
from appointments.free_times import free_times
from appointments.models import AppointmentRequest, MeetingKind
from clinic.models import Location, Provider, ProviderHours, Weekday

VISIT = timedelta(minutes=30)
SOON = timedelta(days=2)


def keep_hours(
    provider: Provider, spans: list[dict[str, Any]], locations: dict[str, Location]
) -> None:
    """When a provider sees patients, and where; by video where no place is named."""
    ProviderHours.objects.bulk_create(
        ProviderHours(
            provider=provider,
            weekday=Weekday[day.upper()],
            opens=time.fromisoformat(span["opens"]),
            closes=time.fromisoformat(span["closes"]),
            location=locations[span["location"]] if span["location"] else None,
        )
        for span in spans
        for day in span["days"]
    )


def give_time(request: AppointmentRequest, given: dict[str, Any], *, by: Any, at: datetime) -> None:
    """Book or offer the next free times of somebody, where the demonstration says so."""
    if how := given.get("booked"):
        scheduling.book(request, _free(how, at)[0], by=by, at=at)
    if how := given.get("offered"):
        scheduling.offer(request, _free(how, at)[:3], by=by, at=at)


def _free(how: dict[str, Any], at: datetime) -> list[scheduling.Slot]:
    provider = Provider.objects.get(slug=how["provider"])
    location = Location.objects.filter(slug=how["location"]).first()
    kind = MeetingKind.IN_PERSON if location else MeetingKind.VIRTUAL
    link = "" if location else f"https://video.alderbridge.example/{provider.slug}"
    first = (at + SOON).date()
    return [
        scheduling.Slot(provider, start, start + VISIT, kind, location, link)
        for start in free_times(provider, location, length=VISIT, at=at, first=first)
    ]
