"""How much may come from one address and one person, and what is held apart for a look."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from appointments import intake, limits, scheduling, spam
from appointments.models import AppointmentRequest, Message, RecentCount, Status
from clinic.models import Clinic
from tests.factories import AccountFactory

from .factories import RequestFactory
from .typed import EVERYTHING, Patient, hidden

QUEUE = reverse("admin:appointments_appointmentrequest_changelist")
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
A_CENTURY = timedelta(days=36_525)


@pytest.fixture(autouse=True)
def settled(settings, monkeypatch):
    """The limits as they are by default, and nobody asked to be slow.

    The windows end in 2070: one of ten minutes or an hour may end in the middle of a test.
    """
    settings.SENDS_PER_ADDRESS, settings.TRIES_PER_ADDRESS = 20, 60
    settings.REQUESTS_IN_A_BURST = 20
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    monkeypatch.setattr(limits, "BURST_WINDOW", A_CENTURY)
    monkeypatch.setattr(limits, "HOUR", A_CENTURY)


@pytest.fixture
def phone(db):
    Clinic.objects.update_or_create(
        pk=1, defaults={"phone": "+12165550100", "staff_email": "d@x.org"}
    )


def send(client, number, *, address="203.0.113.7", **typed):
    """Somebody's whole request in one post, from an address."""
    contact = {"phone": f"(216) 555-{number:04}", "email": f"p{number}@example.org"}
    words = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    page = client.get("/appointments/request/", REMOTE_ADDR=address).content.decode()
    post = EVERYTHING | contact | {"name": f"Ana {words}"} | typed
    ticket = hidden(page)
    return client.post(
        "/appointments/request/",
        {**ticket, **post, "step": "check", "go": "send"},
        headers={"Sec-Fetch-Site": "same-origin"},
        REMOTE_ADDR=address,
    )


# --- counting ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_counts_belong_to_one_purpose_one_person_and_one_window():
    count = RecentCount.objects.count_one
    assert [count("sends", "ana", at=NOON, window=HOUR) for _ in range(3)] == [1, 2, 3]
    assert count("sends", "bo", at=NOON, window=HOUR) == 1
    assert count("tries", "ana", at=NOON, window=HOUR) == 1
    assert count("sends", "ana", at=NOON + HOUR, window=HOUR) == 1


@pytest.mark.django_db
def test_old_counts_are_swept_out_and_tell_nobodys_name():
    RecentCount.objects.count_one("sends", "ana@example.org", at=NOON, window=HOUR)
    RecentCount.objects.count_one("sends", "bo", at=NOON + 2 * HOUR, window=HOUR)
    left = RecentCount.objects.get()
    assert left.ends_at == NOON + 3 * HOUR
    assert re.fullmatch("[0-9a-f]{64}", left.key_hash)


@pytest.mark.django_db(transaction=True)
def test_counts_of_many_at_once_are_not_lost():
    def count_five(_worker):
        try:
            for _ in range(5):
                RecentCount.objects.count_one("sends", "ana", at=NOON, window=HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count_five, range(6)))
    assert RecentCount.objects.get().count == 30


# --- limits -----------------------------------------------------------------------------------


def test_one_address_sends_so_much_then_is_told_whom_to_call_and_keeps_the_form(
    client, phone, settings
):
    settings.SENDS_PER_ADDRESS = 5
    for number in range(5):
        assert send(client, number).status_code == 302
    refused = send(client, 21, story="My left leg goes numb.")
    page = refused.content.decode()
    assert refused.status_code == 429
    assert "Please call us at (216) 555-0100" in page
    assert AppointmentRequest.objects.count() == 5
    again = hidden(page)
    assert again["story"] == ["My left leg goes numb."]
    assert "Send request" in page
    assert send(client, 22, address="203.0.113.8").status_code == 302


def test_what_was_refused_can_be_sent_later(client, phone, monkeypatch, settings):
    settings.SENDS_PER_ADDRESS = 1
    half_past = timezone.now().replace(minute=30) + HOUR  # so that no hour ends in between
    monkeypatch.setattr(limits, "HOUR", HOUR)
    monkeypatch.setattr(timezone, "now", lambda: half_past)
    send(client, 1)
    patient = Patient(client)
    patient.fill()
    send(client, 2, address="127.0.0.1")
    patient.press("send")
    assert patient.response.status_code == 429
    monkeypatch.setattr(timezone, "now", lambda: half_past + HOUR)
    patient.press("send")
    assert patient.response.status_code == 302


