from datetime import UTC, datetime, timedelta

import pytest

from appointments.models import Status
from appointments.promise import ENOUGH, in_hours_or_days, median_answer_time

from .factories import RequestFactory

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


def answered(hours, *, to=Status.CONTACTING, days_ago=3):
    request = RequestFactory(asked_at=NOW - timedelta(days=days_ago))
    request.changes.create(to_status=Status.NEW, at=request.asked_at)
    request.changes.create(to_status=to, at=request.asked_at + timedelta(hours=hours))
    return request


@pytest.mark.django_db
def test_the_median_is_measured_once_there_are_enough_answers():
    for number in range(ENOUGH - 1):
        answered(number + 1)
    assert median_answer_time(NOW) is None
    answered(60)
    assert median_answer_time(NOW) == timedelta(hours=10, minutes=30)


@pytest.mark.django_db
def test_only_the_first_answer_within_the_last_30_days_counts():
    for _number in range(ENOUGH):
        request = answered(4)
        request.changes.create(to_status=Status.BOOKED, at=NOW)
        answered(99, days_ago=31)
        answered(1, to=Status.CANCELLED)
    assert median_answer_time(NOW) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(minutes=5), (1, "hour")),
        (timedelta(hours=4, minutes=1), (5, "hour")),
        (timedelta(hours=47), (47, "hour")),
        (timedelta(hours=47, minutes=30), (2, "day")),
        (timedelta(days=3, hours=1), (4, "day")),
    ],
)
def test_a_wait_is_rounded_up_to_what_patients_count(wait, words):
    assert in_hours_or_days(wait) == words
