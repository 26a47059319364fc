from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from appointments.models import MOVES, OPEN, AppointmentRequest, InvalidTransition, Status
from appointments.models.moves import REOPENED_FROM
from tests.factories import AccountFactory

from .factories import RequestFactory

pytestmark = pytest.mark.django_db

# The table of PRODUCT.md, written once more by hand so that a slip in the code shows.
TABLE = {
    "new": "contacting offered booked waitlisted declined cancelled duplicate sent_to_emergency",
    "contacting": "offered booked waitlisted declined cancelled duplicate unreachable "
    "sent_to_emergency",
    "offered": "booked contacting waitlisted cancelled sent_to_emergency",
    "waitlisted": "contacting offered booked cancelled declined",
    "booked": "booked arrived no_show cancelled sent_to_emergency",
    "arrived": "completed",
    "no_show": "contacting",
    "unreachable": "contacting",
    "cancelled": "contacting",
    "declined": "contacting",
    "completed": "",
    "duplicate": "",
    "sent_to_emergency": "",
}


@pytest.mark.parametrize("to", Status.values)
@pytest.mark.parametrize("origin", Status.values)
def test_each_move_is_made_or_refused_as_the_table_says(origin, to):
    request, staff = RequestFactory(status=origin), AccountFactory()
    if to in TABLE[origin].split():
        change = request.move_to(to, by=staff, reason="As we spoke")
        assert (change.from_status, change.to_status, change.by) == (origin, to, staff)
        assert change.reason == "As we spoke"
        expected = to
    else:
        with pytest.raises(InvalidTransition):
            request.move_to(to, by=staff, reason="As we spoke")
        expected = origin
    request.refresh_from_db()
    assert request.status == expected
    assert request.changes.count() == (to in TABLE[origin].split())


@pytest.mark.parametrize("closed", REOPENED_FROM)
def test_a_closed_case_is_reopened_only_with_a_reason(closed):
    request = RequestFactory(status=closed)
    with pytest.raises(InvalidTransition):
        request.move_to(Status.CONTACTING, by=AccountFactory(), reason="  ")
    request.refresh_from_db()
    assert request.status == closed


def test_a_move_by_the_patient_is_recorded_without_an_account():
    assert RequestFactory().move_to(Status.CANCELLED, by=None).by is None


@pytest.mark.parametrize("to", Status.values)
@pytest.mark.parametrize("origin", [Status.CONTACTING, Status.BOOKED, Status.CANCELLED])
def test_a_case_is_closed_and_opened_by_its_moves(origin, to):
    if to not in TABLE[origin].split():
        return
    earlier = None if origin in OPEN else timezone.now() - timedelta(days=9)
    request = RequestFactory(status=origin, closed_at=earlier)
    before = timezone.now()
    request.move_to(to, by=AccountFactory(), reason="As we spoke")
    request.refresh_from_db()
    if to in OPEN:
        assert request.closed_at is None
    else:
        assert before <= request.closed_at <= timezone.now()


def test_a_move_reads_the_state_in_the_database_not_the_one_in_memory():
    request = RequestFactory()
    stale = AppointmentRequest.objects.get(pk=request.pk)
    request.move_to(Status.DUPLICATE, by=AccountFactory())
    with pytest.raises(InvalidTransition):
        stale.move_to(Status.CONTACTING, by=AccountFactory())


def test_an_unknown_state_is_refused_by_the_database():
    request = RequestFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentRequest.objects.filter(pk=request.pk).update(status="lost")


def test_a_virtual_visit_without_a_state_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestFactory(kind="virtual", state="")


@pytest.mark.parametrize("status", Status)
def test_open_requests_are_those_that_still_need_work(status):
    request = RequestFactory(status=status)
    assert (request in AppointmentRequest.objects.open()) == (status in OPEN)
    assert (status in OPEN) == (status not in REOPENED_FROM and bool(MOVES[status]))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("late", [timedelta(minutes=1), timedelta(minutes=-1), None])
def test_overdue_means_the_same_in_the_queue_and_on_one_request(status, late):
    now = timezone.now()
    request = RequestFactory(status=status, answer_due=now - late if late is not None else None)
    assert (request in AppointmentRequest.objects.overdue(now)) == request.is_overdue(now)
    assert request.is_overdue(now) == (status == Status.NEW and late == timedelta(minutes=1))


def test_the_queue_has_urgent_requests_on_top_and_then_the_oldest():
    now = timezone.now()
    younger = RequestFactory(asked_at=now - timedelta(hours=1))
    older = RequestFactory(asked_at=now - timedelta(hours=9))
    urgent = RequestFactory(asked_at=now, urgent=True)
    assert list(AppointmentRequest.objects.urgent_first()) == [urgent, older, younger]
    assert list(AppointmentRequest.objects.urgent()) == [urgent]


def test_the_queue_goes_by_the_promised_answer_not_by_the_hour_of_asking():
    now = timezone.now()
    night = RequestFactory(asked_at=now - timedelta(hours=9), answer_due=now + timedelta(days=2))
    day = RequestFactory(asked_at=now - timedelta(hours=1), answer_due=now + timedelta(days=1))
    unpromised = RequestFactory(asked_at=now - timedelta(days=9))
    assert list(AppointmentRequest.objects.urgent_first()) == [day, night, unpromised]


def test_requests_are_told_apart_by_their_owner():
    sam = AccountFactory()
    mine, nobodys, _anothers = (RequestFactory(owner=who) for who in (sam, None, AccountFactory()))
    assert list(AppointmentRequest.objects.owned_by(sam)) == [mine]
    assert list(AppointmentRequest.objects.owned_by(None)) == [nobodys]


@pytest.mark.parametrize("name", ["josefina vega", "O'BRIEN", "Vega, Josefína"])
def test_a_request_is_found_by_whole_words_of_the_name(name):
    request = RequestFactory()
    RequestFactory(name="Someone Else")
    assert list(AppointmentRequest.objects.named(name)) == [request]


@pytest.mark.parametrize("name", ["", "vegas", "josefina smith"])
def test_a_name_that_is_not_whole_finds_nobody(name):
    RequestFactory()
    assert not AppointmentRequest.objects.named(name).exists()


@pytest.mark.parametrize(
    "contact", ["(216) 555-0142", "216 555 0142", "josefina.vega@EXAMPLE.org "]
)
def test_a_request_is_found_by_exact_phone_or_email(contact):
    request = RequestFactory()
    RequestFactory(phone="+1 216-555-0199", email="")
    assert list(AppointmentRequest.objects.reached_at(contact)) == [request]


def test_search_still_finds_what_an_older_key_hashed(settings):
    settings.PARTICULARS_KEYS = ["old key"]
    request = RequestFactory()
    settings.PARTICULARS_KEYS = ["new key", "old key"]
    assert list(AppointmentRequest.objects.named("vega")) == [request]
    assert list(AppointmentRequest.objects.reached_at("216-555-0142")) == [request]


def test_a_request_names_itself_by_its_reference_only():
    request = RequestFactory(reference="K7M4QX9T")
    assert str(request) == "K7M4-QX9T"
    assert "Vega" not in repr(request)
