"""Every message in the bytes that leave the house: what stands in it, and what must not."""

import email
from datetime import date, timedelta
from email import policy

import pytest

from appointments import scheduling, status_link
from appointments.models import MeetingKind, Message, Visit
from appointments.notifications import deliver_pending, owe
from clinic.models import Clinic
from tests.factories import LocationFactory

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_of_old")]

PATIENT = {
    "name": "Wilhelmina Xanthopoulos",
    "born": date(1947, 8, 23),
    "phone": "+12165550187",
    "email": "wilhelmina.x@patients.example.org",
    "asker_name": "Bartholomew Quigley",
    "asker_phone": "+13305550111",
    "topic": "Spondylolisthesis",
    "story": "my foot drags when I climb",
    "surgery_details": "laminectomy in Toledo",
    "red_flags": ["weight-loss"],
}
PARTICULARS = (
    *("wilhelmina", "xanthopoulos", "1947", "1947-08-23", "08/23", "august 23", "23 de agosto"),
    *("555-0187", "5550187", "bartholomew", "quigley", "555-0111", "5550111", "spondylo"),
    *("foot drags", "laminectomy", "weight-loss", "urgent", "weakness"),
    *("featherstone", "video.example.org"),
)
CLINIC = (
    *("lakeside", "spine", "clinic", "center", "doctor", "pain"),
    *("555-0100", "5550100", "555-0123", "5550123", "elm street", "44114", "harbor"),
)
TO_STAFF = (Message.Name.STAFF_NOTICE, Message.Name.AMENDMENT_NOTICE, Message.Name.ANSWER_NOTICE)
TO_PATIENTS = [name for name in Message.Name if name not in TO_STAFF]
WITH_A_VISIT = [name for name in TO_PATIENTS if name not in ("confirmation", "offer")]

# Messages of a visit in both its kinds, the others once.
EVERY_MESSAGE = [(name, MeetingKind.IN_PERSON) for name in Message.Name]
EVERY_MESSAGE += [(name, MeetingKind.VIRTUAL) for name in WITH_A_VISIT]


@pytest.fixture
def lakeside(post, settings):
    settings.SITE_URL = "https://lakesidespine.example"
    settings.NEUTRAL_SITE_URL = "https://visit-messages.example"
    Clinic.objects.update(phone="+12165550100")


def provider():
    place = LocationFactory(
        name="Harbor Office", street="12 Elm Street", postal_code="44114", phone="+12165550123"
    )
    return working_provider(location=place, name="Ignatius Featherstone")


def body_of(raw):
    """What the patient reads, with the line ends of Unix."""
    message = email.message_from_bytes(raw, policy=policy.default)
    return message.get_body().get_content().replace("\r\n", "\n")


def request_of(**fields):
    return RequestFactory(**(PATIENT | fields))


def raw_message(post, name, *, by=MeetingKind.IN_PERSON, **fields):
    """The request and the bytes of its one message of that name, as the mail server took them."""
    request = request_of(**fields)
    who = provider()
    if name == Message.Name.OFFER:
        scheduling.offer(request, [slot(who), slot(who, at(14))], by=None, at=NOW)
    visit = None
    if name in WITH_A_VISIT:
        visit = scheduling.book(request, slot(who, kind=by), by=None, at=NOW)
    if name == Message.Name.CANCELLED:
        scheduling.cancel(request, by=None, at=NOW)
        visit.refresh_from_db()
    request.messages.all().delete()
    owe(request, name, NOW, visit=visit)
    assert deliver_pending(NOW) == 1, request.messages.get().last_error
    [(_to, raw)] = post.taken
    return request, raw


def everything_readable(raw):
    """The raw bytes, and all that a mail program makes of them: headers, bodies, files, unfolded lines."""
    message = email.message_from_bytes(raw, policy=policy.default)
    texts = [raw.decode()]
    texts += [f"{header}: {value}" for part in message.walk() for header, value in part.items()]
    texts += [
        (part.get_payload(decode=True) or b"").decode()
        for part in message.walk()
        if not part.is_multipart()
    ]
    whole = "\n".join(texts).replace("\r\n", "\n")
    return whole.replace("\n ", "").replace("=\n", "")


@pytest.mark.usefixtures("lakeside")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("discreet", [False, True], ids=["named", "discreet"])
@pytest.mark.parametrize(("name", "by"), EVERY_MESSAGE)
def test_no_message_says_who_or_why_nor_from_whom_where_that_was_asked(
    post, name, by, discreet, language
):
    fields = {"discreet": discreet, "language": language}
    if by == MeetingKind.VIRTUAL:
        fields |= {"kind": "virtual", "state": "OH"}
    request, raw = raw_message(post, name, by=by, **fields)
    text = everything_readable(raw)
    assert request.display_reference in text
    # The address stands where mail and calendar programs need it, and there only.
    for place in ("To: ", "mailto:"):
        text = text.replace(place + request.email, "")
    told = [words for words in PARTICULARS if words in text.casefold()]
    if discreet and name not in TO_STAFF:
        told += [words for words in CLINIC if words in text.casefold()]
    assert told == []
    assert "patients.example.org" not in text


