"""Requests that may be one: found, compared, joined without loss."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments.models import AccessRecord, AppointmentRequest, InvalidTransition, Status
from appointments.scheduling import book
from appointments.staff.duplicates import merge
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import coming_monday, slot, working_provider

pytestmark = pytest.mark.django_db


def url(page, *requests):
    keys = [request.pk for request in requests]
    return reverse(f"admin:appointments_appointmentrequest_{page}", args=keys)


def again(request):
    return AppointmentRequest.objects.get(pk=request.pk)


@pytest.fixture
def scheduler(client):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    return client


# --- finding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "is_like"),
    [
        ({}, True),
        ({"phone": "216.555.0142", "email": "", "name": "Somebody Else"}, True),
        ({"phone": "+1 216-555-0199", "email": "josefina.vega@example.ORG"}, True),
        ({"phone": "+1 216-555-0199", "email": "", "name": "Josefina OBrien Vega"}, True),
        ({"phone": "+1 216-555-0199", "email": "", "born": date(1960, 1, 1)}, False),
        ({"phone": "+1 216-555-0199", "email": "", "name": "Ana Reyes"}, False),
    ],
)
def test_the_same_contact_or_the_same_name_and_birthday_may_be_the_same_request(changes, is_like):
    request, other = RequestFactory(), RequestFactory(**changes)
    assert AppointmentRequest.objects.like(request) == ([other] if is_like else [])
    assert AppointmentRequest.objects.like(other) == ([request] if is_like else [])


def test_two_people_without_email_are_not_alike_for_it():
    request = RequestFactory(email="")
    RequestFactory(email="", name="Ana Reyes", phone="+1 216-555-0199")
    assert AppointmentRequest.objects.like(request) == []


def test_the_screen_leads_to_open_requests_that_may_be_the_same(scheduler):
    request, other = RequestFactory(), RequestFactory()
    closed = RequestFactory(status=Status.CANCELLED)
    page = scheduler.get(url("change", request)).content.decode()
    assert url("compare", request, other) in page
    assert url("compare", request, closed) not in page


# --- side by side -----------------------------------------------------------------------------


def test_two_requests_stand_side_by_side_and_what_differs_is_marked(scheduler):
    one = RequestFactory(topic="Sciatica")
    other = RequestFactory(topic="Stenosis", owner=AccountFactory(first_name="Kim"))
    response = scheduler.get(url("compare", one, other))
    rows = {row["label"]: row for _step, rows in response.context["groups"] for row in rows}
    assert rows["What it is about"]["lines"] == [["Sciatica"], ["Stenosis"]]
    assert rows["What it is about"]["differs"]
    assert not rows["Name of the patient"]["differs"]
    looks = AccessRecord.objects.filter(what="compared", by__username="sam")
    assert {look.request for look in looks} == {one, other}


# --- joining ----------------------------------------------------------------------------------


def test_joining_closes_one_as_the_others_duplicate_and_loses_nothing(scheduler):
    sam = AccountFactory()
    kept = RequestFactory(status=Status.CONTACTING)
    other = RequestFactory(story="I also fell in May.", urgent=True)
    other.notes.create(by=sam, text="Prefers the morning")
    other.attempts.create(by=sam, outcome="voicemail", note="Left our number")
    other.messages.create(name="confirmation", state="sent")
    other.amendments.create(before={"topic": "Earlier topic"}, fields=["topic"])
    page = scheduler.post(url("join", kept, other), follow=True).content.decode()
    joined, kept = again(other), again(kept)
    assert (joined.status, joined.duplicate_of) == (Status.DUPLICATE, kept)
    assert (kept.status, kept.is_urgent()) == (Status.CONTACTING, True)
    for words in (
        f"{joined} is joined with this one.",
        "I also fell in May.",
        "Prefers the morning",
        "Left our number",
        "Confirmation to the patient: Sent",
        "Earlier topic",
        f"The same as {kept}",
    ):
        assert words in page, words
    page = scheduler.get(url("change", joined)).content.decode()
    assert "This is the same request as" in page
    looks = AccessRecord.objects.filter(what="merged").values_list("request", flat=True)
    assert set(looks) == {kept.pk, joined.pk}


def test_whoever_looks_at_the_kept_one_looks_at_the_joined_one_too(scheduler):
    kept, other = RequestFactory(), RequestFactory()
    merge(kept, other, by=AccountFactory())
    scheduler.get(url("change", kept))
    looks = AccessRecord.objects.filter(what="opened").values_list("request", flat=True)
    assert set(looks) == {kept.pk, other.pk}


def test_the_earlier_promise_holds_for_what_is_kept():
    now = timezone.now()
    kept = RequestFactory(answer_due=now + timedelta(days=2))
    merge(kept, RequestFactory(answer_due=now + timedelta(days=1)), by=AccountFactory())
    merge(kept, RequestFactory(), by=AccountFactory())
    assert again(kept).answer_due == now + timedelta(days=1)


def test_an_estimate_that_the_joined_one_waits_for_is_owed_by_the_kept_one():
    due = timezone.now() + timedelta(days=1)
    kept, other = RequestFactory(), RequestFactory(estimate_due=due)
    merge(kept, other, by=AccountFactory())
    assert again(kept).owes_estimate()
    assert again(kept).estimate_due == due


def test_the_discretion_that_either_asked_for_holds_and_the_earlier_answer_is_kept():
    kept = RequestFactory(voicemail_ok=True)
    merge(kept, RequestFactory(discreet=True), by=AccountFactory())
    stored = again(kept)
    assert (stored.discreet, stored.voicemail_ok) == (True, False)
    assert stored.amendments.get().before == {"discreet": False, "voicemail_ok": True}


def test_what_is_kept_is_held_apart_no_longer():
    kept = RequestFactory(held_because="burst")
    merge(kept, RequestFactory(), by=AccountFactory())
    assert list(AppointmentRequest.objects.in_queue()) == [kept]
    assert kept.messages.filter(name="confirmation").exists()


def test_what_was_joined_before_goes_along():
    sam = AccountFactory()
    first, second, third = RequestFactory(), RequestFactory(), RequestFactory()
    merge(second, first, by=sam)
    merge(third, second, by=sam)
    assert set(third.duplicates.all()) == {first, second}


def test_a_request_is_not_joined_with_itself_nor_with_a_closed_one():
    request, closed = RequestFactory(), RequestFactory(status=Status.CANCELLED)
    with pytest.raises(InvalidTransition, match="two different"):
        merge(request, request, by=AccountFactory())
    with pytest.raises(InvalidTransition, match="is closed"):
        merge(closed, request, by=AccountFactory())
    assert again(request).status == Status.NEW


def test_a_booked_visit_is_never_joined_away(scheduler):
    first, second = RequestFactory(), RequestFactory()
    ten = coming_monday().replace(hour=10)
    for request in (first, second):
        book(request, slot(working_provider(), ten), by=AccountFactory(), at=timezone.now())
    plain = RequestFactory(status=Status.CONTACTING)
    page = scheduler.post(url("join", first, second), follow=True).content.decode()
    assert "Both have a booked visit. Cancel one of the visits first." in page
    page = scheduler.post(url("join", plain, second), follow=True).content.decode()
    assert f"{second} has a booked visit. Keep that one." in page
    assert again(second).status == Status.BOOKED
    scheduler.post(url("join", second, plain))
    assert again(plain).duplicate_of == second
