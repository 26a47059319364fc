"""Whose a request is, and the tries to reach the patient."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from appointments.models import AccessRecord, AppointmentRequest, Handover, HasOwner, Status
from tests.factories import AccountFactory
from tests.locks import PATIENCE

from .factories import RequestFactory


def url(request, page):
    return reverse(f"admin:appointments_appointmentrequest_{page}", args=[request.pk])


@pytest.fixture
def scheduler(client, db):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    return client


@pytest.fixture
def kim(db):
    return AccountFactory(username="kim", first_name="Kim", last_name="Lind", groups=["Schedulers"])


# --- taking -----------------------------------------------------------------------------------


def test_whoever_takes_a_request_has_it_and_that_is_on_record(scheduler):
    request = RequestFactory()
    page = scheduler.post(url(request, "take"), follow=True).content.decode()
    request.refresh_from_db()
    assert request.owner.username == "sam"
    assert "The request is yours." in page
    assert "<strong>You</strong> have this request." in page
    assert AccessRecord.objects.order_by("pk").first().what == "taken"


def test_the_second_one_is_told_who_has_it(scheduler, kim):
    request = RequestFactory(owner=kim)
    page = scheduler.post(url(request, "take"), follow=True).content.decode()
    request.refresh_from_db()
    assert request.owner == kim
    assert "Kim Lind has this request already." in page
    assert not AccessRecord.objects.filter(what="taken").exists()


def test_a_request_of_somebody_who_left_is_nobodys_and_can_be_taken(scheduler, kim):
    request = RequestFactory(owner=kim)
    kim.is_active = False
    kim.save()
    assert list(AppointmentRequest.objects.owned_by(None)) == [request]
    assert "has left: take it" in scheduler.get(url(request, "change")).content.decode()
    scheduler.post(url(request, "take"))
    request.refresh_from_db()
    assert request.owner.username == "sam"


def test_taking_ones_own_request_again_changes_nothing(kim):
    request = RequestFactory()
    request.take(by=kim)
    request.take(by=kim)
    assert request.handovers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_a_request_at_once_exactly_one_gets_it():
    request, start = RequestFactory(), Barrier(8)
    people = [AccountFactory(first_name=f"Person {n}") for n in range(8)]

    def grab(person):
        mine = AppointmentRequest.objects.get(pk=request.pk)
        start.wait(timeout=PATIENCE)
        try:
            mine.take(by=person)
        except HasOwner as told:
            return str(told)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(grab, people))
    [winner] = [person for person, answer in zip(people, answers, strict=True) if answer is None]
    request.refresh_from_db()
    assert request.owner == winner
    told = f"{winner.first_name} has this request already."
    assert [answer for answer in answers if answer] == [told] * 7
    assert Handover.objects.get().to_owner == winner


# --- handing over -----------------------------------------------------------------------------


def test_a_request_is_handed_over_with_a_note(scheduler, kim):
    request = RequestFactory(owner=User.objects.get(username="sam"))
    typed = {"to": kim.pk, "note": "She speaks Polish, as you do."}
    page = scheduler.post(url(request, "hand_over"), typed, follow=True).content.decode()
    request.refresh_from_db()
    handover = request.handovers.get()
    assert request.owner == kim
    assert (handover.from_owner.username, handover.to_owner, handover.by.username) == (
        "sam",
        kim,
        "sam",
    )
    for words in ("Kim Lind has the request now.", "She speaks Polish, as you do."):
        assert words in page
    assert AccessRecord.objects.order_by("pk").first().what == "handed-over"


def test_a_request_is_given_back_to_nobody(scheduler, kim):
    request = RequestFactory(owner=kim)
    scheduler.post(url(request, "hand_over"), {"to": ""})
    request.refresh_from_db()
    assert request.owner is None


def test_a_request_goes_to_those_only_who_may_work_on_it(scheduler, kim):
    request, editor = RequestFactory(owner=kim), AccountFactory(groups=["Editors"])
    typed = {"to": editor.pk, "note": "Please call her"}
    page = scheduler.post(url(request, "hand_over"), typed).content.decode()
    request.refresh_from_db()
    assert request.owner == kim
    assert "Select a valid choice" in page
    assert "Please call her" in page


# --- contact attempts -------------------------------------------------------------------------


def test_the_first_attempt_begins_the_contacting_and_makes_the_caller_the_owner(scheduler):
    request = RequestFactory(answer_due=timezone.now() - timedelta(hours=1))
    planned = timezone.localtime() + timedelta(days=1)
    typed = {
        "way": "phone",
        "outcome": "voicemail",
        "next_try_at": planned.strftime("%Y-%m-%dT%H:%M"),
        "note": "Said only: please call back",
    }
    page = scheduler.post(url(request, "attempt"), typed, follow=True).content.decode()
    request = AppointmentRequest.objects.get(pk=request.pk)
    attempt = request.attempts.get()
    assert (request.status, request.owner.username) == (Status.CONTACTING, "sam")
    assert not request.is_overdue()
    assert (attempt.way, attempt.outcome, attempt.note) == (
        "phone",
        "voicemail",
        "Said only: please call back",
    )
    assert attempt.next_try_at == planned.replace(second=0, microsecond=0)
    for words in ("Kept: Left a message.", "Said only: please call back", "Next try:"):
        assert words in page
    assert AccessRecord.objects.order_by("pk").first().what == "tried"


def test_an_attempt_that_is_not_finished_comes_back_with_its_words(scheduler):
    request = RequestFactory()
    typed = {"way": "phone", "next_try_at": "2001-01-01T10:00", "note": "Her son answered"}
    page = scheduler.post(url(request, "attempt"), typed).content.decode()
    for words in ("Choose what came of it.", "The next try must lie ahead.", "Her son answered"):
        assert words in page
    assert not request.attempts.exists()


@pytest.mark.django_db
def test_requests_come_back_when_their_next_try_is_due():
    now, sam = timezone.now(), AccountFactory()
    due, answered, later = (RequestFactory(status=Status.CONTACTING) for _ in range(3))
    done = RequestFactory(status=Status.BOOKED)
    for request in (due, answered, done):
        request.attempts.create(
            by=sam, outcome="no-answer", at=now - timedelta(days=1), next_try_at=now
        )
    answered.attempts.create(by=sam, outcome="reached", at=now)
    later.attempts.create(by=sam, outcome="no-answer", next_try_at=now + timedelta(hours=1))
    assert list(AppointmentRequest.objects.to_try_again(now)) == [due]
