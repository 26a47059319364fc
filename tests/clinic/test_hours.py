"""When the desk is open, and by when an answer is promised."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from clinic.hours import DeskHours
from clinic.models import Clinic, Holiday, OpeningHours

NEW_YORK = ZoneInfo("America/New_York")


def at(text):
    """A moment in the clinic's zone, like "2026-03-06 16:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def desk(*holidays):
    """Monday to Friday, 8 to 12 and 13 to 17."""
    spans = [
        OpeningHours(weekday=day, opens=opens, closes=closes)
        for day in range(5)
        for opens, closes in [(time(8), time(12)), (time(13), time(17))]
    ]
    return DeskHours(Clinic(time_zone="America/New_York"), spans, map(date.fromisoformat, holidays))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-04 09:00", "2026-03-04 09:00"),  # Wednesday, open now
        ("2026-03-04 07:59", "2026-03-04 08:00"),
        ("2026-03-04 12:00", "2026-03-04 13:00"),  # lunch
        ("2026-03-04 17:00", "2026-03-05 08:00"),
        ("2026-03-06 18:00", "2026-03-09 08:00"),  # over the weekend in which the clocks change
        ("2026-07-02 20:00", "2026-07-06 08:00"),  # over a holiday and a weekend
    ],
)
def test_next_open_is_the_next_moment_at_which_somebody_looks(moment, opens):
    assert desk("2026-07-03").next_open(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-03-04 09:00", "2026-03-06 17:00"),
        ("2026-03-04 18:00", "2026-03-09 17:00"),  # seen on Thursday
        ("2026-03-07 10:00", "2026-03-11 17:00"),  # sent on a Saturday, seen on Monday
        ("2026-07-01 09:00", "2026-07-06 17:00"),  # Friday is a holiday
    ],
)
def test_answer_is_due_after_the_promised_working_days(sent, due):
    assert desk("2026-07-03").answer_due(at(sent), business_days=2) == at(due)


def test_desk_is_open_within_its_hours_in_its_own_zone():
    open_at_9 = desk().is_open(at("2026-03-04 09:00").astimezone(ZoneInfo("Asia/Tokyo")))
    assert (open_at_9, desk().is_open(at("2026-03-04 12:30"))) == (True, False)


def test_desk_without_hours_promises_nothing():
    empty = DeskHours(Clinic(), [], [])
    assert empty.next_open(at("2026-03-04 09:00")) is None
    assert empty.answer_due(at("2026-03-04 09:00"), business_days=2) is None


@pytest.mark.django_db
def test_desk_hours_are_loaded_with_coming_holidays(django_assert_num_queries):
    OpeningHours.objects.create(weekday=2, opens=time(8), closes=time(12))
    Holiday.objects.create(date=date(2026, 3, 4), name="Snow day")
    with django_assert_num_queries(2):
        loaded = DeskHours.load(Clinic(), at("2026-03-04 07:00"))
    assert loaded.next_open(at("2026-03-04 07:00")) == at("2026-03-11 08:00")