def test_a_contact_is_named_by_so_many_sends_wherever_they_come_from(client, phone):
    for number in range(6):
        answer = send(client, number, email="flood@example.org", address=f"198.51.100.{number}")
        assert answer.status_code == 302
    refused = send(client, 7, email="Flood@Example.org", address="198.51.100.7")
    assert refused.status_code == 429


def test_a_person_has_so_many_open_requests_but_an_urgent_one_is_always_taken(client, phone):
    for number in range(3):
        assert send(client, number, name="Ana Reyes").status_code == 302
    assert send(client, 4, name="Ana Reyes").status_code == 429
    assert send(client, 4, name="Ana Reyes", urgent_signs=["fever"]).status_code == 302
    assert send(client, 4, name="Bo Reyes").status_code == 302
    AppointmentRequest.objects.update(status=Status.CANCELLED)
    assert send(client, 5, name="Ana Reyes").status_code == 302


def test_amending_the_last_of_ones_requests_is_no_new_one(client, phone):
    send(client, 1, name="Ana Reyes", phone="(216) 555-0142")
    send(client, 2, name="Ana Reyes", phone="(216) 555-0142")
    patient = Patient(client)
    patient.fill(name="Ana Reyes")
    checked = patient.page
    patient.press("send")
    patient.page = checked
    patient.press("send")
    assert patient.response.status_code == 302
    assert AppointmentRequest.objects.count() == 3


def test_staff_on_the_phone_know_no_limit(client, phone, settings):
    settings.SENDS_PER_ADDRESS = 1
    client.force_login(AccountFactory(groups=["Schedulers"]))
    for _call in range(4):
        patient = Patient(client, url=reverse("admin:appointments_appointmentrequest_add"))
        patient.fill()
        patient.press("send")
        assert patient.response.status_code == 302
    assert AppointmentRequest.objects.in_queue().count() == 4


def test_the_status_page_answers_one_address_so_often(client, phone, settings):
    settings.TRIES_PER_ADDRESS = 3
    RequestFactory(reference="K7M4QX9T")
    page = reverse("appointments:status")
    typed = {"reference": "K7M4-QX9T", "born_month": "3", "born_day": "9", "born_year": "1958"}
    assert [client.post(page, typed).status_code for _try in range(4)] == [200, 200, 200, 429]
    refused = client.post(page, typed).content.decode()
    assert "Please call us at (216) 555-0100" in refused
    assert 'value="K7M4-QX9T"' in refused
    assert "We have your request." not in refused
    assert client.post(page, typed, REMOTE_ADDR="198.51.100.1").status_code == 200


# --- held apart -------------------------------------------------------------------------------


def test_a_burst_is_held_apart_and_nothing_of_it_is_thrown_away(client, phone):
    for number in range(32):
        answer = send(client, number, address=f"198.51.100.{number % 16}")
        assert answer.status_code == 302
    everything = AppointmentRequest.objects.all()
    assert everything.count() == 32
    assert everything.in_queue().count() == 20
    held = everything.held_apart()
    assert held.count() == 12
    assert not held.filter(messages__isnull=False).exists()
    client.force_login(AccountFactory(groups=["Schedulers"]))
    with_counts = client.get(QUEUE)
    assert "Held apart for a look (12)" in with_counts.content.decode()
    assert len(with_counts.context["cl"].result_list) == 20


def test_many_new_requests_from_one_address_are_held_apart(client, phone):
    for number in range(8):
        send(client, number, address="2001:db8:1:2::7")
    assert AppointmentRequest.objects.held_apart().count() == 3
    assert send(client, 9, address="2001:db8:1:2:ffff::1").status_code == 302
    assert AppointmentRequest.objects.held_apart().count() == 4
    send(client, 10, address="2001:db8:1:3::7")
    assert AppointmentRequest.objects.held_apart().count() == 4


def test_what_is_let_in_joins_the_queue_and_gets_its_messages_once(phone):
    suspect = RequestFactory(held_because="burst")
    at = timezone.now()
    assert intake.release(suspect, at=at)
    assert not intake.release(suspect, at=at)
    assert suspect.messages.count() == 2
    assert list(AppointmentRequest.objects.in_queue()) == [suspect]