@pytest.mark.usefixtures("lakeside")
@pytest.mark.parametrize("name", TO_PATIENTS)
def test_a_message_names_the_clinic_and_its_phone_where_nobody_asked_for_discretion(post, name):
    _request, raw = raw_message(post, name)
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message["From"] == "Lakeside Spine Center <desk@lakesidespine.example>"
    assert message["Subject"].startswith("Lakeside Spine Center: ")
    body = body_of(raw)
    assert "Questions? Call (216) 555-0100." in body
    assert "Please do not answer this message." in body


@pytest.mark.usefixtures("lakeside")
@pytest.mark.parametrize("name", [name for name in TO_PATIENTS if name != "cancelled"])
@pytest.mark.parametrize("discreet", [False, True])
def test_the_link_to_the_status_page_leads_to_the_site_or_to_its_neutral_name(post, name, discreet):
    request, raw = raw_message(post, name, discreet=discreet)
    site = "https://visit-messages.example" if discreet else "https://lakesidespine.example"
    body = body_of(raw)
    assert f"\n{site}{status_link.path(request)}\n" in body


@pytest.mark.usefixtures("lakeside")
def test_the_neutral_link_opens_the_status_page_under_that_name(client, settings):
    settings.ALLOWED_HOSTS = ["visit-messages.example"]
    request = request_of(discreet=True, email="")
    here = {"Host": "visit-messages.example", "Origin": "https://visit-messages.example"}
    path = status_link.path(request)
    born = {"born_month": "8", "born_day": "23", "born_year": "1947"}
    assert "Date of birth" in client.get(path, headers=here).content.decode()
    opened = client.post(path, born, headers=here).content.decode()
    assert request.display_reference in opened


@pytest.mark.usefixtures("lakeside")
def test_a_discreet_message_has_no_link_where_no_neutral_host_is_set_up(post, settings):
    settings.NEUTRAL_SITE_URL = ""
    _request, raw = raw_message(post, Message.Name.BOOKED, discreet=True)
    text = everything_readable(raw)
    assert "://" not in text
    assert "on our website with your reference" in text


@pytest.mark.usefixtures("lakeside")
def test_the_confirmation_says_what_was_sent_and_when_we_answer(post):
    request, raw = raw_message(
        post, Message.Name.CONFIRMATION, answer_due=at(17) + timedelta(days=1)
    )
    body = body_of(raw)
    assert f"We have your request. Your reference is {request.display_reference}." in body
    assert "This is a request, not a booking. We will be in touch by Tuesday, March 2, 2027." in (
        body
    )
    assert "In an emergency, call 911. Do not wait for our answer." in body


@pytest.mark.usefixtures("lakeside")
def test_an_offer_lists_the_times_by_the_patients_clock(post):
    _request, raw = raw_message(post, Message.Name.OFFER, time_zone="America/Chicago")
    body = body_of(raw)
    assert "1. Monday, March 1, 2027, 9:00 AM (Central Time)\n" in body
    assert "2. Monday, March 1, 2027, 1:00 PM (Central Time)\n" in body
    assert "In person: Harbor Office, 12 Elm Street" in body


@pytest.mark.usefixtures("lakeside")
def test_a_spanish_message_is_in_spanish_throughout(post):
    _request, raw = raw_message(post, Message.Name.BOOKED, language="es")
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message["Content-Language"] == "es"
    body = body_of(raw).replace("/es/appointments/", "")
    assert "lunes, 1 de marzo de 2027, 10:00 a.m." in body
    for english in ("appointment", "your", "In person", "Questions", "Please", "Eastern"):
        assert english not in body, english


@pytest.mark.usefixtures("lakeside")
def test_what_was_overtaken_while_the_mail_server_was_away_is_not_sent(post):
    request = request_of()
    who = provider()
    visit = scheduling.book(request, slot(who), by=None, at=NOW)
    scheduling.move(visit, slot(who, at(15)), by=None, at=NOW)
    request.messages.exclude(name__in=["booked", "moved"]).delete()
    deliver_pending(NOW)
    states = dict(request.messages.values_list("name", "state"))
    assert states == {"booked": Message.State.DROPPED, "moved": Message.State.SENT}
    assert len(post.taken) == 1


@pytest.mark.usefixtures("lakeside")
@pytest.mark.parametrize("name", [Message.Name.BOOKED, Message.Name.REMINDER_1_DAY])
def test_nothing_says_booked_after_the_visit_was_cancelled(post, name):
    request = request_of()
    visit = scheduling.book(request, slot(provider()), by=None, at=NOW)
    request.messages.all().delete()
    owed = owe(request, name, NOW, visit=visit)
    Visit.objects.update(state=Visit.State.CANCELLED)
    deliver_pending(NOW)
    owed.refresh_from_db()
    assert owed.state == Message.State.DROPPED
    assert post.taken == []


@pytest.mark.usefixtures("lakeside")
def test_an_offer_that_ran_out_before_it_could_be_sent_is_not_sent(post):
    request = request_of()
    scheduling.offer(request, [slot(provider())], by=None, at=NOW)
    deliver_pending(NOW + timedelta(days=4))
    assert request.messages.get(name=Message.Name.OFFER).state == Message.State.DROPPED
    assert post.taken == []
