"""By when a good-faith estimate is due, and where staff see it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments import estimate, intake
from appointments.models import AccessRecord, AppointmentRequest
from appointments.scheduling import book, move
from clinic.hours import DeskHours
from clinic.models import Clinic, OpeningHours
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NEW_YORK, NOW, at, slot, working_provider

# The week of Monday, March 1, 2027; Wednesday the 3rd is a holiday. The desk closes at 5.
WEEKDAYS = [OpeningHours(weekday=day, opens=time(8), closes=time(17)) for day in range(5)]
HOURS = DeskHours(Clinic(time_zone="America/New_York"), WEEKDAYS, [date(2027, 3, 3)])


def march(day, hour=10):
    return datetime(2027, 3, day, hour, tzinfo=NEW_YORK)


def due(coverage="self-pay", *, asked=None, booked=None, starts=None, hours=HOURS):
    found = estimate.due(
        coverage=coverage, asked_at=asked, booked_at=booked, starts_at=starts, hours=hours
    )
    return found and (found.month, found.day, found.hour)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (march(2), None),  # the next day
        (march(4), None),  # 2 business days ahead: the holiday does not count
        (march(5), (3, 2, 17)),  # 3 ahead: 1 business day
        (march(15), (3, 2, 17)),  # 9 ahead
        (march(16), (3, 5, 17)),  # 10 ahead: 3 business days, the holiday left out
        (datetime(2028, 3, 1, tzinfo=UTC), (3, 5, 17)),
    ],
)
def test_a_visit_booked_ahead_sets_the_clock_by_business_days(starts, expected):
    assert due(booked=march(1), starts=starts) == expected


def test_an_estimate_asked_for_is_due_in_three_business_days():
    assert due(asked=march(1)) == (3, 5, 17)
    assert due(asked=march(6)) == (3, 10, 17)  # asked on a Saturday


def test_the_day_is_the_clinics_not_that_of_the_server():
    late_on_monday = datetime(2027, 3, 2, 3, tzinfo=UTC)
    assert due(booked=late_on_monday, starts=march(16)) == (3, 5, 17)


def test_of_two_reasons_the_earlier_counts():
    assert due(asked=march(1), booked=march(1), starts=march(5)) == (3, 2, 17)


@pytest.mark.parametrize(
    ("coverage", "asked", "booked"),
    [
        ("insured", False, False),
        ("", False, False),
        ("unsure", True, False),
        ("not-using", True, True),
        ("self-pay", True, True),
    ],
)
def test_who_pays_without_insurance_gets_an_estimate(coverage, asked, booked):
    assert bool(due(coverage, asked=march(1))) == asked
    assert bool(due(coverage, booked=march(1), starts=march(16))) == booked


def test_a_desk_without_hours_has_no_business_days():
    nobody = DeskHours(Clinic(), [], [])
    assert due(asked=march(1), hours=nobody) is None


# --- on a request -----------------------------------------------------------------------------


@pytest.fixture
def weekdays(db):
    for hours in WEEKDAYS:
        OpeningHours.objects.create(weekday=hours.weekday, opens=time(8), closes=time(17))


def url(request, page):
    return reverse(f"admin:appointments_appointmentrequest_{page}", args=[request.pk])


def test_whoever_asks_about_the_cost_starts_the_clock(weekdays, questions_of_old):
    answers = {"name": "Ana Reyes", "born": date(1990, 5, 17), "phone": "+1 216-555-0142"}
    quiet = intake.submit(answers | {"coverage": "self-pay"}, at=march(1))
    asking = answers | {"coverage": "self-pay", "ask_about_cost": True}
    loud = intake.submit(asking, at=march(1))
    assert quiet.estimate_due is None
    assert timezone.localtime(loud.estimate_due, NEW_YORK) == march(4, 17)
    intake.submit(asking, at=march(2), submission_id=quiet.submission_id)
    quiet.refresh_from_db()
    assert timezone.localtime(quiet.estimate_due, NEW_YORK) == march(5, 17)


def test_booking_starts_the_clock_and_moving_does_not_put_it_off(weekdays):
    request, provider, sam = (
        RequestFactory(coverage="self-pay"),
        working_provider(),
        AccountFactory(),
    )
    visit = book(request, slot(provider, at(10) + timedelta(days=4)), by=sam, at=NOW)
    first = AppointmentRequest.objects.get().estimate_due
    assert timezone.localtime(first, NEW_YORK) == at(17)
    move(visit, slot(provider, at(10) + timedelta(days=21)), by=sam, at=NOW)
    assert AppointmentRequest.objects.get().estimate_due == first


def test_a_new_visit_needs_an_estimate_of_its_own(weekdays):
    request, sam = RequestFactory(coverage="self-pay"), AccountFactory()
    request.estimate_due = NOW
    request.give_estimate(by=sam)
    book(request, slot(working_provider(), at(10) + timedelta(days=4)), by=sam, at=NOW)
    assert AppointmentRequest.objects.get().owes_estimate()


def test_staff_see_the_clock_in_the_queue_and_mark_the_estimate_as_given(client, weekdays):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    queue = reverse("admin:appointments_appointmentrequest_changelist")
    late = RequestFactory(coverage="self-pay", estimate_due=timezone.now() - timedelta(days=1))
    other = RequestFactory()
    shown = client.get(queue, {"queue": "estimates"}).context["cl"].result_list
    assert list(shown) == [late]
    listed = client.get(queue).content.decode()
    assert listed.count("Cost estimate late") == 1
    page = client.get(url(late, "change")).content.decode()
    assert "Late" in page
    page = client.post(url(late, "estimate"), {"act": "given"}, follow=True).content.decode()
    assert "by sam" in page
    late.refresh_from_db()
    assert late.estimate_given_by.username == "sam"
    assert AccessRecord.objects.filter(what="estimated", request=late).exists()
    assert not AppointmentRequest.objects.owed_estimates().exists()
    assert "No estimate is owed now." in client.get(url(other, "change")).content.decode()


def test_a_patient_may_ask_on_the_phone(client, weekdays):
    client.force_login(AccountFactory(groups=["Schedulers"]))
    request = RequestFactory(coverage="unsure")
    client.post(url(request, "estimate"), {"act": "asked"})
    request.refresh_from_db()
    assert request.owes_estimate()
    assert client.post(url(request, "estimate"), {"act": "lost"}).status_code == 400