def test_desk_hears_of_an_urgent_request_held_apart_once_an_hour_and_once_each(client, phone):
    for number in range(8):
        send(client, number, address="2001:db8:1:2::7", urgent_signs="fever")
    apart = AppointmentRequest.objects.held_apart()
    told = Message.objects.filter(name="staff_notice", request__in=apart)
    assert (apart.count(), told.count()) == (3, 1)
    intake.release(told.get().request, at=timezone.now())
    assert Message.objects.filter(name="staff_notice").count() == 6


def test_what_staff_work_on_is_let_in_and_what_they_decline_is_not(phone):
    by, at = AccountFactory(groups=["Schedulers"]), timezone.now()
    called, declined = (RequestFactory(held_because="burst") for _ in range(2))
    scheduling.move_on(called, "contacting", by=by, at=at)
    scheduling.move_on(declined, "declined", by=by, at=at)
    assert [one.messages.filter(name="confirmation").count() for one in (called, declined)] == [
        1,
        0,
    ]
    assert list(AppointmentRequest.objects.in_queue()) == [called]


def test_a_confirmation_page_promises_no_email_that_nobody_sends_yet(client, phone):
    words = "A short confirmation with this reference is on its way"
    taken, apart = RequestFactory(), RequestFactory(held_because="burst")
    pages = [client.get(f"/appointments/sent/{one.reference}/") for one in (taken, apart)]
    assert [words in page.content.decode() for page in pages] == [True, False]


def test_many_are_let_in_or_declined_at_once_where_they_are_held_apart(client, phone):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    good, bad, booked = (RequestFactory(held_because="burst") for _ in range(3))
    ordinary = RequestFactory()
    apart = f"{QUEUE}?queue=held-apart"
    client.post(apart, {"action": "let_in", "_selected_action": [good.pk]})
    client.post(apart, {"action": "decline", "_selected_action": [bad.pk]})
    client.post(QUEUE, {"action": "decline", "_selected_action": [ordinary.pk]})
    states = dict(AppointmentRequest.objects.values_list("pk", "status"))
    assert states == {good.pk: "new", bad.pk: "declined", booked.pk: "new", ordinary.pk: "new"}
    assert set(AppointmentRequest.objects.in_queue()) == {good, ordinary}
    assert bad.changes.get().reason == "Not from a patient"
    assert good.looks.get().what == "released"
    assert bad.looks.get().by == User.objects.get(username="sam")


def test_the_screen_says_why_it_is_held_apart_and_lets_it_in(client, phone):
    client.force_login(AccountFactory(groups=["Schedulers"]))
    suspect = RequestFactory(held_because="address")
    place = reverse("admin:appointments_appointmentrequest_change", args=[suspect.pk])
    page = client.get(place).content.decode()
    assert "Held apart from the queue:" in page
    assert "one of many from the same address" in page
    let_in = reverse("admin:appointments_appointmentrequest_let_in", args=[suspect.pk])
    page = client.post(let_in, follow=True).content.decode()
    assert "Held apart from the queue:" not in page


@pytest.mark.django_db
def test_whoever_works_on_a_suspect_takes_it_into_the_queue():
    suspect = RequestFactory(held_because="burst")
    suspect.move_to(Status.CONTACTING, by=AccountFactory())
    assert list(AppointmentRequest.objects.in_queue()) == [suspect]


def test_limits_can_be_switched_off(client, phone, settings):
    settings.SENDS_PER_ADDRESS = settings.REQUESTS_IN_A_BURST = 0
    for number in range(limits.MANY_PER_ADDRESS + 2):
        assert send(client, number).status_code == 302
    assert not AppointmentRequest.objects.held_apart().exists()


def test_a_limits_words_tell_nothing_of_who_asked_before(client, phone, settings):
    for number in range(3):
        send(client, number, name="Ana Reyes")
    capped = send(client, 4, name="Ana Reyes", address="198.51.100.9").content.decode()
    settings.SENDS_PER_ADDRESS = 1
    flooding = send(client, 5).content.decode()
    words = re.compile(r"We can’t take this right now[^<]*")
    assert words.search(capped).group() == words.search(flooding).group()
    assert limits.MOST_OPEN == 3
