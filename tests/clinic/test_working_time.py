"""Clocks, hours and the two nights of the year on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic.models import Clinic, ProviderHours, TimeOff
from clinic.wall_time import moments
from clinic.working_time import WorkingTime
from tests.factories import ProviderFactory

NEW_YORK, DENVER, PHOENIX = (
    ZoneInfo(f"America/{city}") for city in ("New_York", "Denver", "Phoenix")
)
SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        (SPRING, time(1, 59), NEW_YORK, ["06:59"]),
        (SPRING, time(2, 0), NEW_YORK, []),
        (SPRING, time(2, 59), NEW_YORK, []),
        (SPRING, time(3, 0), NEW_YORK, ["07:00"]),
        (AUTUMN, time(0, 59), NEW_YORK, ["04:59"]),
        (AUTUMN, time(1, 0), NEW_YORK, ["05:00", "06:00"]),
        (AUTUMN, time(1, 59), NEW_YORK, ["05:59", "06:59"]),
        (AUTUMN, time(2, 0), NEW_YORK, ["07:00"]),
        (SPRING, time(2, 30), DENVER, []),
        (AUTUMN, time(1, 30), DENVER, ["07:30", "08:30"]),
        (SPRING, time(2, 30), PHOENIX, ["09:30"]),
        (AUTUMN, time(1, 30), PHOENIX, ["08:30"]),
    ],
)
def test_a_clock_shows_a_time_never_once_or_twice(day, clock, zone, expected):
    assert [f"{moment:%H:%M}" for moment in moments(day, clock, zone)] == expected


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2027, 6, 1), 24)])
def test_a_whole_day_off_is_as_long_as_the_day(day, hours):
    begins, ends = TimeOff(first_day=day, last_day=day).span(NEW_YORK)
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "opens", "closes", "hours"),
    [
        (SPRING, time(0), time(8), 7),
        (AUTUMN, time(0), time(8), 9),
        (SPRING, time(9), time(17), 8),
        (AUTUMN, time(9), time(17), 8),
    ],
)
def test_hours_over_a_change_of_clocks_are_as_long_as_they_really_are(day, opens, closes, hours):
    provider = ProviderFactory()
    ProviderHours.objects.create(provider=provider, weekday=6, opens=opens, closes=closes)
    working = WorkingTime.load(provider, Clinic(), day, day)
    ((begins, ends),) = working.hours_on(day, None)
    assert ends - begins == timedelta(hours=hours)
    assert begins.astimezone(NEW_YORK).time() == opens
    # To the minute on both sides, whatever zone the moment is written in.
    for zone in (NEW_YORK, DENVER, UTC):
        first, last = begins.astimezone(zone), ends.astimezone(zone)
        minute = timedelta(minutes=1)
        assert working.objection(first, last, None) == ""
        # Steps are taken in UTC: clock arithmetic within a zone knows nothing of the change.
        for step in (-minute, minute):
            shifted = [(moment + step).astimezone(zone) for moment in (begins, ends)]
            assert working.objection(*shifted, None) != ""


@pytest.mark.django_db
def test_hours_that_touch_are_one_span():
    provider = ProviderFactory()
    for opens, closes in [(time(9), time(12)), (time(12), time(13)), (time(14), time(15))]:
        ProviderHours.objects.create(provider=provider, weekday=0, opens=opens, closes=closes)
    monday = date(2027, 3, 1)
    spans = WorkingTime.load(provider, Clinic(), monday, monday).hours_on(monday, None)
    clocks = [tuple(f"{m.astimezone(NEW_YORK):%H:%M}" for m in span) for span in spans]
    assert clocks == [("09:00", "13:00"), ("14:00", "15:00")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("practicing", "last_day", "works"),
    [
        (True, None, [True, True]),
        (True, date(2027, 3, 1), [True, False]),
        (False, date(2027, 3, 1), [True, False]),
        (False, None, [False, False]),
    ],
)
def test_who_leaves_works_until_the_last_day_and_who_left_no_more(practicing, last_day, works):
    provider = ProviderFactory(is_practicing=practicing, last_day=last_day)
    today = datetime(2027, 2, 1, tzinfo=UTC).date()
    days = [date(2027, 3, 1), date(2027, 3, 2)]
    assert [provider.works_on(day, today) for day in days] == works
