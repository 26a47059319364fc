"""Providers with hours, and times of theirs, for tests of visits. The clinic's clocks stand in New York."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from appointments.models import MeetingKind
from appointments.scheduling import Slot
from clinic.models import ProviderHours
from tests.factories import LocationFactory, ProviderFactory

NEW_YORK = ZoneInfo("America/New_York")
# A Monday; times in tests are the clinic's.
MONDAY = datetime(2027, 3, 1, tzinfo=NEW_YORK)
NOW = MONDAY - timedelta(days=3)


def coming_monday():
    """Midnight of a Monday about a month from now, for screens that go by the real clock."""
    later = timezone.now().astimezone(NEW_YORK) + timedelta(days=30)
    monday = later - timedelta(days=later.weekday())
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


def at(hour, minute=0, *, day=MONDAY):
    """A time of that Monday, or of another day."""
    return day.replace(hour=hour, minute=minute)


def working_provider(*, location=None, weekdays=range(5), opens=time(9), closes=time(17), **fields):
    """A provider who sees patients from 9 to 5 on weekdays, at a location and by video in Ohio."""
    fields = {"licensed_states": ["OH"], "offers_virtual_visits": True} | fields
    provider = ProviderFactory(**fields)
    place = location or LocationFactory()
    for weekday in weekdays:
        for where in (place, None):
            ProviderHours.objects.create(
                provider=provider, weekday=weekday, opens=opens, closes=closes, location=where
            )
    return provider


def slot(provider, starts=None, *, minutes=30, **fields):
    """A time of a provider in person, at 10 on that Monday unless told."""
    starts = starts or at(10)
    fields = {"kind": MeetingKind.IN_PERSON} | fields
    if fields["kind"] == MeetingKind.IN_PERSON and "location" not in fields:
        hours = provider.hours.exclude(location=None).first()
        fields["location"] = hours.location if hours else LocationFactory()
    if fields["kind"] == MeetingKind.VIRTUAL:
        fields.setdefault("video_link", "https://video.example.org/room")
    return Slot(provider, starts, starts + timedelta(minutes=minutes), **fields)
