import threading
import uuid
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection, transaction

from appointments import intake
from appointments.models import AppointmentRequest, EmergencyStop, Message, Status, StatusChange
from appointments.models.request import Urgency
from clinic.models import Clinic, OpeningHours, SafetyQuestionSet
from tests.factories import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_of_old")]

TUESDAY = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)  # ten in the morning at the clinic
ANSWERS = {
    "name": "Ana Maria Reyes",
    "born": date(1990, 5, 17),
    "phone": "+1 216-555-0142",
    "email": "ana@example.org",
    "story": "It hurts when I sit.",
}


@pytest.fixture
def desk():
    """A clinic whose desk is open on weekdays and wants to hear of requests."""
    Clinic.objects.update(staff_email="desk@example.org", response_business_days=2)
    for day in range(5):
        OpeningHours.objects.create(weekday=day, opens=time(8), closes=time(17))


def owed(request):
    return sorted(request.messages.values_list("name", flat=True))


def test_a_request_its_first_state_and_its_messages_are_stored_together(desk):
    request = intake.submit(ANSWERS, at=TUESDAY)
    assert (request.status, request.urgency, request.asked_at) == ("new", "routine", TUESDAY)
    change = request.changes.get()
    assert (change.from_status, change.to_status, change.by) == ("", "new", None)
    assert owed(request) == ["confirmation", "staff_notice"]


def test_the_answer_is_promised_in_the_desks_own_hours(desk):
    request = intake.submit(ANSWERS, at=TUESDAY)
    assert request.answer_due == datetime(2026, 12, 3, 22, 0, tzinfo=UTC)  # Thursday, 5 PM there
    assert intake.submit(ANSWERS, at=TUESDAY.replace(hour=23)).answer_due.day == 4


def test_without_an_email_no_confirmation_is_owed(desk):
    assert owed(intake.submit(ANSWERS | {"email": ""}, at=TUESDAY)) == ["staff_notice"]


def test_red_flags_decide_the_urgency():
    assert intake.submit(ANSWERS | {"red_flags": ["fever"]}, at=TUESDAY).urgency == Urgency.URGENT


def test_an_emergency_is_not_stored():
    with pytest.raises(intake.EmergencyAnswer):
        intake.submit(ANSWERS | {"red_flags": ["chest-pain"]}, at=TUESDAY)
    assert not AppointmentRequest.objects.exists()
    assert not EmergencyStop.objects.exists()


def test_nothing_is_stored_when_one_part_fails(desk):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE appointments_message ADD CONSTRAINT broken CHECK (name = '')")
    with pytest.raises(Exception, match="broken"), transaction.atomic():
        intake.submit(ANSWERS, at=TUESDAY)
    assert not AppointmentRequest.objects.exists()
    assert not StatusChange.objects.exists()


def test_the_same_submission_unchanged_is_the_same_request(desk):
    submission = uuid.uuid4()
    first = intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    second = intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    assert first == second
    assert (first.amendments.count(), first.messages.count(), first.changes.count()) == (0, 2, 1)


def test_the_same_submission_with_other_answers_amends_visibly(desk):
    submission = uuid.uuid4()
    intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    changed = {"email": "reyes@example.org", "born": date(1991, 5, 17)}
    request = intake.submit(ANSWERS | changed, at=TUESDAY, submission_id=submission)
    amendment = request.amendments.get()
    assert amendment.fields == ["born", "email"]
    assert amendment.before == {"born": "1990-05-17", "email": "ana@example.org"}
    assert owed(request) == ["amendment_notice", "confirmation", "confirmation", "staff_notice"]
    assert list(AppointmentRequest.objects.reached_at("reyes@example.org")) == [request]
    assert not AppointmentRequest.objects.reached_at("ana@example.org").exists()


def test_a_warning_sign_taken_back_leaves_the_request_urgent():
    submission = uuid.uuid4()
    intake.submit(ANSWERS | {"red_flags": ["fever"]}, at=TUESDAY, submission_id=submission)
    request = intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    assert (request.red_flags, request.urgency) == ([], Urgency.URGENT)


def test_a_warning_sign_added_later_makes_the_request_urgent():
    submission = uuid.uuid4()
    intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    flagged = ANSWERS | {"red_flags": ["fever"]}
    assert intake.submit(flagged, at=TUESDAY, submission_id=submission).is_urgent()


@pytest.mark.parametrize("changes", [{}, {"story": "It is back."}])
def test_sent_again_after_it_was_closed_it_is_one_new_request(changes):
    submission = uuid.uuid4()
    closed = intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    closed.move_to(Status.CANCELLED, by=None)
    again = [
        intake.submit(ANSWERS | changes, at=TUESDAY, submission_id=submission) for _click in "12"
    ]
    assert again[0] == again[1] != closed
    assert list(AppointmentRequest.objects.open()) == [again[0]]
    assert not closed.amendments.exists()


def test_form_sent_again_for_somebody_else_is_their_own_request():
    submission = uuid.uuid4()
    first = intake.submit(ANSWERS, at=TUESDAY, submission_id=submission)
    other = ANSWERS | {"name": "Bo Unlike", "born": date(1990, 2, 1)}
    second = [intake.submit(other, at=TUESDAY, submission_id=submission) for _ in range(2)]
    assert second[0] == second[1] != first
    first.refresh_from_db()
    assert (first.name, first.amendments.count()) == (ANSWERS["name"], 0)
    assert intake.submit(ANSWERS, at=TUESDAY, submission_id=submission) == first


def test_a_reference_that_is_taken_is_drawn_again(monkeypatch):
    field = AppointmentRequest._meta.get_field("reference")
    taken = intake.submit(ANSWERS, at=TUESDAY).reference
    drawn = iter([taken, taken, "K7M4QX9T"])
    monkeypatch.setattr(field, "_get_default", lambda: next(drawn))
    assert intake.submit(ANSWERS, at=TUESDAY).reference == "K7M4QX9T"
    assert AppointmentRequest.objects.count() == 2


def test_a_request_by_phone_tells_who_entered_it():
    staff = AccountFactory()
    request = intake.submit(ANSWERS, at=TUESDAY, entered_by=staff)
    assert (request.entered_by, request.changes.get().by) == (staff, staff)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("clicks", [2, 8])
def test_clicks_at_the_same_moment_make_one_request(clicks):
    submission, start, made = uuid.uuid4(), threading.Barrier(clicks), []

    def click():
        start.wait()
        made.append(intake.submit(ANSWERS, at=TUESDAY, submission_id=submission).reference)
        connection.close()

    threads = [threading.Thread(target=click) for _click in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == clicks
    assert len(set(made)) == AppointmentRequest.objects.count() == 1
    request = AppointmentRequest.objects.get()
    assert (request.changes.count(), request.amendments.count()) == (1, 0)
    assert request.messages.filter(name=Message.Name.CONFIRMATION).count() == 1
    assert request.status == Status.NEW
    assert SafetyQuestionSet.objects.in_force() == request.safety_set
