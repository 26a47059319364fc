from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from appointments import scheduling
from appointments.free_times import free_times
from appointments.models import Visit
from clinic.models import Holiday
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NEW_YORK, NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db


def clocks(provider, *, minutes=60, most=7, first=date(2027, 3, 1), by_video=False, now=NOW):
    hours = provider.hours.exclude(location=None).first()
    location = None if by_video or hours is None else hours.location
    length = timedelta(minutes=minutes)
    found = free_times(provider, location, length=length, at=now, first=first, most=most)
    return [f"{start.astimezone(NEW_YORK):%a %H:%M}" for start in found]


def test_free_times_are_the_hours_without_what_is_taken_offered_or_off():
    provider, staff = working_provider(), AccountFactory()
    scheduling.book(RequestFactory(), slot(provider, at(9)), by=staff, at=NOW)
    scheduling.offer(RequestFactory(), [slot(provider, at(11, 5))], by=staff, at=NOW)
    provider.time_off.create(
        first_day=date(2027, 3, 1), from_time=time(13), last_day=date(2027, 3, 1), until_time=time(16)
    )  # fmt: skip
    Holiday.objects.create(date=date(2027, 3, 2), name="Founders' Day")
    assert clocks(provider, most=5) == [
        "Mon 09:30",
        "Mon 11:45",
        "Mon 16:00",
        "Wed 09:00",
        "Wed 10:00",
    ]
    assert clocks(provider, most=2, by_video=True) == ["Mon 09:30", "Mon 11:45"]


def test_times_of_today_that_are_over_are_not_free():
    assert clocks(working_provider(), now=at(15, 10), most=2) == ["Mon 16:00", "Tue 09:00"]


@pytest.mark.usefixtures("clock_stands")
def test_nobody_is_free_after_leaving_or_without_hours():
    assert clocks(working_provider(last_day=date(2027, 3, 1)), most=20)[-1] == "Mon 16:00"
    assert clocks(working_provider(is_practicing=False)) == []
    assert clocks(working_provider(weekdays=[])) == []


@pytest.mark.parametrize(
    ("day", "clinics", "patients"),
    [
        (date(2027, 3, 14), "00 EST, 01 EST, 03 EDT", "22 MST, 23 MST, 00 MST"),
        (
            date(2027, 11, 7),
            "00 EDT, 01 EDT, 01 EST, 02 EST, 03 EST",
            "22 MDT, 23 MDT, 00 MDT, 01 MDT, 01 MST",
        ),
    ],
)
def test_a_night_on_which_clocks_change_has_as_many_times_as_hours(day, clinics, patients):
    provider, staff = (
        working_provider(weekdays=[6], opens=time(0), closes=time(4)),
        AccountFactory(),
    )
    place = provider.hours.exclude(location=None).get().location
    length, free = timedelta(hours=1), clinics.count(",") + 1
    starts = free_times(provider, place, length=length, at=NOW, first=day, most=free)
    assert {start.astimezone(NEW_YORK).date() for start in starts} == {day}
    assert {later - earlier for earlier, later in pairwise(starts)} == {length}
    for start in starts:
        request = RequestFactory(time_zone="America/Denver")
        scheduling.book(request, slot(provider, start, minutes=60), by=staff, at=NOW)
    assert free_times(provider, place, length=length, at=NOW, first=day, most=1)[0].date() != day
    # What each side reads on its own clock.
    visits = Visit.objects.order_by("starts_at")
    assert ", ".join(f"{v.starts_at.astimezone(NEW_YORK):%H %Z}" for v in visits) == clinics
    assert ", ".join(f"{v.starts_at.astimezone(v.zone):%H %Z}" for v in visits) == patients
