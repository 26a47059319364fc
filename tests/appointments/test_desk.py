"""The queue and the screen of one request, and who may see them."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments import intake, privacy, spam
from appointments.models import AccessRecord, AppointmentRequest, EmergencyStop, Message, Status
from tests.factories import AccountFactory, LocationFactory

from .factories import RequestFactory
from .typed import Patient

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:appointments_appointmentrequest_changelist")
OUTBOX = "admin:appointments_message"
FIND = reverse("admin:appointments_appointmentrequest_find")
ENTER = reverse("admin:appointments_appointmentrequest_add")


def url(request, page="change"):
    return reverse(f"admin:appointments_appointmentrequest_{page}", args=[request.pk])


@pytest.fixture
def scheduler(client):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    return client


@pytest.fixture
def looked():
    """Looks on record, as (who, what, reference, from where)."""
    return lambda: [
        (look.by.username, look.what, str(look.request), look.address)
        for look in AccessRecord.objects.order_by("pk")
    ]


def references(response):
    return [str(request) for request in response.context["cl"].result_list]


# --- who may see it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "may"),
    [
        (["Schedulers"], True),
        (["Administrators"], True),
        (["Editors"], False),
        (["Clinical reviewers"], False),
        ([], False),
    ],
)
@pytest.mark.parametrize(
    "page",
    ["queue", "find", "enter", "change", "move", "note", "take", "hand_over", "attempt", "stops"],
)
def test_only_schedulers_and_administrators_reach_requests(client, groups, may, page):
    request = RequestFactory()
    client.force_login(AccountFactory(groups=groups))
    stops = reverse("admin:appointments_emergencystop_changelist")
    answer = {
        "queue": lambda: client.get(QUEUE),
        "find": lambda: client.post(FIND, {"term": "nobody"}),
        "enter": lambda: client.get(ENTER),
        "change": lambda: client.get(url(request)),
        "move": lambda: client.post(url(request, "move"), {"status": "contacting"}),
        "note": lambda: client.post(url(request, "note"), {"text": "Called"}),
        "take": lambda: client.post(url(request, "take")),
        "hand_over": lambda: client.post(url(request, "hand_over")),
        "attempt": lambda: client.post(
            url(request, "attempt"), {"way": "phone", "outcome": "reached"}
        ),
        "stops": lambda: client.get(stops),
    }[page]()
    assert (answer.status_code in (200, 302)) == may
    request.refresh_from_db()
    assert (request.status == Status.CONTACTING) == (may and page in ("move", "attempt"))
    assert bool(request.owner) == (may and page in ("move", "attempt", "take"))
    assert request.notes.exists() == (may and page == "note")
    if not may:
        assert answer.status_code == 403
        assert "Vega" not in answer.content.decode()
        assert not AccessRecord.objects.exists()


def test_editors_see_no_entry_for_requests(client):
    client.force_login(AccountFactory(groups=["Editors"]))
    assert "appointments" not in client.get(reverse("admin:index")).content.decode()


def test_only_administrators_read_who_looked(client):
    page = reverse("admin:appointments_accessrecord_changelist")
    client.force_login(AccountFactory(groups=["Schedulers"]))
    assert client.get(page).status_code == 403
    client.force_login(AccountFactory(groups=["Administrators"]))
    assert client.get(page).status_code == 200


def test_an_administrator_reads_the_looks_of_one_request_and_of_one_person(client):
    sam, ada = AccountFactory(username="sam"), AccountFactory(groups=["Administrators"])
    first, second = RequestFactory(), RequestFactory()
    other = RequestFactory(name="Bo Lind", phone="+1 216-555-0199", email="")
    for request in (first, second, other):
        AccessRecord.objects.create(request=request, by=sam, what="noted", address="203.0.113.9")
    client.force_login(ada)
    looks = reverse("admin:appointments_accessrecord_changelist")
    of_one = client.get(looks, {"request__id__exact": first.pk}).context["cl"].result_list
    assert [look.request for look in of_one] == [first]
    by_reference = client.get(looks, {"q": other.reference}).context["cl"].result_list
    assert [look.request for look in by_reference] == [other]
    person = reverse("admin:appointments_accessrecord_of_person")
    page = client.post(person, {"term": "josefina vega"}).content.decode()
    assert page.count("Added a note") == 2
    assert "203.0.113.9" in page
    assert str(other) not in page
    assert "Added a note" not in client.get(person, {"term": "vega"}).content.decode()
    client.force_login(AccountFactory(groups=["Schedulers"]))
    assert client.post(person, {"term": "vega"}).status_code == 403


@pytest.mark.parametrize("path", ["{pk}/delete/", "%20{pk}/change/", "+{pk}/change/"])
def test_no_stock_form_changes_or_deletes_a_request(client, path):
    request = RequestFactory()
    client.force_login(AccountFactory(is_superuser=True))
    for answer in (
        client.get(QUEUE + path.format(pk=request.pk)),
        client.post(QUEUE + path.format(pk=request.pk), {"post": "yes", "kind": "virtual"}),
    ):
        assert answer.status_code in (403, 404)
    assert AppointmentRequest.objects.filter(pk=request.pk).exists()


# --- the queue --------------------------------------------------------------------------------


def test_the_queue_shows_open_requests_the_urgent_on_top_then_the_oldest(scheduler):
    now = timezone.now()
    young = RequestFactory(asked_at=now - timedelta(hours=1))
    old = RequestFactory(asked_at=now - timedelta(days=1))
    urgent = RequestFactory(asked_at=now, urgent=True)
    closed = RequestFactory(status=Status.CANCELLED)
    assert references(scheduler.get(QUEUE)) == [str(urgent), str(old), str(young)]
    assert str(closed) in references(scheduler.get(QUEUE, {"queue": "all"}))


def test_an_urgent_request_that_is_late_says_both(scheduler):
    RequestFactory(urgent=True, answer_due=timezone.now() - timedelta(minutes=1))
    page = scheduler.get(QUEUE).content.decode()
    cell = page[page.index("field-how_soon") :].split("</td>")[0]
    assert "Urgent: call today" in cell
    assert "Overdue" in cell


def test_the_queue_is_narrowed_by_overdue_state_kind_urgency_and_region(scheduler):
    late = RequestFactory(answer_due=timezone.now() - timedelta(minutes=1))
    virtual = RequestFactory(kind="virtual", state="OH", region="lumbar", status=Status.BOOKED)
    urgent = RequestFactory(urgent=True)
    for query, expected in (
        ({"queue": "overdue"}, [late]),
        ({"status__exact": "booked"}, [virtual]),
        ({"kind__exact": "virtual"}, [virtual]),
        ({"region__exact": "lumbar"}, [virtual]),
        ({"urgency__exact": "urgent"}, [urgent]),
    ):
        assert references(scheduler.get(QUEUE, query)) == [str(one) for one in expected], query


def test_the_queue_is_narrowed_by_owner_and_location_with_counts(scheduler):
    sam, kim = User.objects.get(username="sam"), AccountFactory(groups=["Schedulers"])
    harbor = LocationFactory()
    mine = RequestFactory(owner=sam)
    nobodys = RequestFactory(location=harbor)
    kims = RequestFactory(owner=kim)
    for query, expected in (
        ({"owner": "mine"}, [mine]),
        ({"owner": "nobody"}, [nobodys]),
        ({"owner": str(kim.pk)}, [kims]),
        ({"owner": "nonsense"}, [mine, nobodys, kims]),
        ({"location__id__exact": str(harbor.pk)}, [nobodys]),
    ):
        assert references(scheduler.get(QUEUE, query)) == [str(one) for one in expected], query
    page = scheduler.get(QUEUE).content.decode()
    assert "Mine (1)" in page
    assert f"{harbor} (1)" in page


def test_a_request_held_apart_stands_in_a_list_of_its_own(scheduler):
    ordinary, apart = RequestFactory(), RequestFactory(held_because="burst", urgent=True)
    closed = RequestFactory(held_because="burst", status=Status.DECLINED)
    assert references(scheduler.get(QUEUE)) == [str(ordinary)]
    assert references(scheduler.get(QUEUE, {"queue": "held-apart"})) == [str(apart)]
    everything = references(scheduler.get(QUEUE, {"queue": "all"}))
    assert set(everything) == {str(ordinary), str(apart), str(closed)}


def test_the_queue_opens_nothing_that_a_patient_wrote(scheduler, monkeypatch):
    RequestFactory.create_batch(3)
    monkeypatch.setattr(privacy, "decrypt", lambda token: pytest.fail("decrypted"))
    assert len(references(scheduler.get(QUEUE))) == 3


def test_the_queue_names_nobody_and_looking_at_it_is_no_look_at_a_request(scheduler, looked):
    RequestFactory()
    page = scheduler.get(QUEUE).content.decode()
    for particular in ("Vega", "555-0142", "example.org", "1958", "grandson"):
        assert particular not in page
    assert looked() == []


@pytest.mark.parametrize(
    "term", ["josefina vega", "(216) 555-0142", "josefina.vega@example.org", "k7m4 qx9t"]
)
def test_a_search_is_posted_finds_exactly_and_opens_the_only_hit(scheduler, looked, term):
    request = RequestFactory(reference="K7M4QX9T")
    RequestFactory(name="Someone Else", phone="+1 216-555-0199", email="")
    answer = scheduler.post(FIND, {"term": term})
    assert answer.status_code == 302
    assert answer["Location"] == url(request)
    assert looked() == [("sam", "found", "K7M4-QX9T", "127.0.0.1")]


def test_a_search_with_several_hits_lists_and_records_them(scheduler, looked):
    RequestFactory(), RequestFactory()
    page = scheduler.post(FIND, {"term": "vega"}).content.decode()
    assert page.count("Josefína") == len(looked()) == 2


def test_a_search_in_the_url_finds_nothing(scheduler):
    RequestFactory()
    page = scheduler.get(FIND, {"term": "vega"}).content.decode()
    assert "Josefína" not in page


# --- one request ------------------------------------------------------------------------------


def test_the_screen_shows_answers_in_words_and_records_the_look(scheduler, looked):
    request = RequestFactory(
        urgent=True, for_whom="other", asker_name="Luis Vega", sharing="times", discreet=True
    )
    page = scheduler.get(url(request)).content.decode()
    for words in (
        "Josefína O&#x27;Brien-Vega",
        "March 9, 1958",
        "(216) 555-0142",
        "It began when I lifted my grandson.",
        "Urgent: call today",
        "Fever or chills together with back or neck pain",
        "safety questions, version 1",
        "Asked by Luis Vega",
        "Only dates, times and places",
        "Do not name the clinic in messages",
        "Leave no message on the voicemail",
    ):
        assert words in page, words
    assert looked() == [("sam", "opened", str(request), "127.0.0.1")]


def test_the_screen_links_the_phone_with_its_extension(scheduler):
    request = RequestFactory(phone="+1 216-555-0142 ext. 7")
    page = scheduler.get(url(request)).content.decode()
    assert '<a href="tel:+1-216-555-0142;ext=7">(216) 555-0142 ext. 7</a>' in page


def test_nobody_is_told_to_talk_with_a_child_only(scheduler):
    child = RequestFactory(guardian_name="Luz Vega", guardian_relation="mother")
    page = scheduler.get(url(child)).content.decode()
    assert "Luz Vega" in page
    assert "Talk with the patient only" not in page


def test_the_outbox_quotes_no_address_where_no_look_is_recorded(scheduler):
    message = RequestFactory().messages.create(name="confirmation", last_error="no ana@example.org")
    for page in (reverse(f"{OUTBOX}_changelist"), reverse(f"{OUTBOX}_change", args=[message.pk])):
        assert "ana@example.org" not in scheduler.get(page).content.decode()


def test_the_screen_shows_amendments_messages_and_errors(scheduler):
    answers = {"name": "Ana Reyes", "born": date(1990, 5, 17), "phone": "+1 216-555-0142"}
    request = intake.submit(answers, at=timezone.now())
    intake.submit(
        answers | {"born": date(1991, 5, 17), "story": "Worse now"},
        at=timezone.now(),
        submission_id=request.submission_id,
    )
    request.messages.create(name=Message.Name.CONFIRMATION, state="failed", last_error="550 no")
    page = scheduler.get(url(request)).content.decode()
    for words in ("Changed answers", "May 17, 1990", "May 17, 1991", "550 no"):
        assert words in page, words


def test_a_refused_message_stands_in_the_queue_until_somebody_has_reached_the_patient(
    scheduler,
):
    lost, reached, mended, fine = (RequestFactory() for _request in range(4))
    for request in (lost, reached, mended):
        request.messages.create(name=Message.Name.BOOKED, state="failed")
    fine.messages.create(name=Message.Name.STAFF_NOTICE, state="failed")
    reached.attempts.create(by=AccountFactory(), outcome="reached")
    mended.messages.create(name=Message.Name.MOVED, state="sent")
    assert references(scheduler.get(QUEUE, {"queue": "undelivered"})) == [str(lost)]
    assert list(AppointmentRequest.objects.undelivered()) == [lost]


def test_the_screen_counts_copies_that_may_have_arrived(scheduler):
    request = RequestFactory()
    request.messages.create(name=Message.Name.BOOKED, state="sent", unconfirmed=2)
    assert "it may have arrived 2 times more" in scheduler.get(url(request)).content.decode()


def test_behind_a_proxy_the_look_tells_where_the_browser_is(scheduler, looked, settings):
    request = RequestFactory()
    forwarded = {"X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
    scheduler.get(url(request), headers=forwarded)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    scheduler.get(url(request), headers=forwarded)
    assert [look[3] for look in looked()] == ["127.0.0.1", "203.0.113.9"]


@pytest.mark.parametrize(
    ("forwarded", "kept"),
    [("unknown", None), ("203.0.113.9:4711", None), ("2001:db8::7", "2001:db8::7")],
)
def test_a_proxy_that_tells_no_address_hides_no_request(
    scheduler, looked, settings, forwarded, kept
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = scheduler.get(url(RequestFactory()), headers={"X-Forwarded-For": forwarded})
    assert answer.status_code == 200
    assert [look[3] for look in looked()] == [kept]


def test_the_moves_offered_need_no_offer_or_visit(scheduler):
    request = RequestFactory()
    page = scheduler.get(url(request)).content.decode()
    for status in Status:
        offered = f'value="{status}"' in page
        expected = "contacting waitlisted declined cancelled duplicate sent_to_emergency"
        assert offered == (status in expected.split()), status
    for screen in ("offer", "book"):
        assert f'href="{url(request, screen)}"' in page


def test_a_move_is_made_recorded_and_said(scheduler, looked):
    request = RequestFactory()
    data = {"status": "contacting", "reason": "Left a message"}
    page = scheduler.post(url(request, "move"), data, follow=True).content.decode()
    request.refresh_from_db()
    change = request.changes.get()
    assert (request.status, change.by.username, change.reason) == (
        "contacting",
        "sam",
        "Left a message",
    )
    assert "Now: Contacting." in page
    assert looked()[0][:2] == ("sam", "moved")
    assert request.owner.username == "sam"


def test_a_move_that_is_not_in_the_table_is_a_message_and_changes_nothing(scheduler):
    request = RequestFactory(status=Status.COMPLETED)
    answer = scheduler.post(url(request, "move"), {"status": "contacting"}, follow=True)
    assert "can&#x27;t become" in answer.content.decode()
    request.refresh_from_db()
    assert request.status == Status.COMPLETED


def test_moves_and_notes_are_posted_with_a_token_only(client):
    request = RequestFactory()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(AccountFactory(groups=["Schedulers"]))
    assert strict.post(url(request, "move"), {"status": "contacting"}).status_code == 403
    assert strict.post(url(request, "note"), {"text": "x"}).status_code == 403
    assert strict.get(url(request, "move")).status_code == 405
    assert strict.post(url(request, "move"), {"status": "lost"}).status_code in (400, 403)


def test_an_unknown_state_is_a_bad_request(scheduler):
    assert scheduler.post(url(RequestFactory(), "move"), {"status": "lost"}).status_code == 400


def test_notes_are_added_with_their_writer_and_never_empty(scheduler):
    request = RequestFactory()
    scheduler.post(url(request, "note"), {"text": " Call after 3 PM. "})
    scheduler.post(url(request, "note"), {"text": "  "})
    note = request.notes.get()
    assert (note.text, note.by.username) == ("Call after 3 PM.", "sam")


def test_staff_work_leaves_no_particulars_in_the_admins_own_log(scheduler):
    request = RequestFactory()
    scheduler.post(url(request, "move"), {"status": "contacting", "reason": "Mr. Vega"})
    assert not LogEntry.objects.exists()


# --- by phone ---------------------------------------------------------------------------------


def test_a_request_by_phone_goes_through_the_same_steps_and_tells_who_entered_it(scheduler, looked):
    patient = Patient(scheduler, url=ENTER)
    assert "Request by phone" in patient.page
    patient.fill()
    patient.press("send")
    made = AppointmentRequest.objects.get()
    assert patient.response["Location"] == url(made)
    assert (made.entered_by.username, made.owner.username) == ("sam", "sam")
    assert looked() == [("sam", "entered", str(made), "127.0.0.1")]


def test_staff_may_be_as_fast_as_they_like(scheduler, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(hours=1))
    patient = Patient(scheduler, url=ENTER)
    patient.fill()
    patient.press("send")
    assert AppointmentRequest.objects.count() == 1


def test_an_emergency_on_the_phone_stops_as_well(scheduler):
    patient = Patient(scheduler, url=ENTER)
    patient.press("next", emergency_signs=["chest-pain"])
    assert patient.heading() == "Call 911 now"
    assert EmergencyStop.objects.get().count == 1
    assert patient.response["Cache-Control"] == "private, no-cache"
