"""The calendar entry of a visit, read by two libraries that know nothing of ours."""

import email
import io
from datetime import UTC, datetime, timedelta
from email import policy
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from appointments import scheduling
from appointments.models import MeetingKind, Message, Visit
from appointments.models.choices import TimeZone
from appointments.notifications import deliver_pending
from appointments.wording import write
from clinic.models import Clinic
from tests.factories import LocationFactory

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_of_old")]

TO = "josefina.vega@example.org"


def sent(post):
    """The messages with a calendar entry in the order in which they left."""
    Clinic.objects.update(staff_email="")
    deliver_pending(NOW)
    found = [m for m in post.messages() if m.get_content_type() == "multipart/mixed"]
    return [Mail(m) for m in found]


class Mail:
    """One email, taken apart as a mail program does."""

    def __init__(self, message):
        self.message = message
        self.alternative, self.file = message.iter_parts()
        self.body, self.calendar = self.alternative.iter_parts()
        self.text = self.calendar.get_payload(decode=True).decode()
        self.read = Calendar.from_ical(self.text)
        [self.event] = self.read.events


@pytest.fixture
def booked(post):
    request = RequestFactory(email=TO)
    who = working_provider()
    return scheduling.book(request, slot(who), by=None, at=NOW)


def test_the_entry_comes_as_an_alternative_and_as_a_file(post, booked):
    [mail] = sent(post)
    assert mail.alternative.get_content_type() == "multipart/alternative"
    assert mail.body.get_content_type() == "text/plain"
    assert mail.calendar.get_content_type() == "text/calendar"
    assert mail.calendar["Content-Type"].params["method"] == "REQUEST"
    assert mail.calendar["Content-Type"].params["charset"] == "utf-8"
    assert mail.file.get_content_type() == "application/ics"
    assert mail.file.get_filename() == "invite.ics"
    lines = mail.file.get_payload(decode=True).decode()
    assert lines.replace("\r\n", "\n") == mail.text.replace("\r\n", "\n")
    assert lines.count("\r\n") == lines.count("\n")


def test_the_invitation_has_what_the_standard_asks_of_a_request(post, booked):
    [mail] = sent(post)
    event = mail.event
    assert (mail.read["VERSION"], mail.read["METHOD"]) == ("2.0", "REQUEST")
    assert event["UID"] == str(booked.calendar_uid)
    assert (event["SEQUENCE"], event["STATUS"], event["CLASS"]) == (0, "CONFIRMED", "PRIVATE")
    assert event["ORGANIZER"] == "mailto:desk@lakesidespine.example"
    assert event["ATTENDEE"] == f"mailto:{TO}"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["DTSTAMP"].dt == NOW.astimezone(UTC)
    assert event["SUMMARY"] == "Appointment, Lakeside Spine Center"
    assert event["LOCATION"].startswith(booked.location.name)


def test_a_move_and_a_cancellation_change_the_same_entry(post, booked):
    first = sent(post)
    scheduling.move(booked, slot(booked.provider, at(15)), by=None, at=NOW)
    second = sent(post)[1:]
    scheduling.cancel(booked.request, by=None, at=NOW)
    third = sent(post)[2:]
    events = [mail.event for mail in (*first, *second, *third)]
    assert [e["SEQUENCE"] for e in events] == [0, 1, 2]
    assert {str(e["UID"]) for e in events} == {str(booked.calendar_uid)}
    assert {str(e["ORGANIZER"]) for e in events} == {"mailto:desk@lakesidespine.example"}
    assert [m.read["METHOD"] for m in (*first, *second, *third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(e["STATUS"]) for e in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [e["DTSTART"].dt.hour for e in events] == [10, 15, 15]
    assert third[0].calendar["Content-Type"].params["method"] == "CANCEL"


def test_a_second_attempt_writes_the_same_bytes(post, booked):
    [mail] = sent(post)
    Message.objects.update(state=Message.State.WAITING)
    deliver_pending(NOW + timedelta(hours=1))
    first, again = (m for m in post.messages() if m["Message-ID"] == mail.message["Message-ID"])
    assert [p.get_payload() for p in first.walk()][2:] == [p.get_payload() for p in again.walk()][
        2:
    ]


def test_a_video_visit_keeps_its_link_out_of_the_calendar(post):
    request = RequestFactory(email=TO, kind="virtual", state="OH")
    who = working_provider(location=LocationFactory())
    scheduling.book(request, slot(who, kind=MeetingKind.VIRTUAL), by=None, at=NOW)
    [mail] = sent(post)
    assert mail.event["LOCATION"] == "By video"
    assert "video.example.org" not in mail.text


def moment(text, value):
    """When that is by the file alone: its own rules for the zone, read by dateutil."""
    zone = value.params.get("TZID")
    if zone is None:
        return value.dt.astimezone(UTC)
    rules = tzical(io.StringIO(text)).get(zone)
    return value.dt.replace(tzinfo=rules).astimezone(UTC)


SPRING, AUTUMN = datetime(2027, 3, 14, tzinfo=UTC), datetime(2027, 11, 7, tzinfo=UTC)
AROUND = [change + timedelta(hours=h) for change in (SPRING, AUTUMN) for h in range(-16, 32, 6)]
AROUND += [
    AUTUMN + timedelta(hours=h, minutes=30) for h in (5, 6, 7, 8, 9, 10)
]  # hours that come twice


@pytest.mark.parametrize("zone", TimeZone.values)
def test_the_time_is_right_on_both_sides_of_both_changes_of_the_clock(booked, zone):
    message, clinic = booked.request.messages.get(name=Message.Name.BOOKED), Clinic()
    for starts in AROUND:
        ends = starts + timedelta(minutes=45)
        Visit.objects.update(time_zone=zone, starts_at=starts, ends_at=ends)
        text = write(Message.objects.get(pk=message.pk), clinic, NOW).invitation.text
        [event] = Calendar.from_ical(text).events
        assert moment(text, event["DTSTART"]) == starts
        assert moment(text, event["DTEND"]) == ends
        shown = event["DTSTART"]
        if "TZID" in shown.params:
            by_their_clock = starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert shown.dt.replace(tzinfo=None) == by_their_clock


def test_the_rules_of_a_zone_are_those_that_every_calendar_reads(post, booked):
    [mail] = sent(post)
    [zone] = mail.read.timezones
    rules = {part.name: part["RRULE"].to_ical().decode() for part in zone.subcomponents}
    assert rules == {
        "DAYLIGHT": "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "STANDARD": "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
    }
    assert "RDATE" not in mail.text
    assert "COMMENT" not in mail.text


def test_the_words_of_the_entry_are_in_the_patients_language(post):
    request = RequestFactory(email=TO, language="es", discreet=True)
    scheduling.book(request, slot(working_provider()), by=None, at=NOW)
    [mail] = sent(post)
    assert mail.event["SUMMARY"] == "Cita"
    assert "LOCATION" not in mail.event
    assert email.message_from_bytes(post.taken[-1][1], policy=policy.default)["From"] == (
        "no-reply@visit-messages.example"
    )
