"""A visit for the patient's calendar: an invitation that later ones move or cancel.

It follows iTIP (RFC 5546): one UID for the life of the visit, a higher SEQUENCE with each change. The UID is a
bare random number, so it tells nobody's name and stays when the senders' addresses change.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr

from icalendar import Calendar, Event, Timezone, vCalAddress, vRecur

from appointments.models import Visit

# What made the file: any program may read it, so it does not say what kind of house this is.
PROGRAM = "-//Appointments//Calendar//EN"
INVITE, CANCEL = "REQUEST", "CANCEL"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Invitation:
    """An iCalendar file and what it does to the calendar that reads it."""

    method: str
    text: str

    @property
    def content_type(self) -> str:
        return f"text/calendar; method={self.method}"


@dataclass(frozen=True)
class Entry:
    """The words that the patient's calendar shows, in their language; nothing in them is clinical."""

    title: str
    place: str
    description: str
    link: str


def invitation(
    visit: Visit, entry: Entry, *, sender: str, to: str, made_at: datetime
) -> Invitation:
    """The visit as it stands now: to be put into the calendar, or taken out of it when it is cancelled."""
    is_off = visit.state == Visit.State.CANCELLED
    method = CANCEL if is_off else INVITE
    event = Event()
    event.add("uid", str(visit.calendar_uid))
    event.add("sequence", visit.sequence)
    event.add("dtstamp", made_at)
    event.add("summary", entry.title)
    event.add("description", entry.description)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    for name, value in (("location", entry.place), ("url", entry.link)):
        if value:
            event.add(name, value)
    _add_times(event, visit)
    _add_people(event, sender, to)
    return Invitation(method, _file(event, method, visit.patients_start.year))


def _add_times(event: Event, visit: Visit) -> None:
    """Beginning and end by the patient's clock; by UTC where that clock shows the same hour twice."""
    times = {"dtstart": visit.starts_at, "dtend": visit.ends_at}
    local = {name: at.astimezone(visit.zone) for name, at in times.items()}
    if any(_comes_twice(at) for at in local.values()):
        local = times
    for name, at in local.items():
        event.add(name, at)


def _comes_twice(at: datetime) -> bool:
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()


def _add_people(event: Event, sender: str, to: str) -> None:
    """Who invites whom. A calendar program takes updates only from the organizer, for an attendee it knows.

    The attendee is the address in To and nothing else; they have agreed already, so no answer is asked for.
    """
    name, address = parseaddr(sender)
    organizer = vCalAddress(f"mailto:{address}")
    if name:
        organizer.params["CN"] = name
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("organizer", organizer)
    event.add("attendee", attendee)


def _file(event: Event, method: str, year: int) -> str:
    file = Calendar()
    file.add("prodid", PROGRAM)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    file.add_component(event)
    file.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 1, 1, 1))
    for zone in file.timezones:
        _give_rules(zone)
    return file.to_ical().decode()


def _give_rules(zone: Timezone) -> None:
    """Say when the clocks change as a yearly rule: Outlook passes over lists of single days."""
    zone.pop("COMMENT", None)  # which says for which years the list is good
    changes = [part for part in zone.subcomponents if part["TZOFFSETFROM"] != part["TZOFFSETTO"]]
    if not changes:
        return
    zone.subcomponents = changes
    for part in changes:
        part.pop("RDATE", None)
        part.add("rrule", _rule(part.DTSTART))


def _rule(day: datetime) -> vRecur:
    """The same weekday of the month in every year, such as the second Sunday of March."""
    last = calendar.monthrange(day.year, day.month)[1]
    nth = -1 if day.day + 7 > last else (day.day + 6) // 7
    return vRecur(
        {"FREQ": "YEARLY", "BYMONTH": day.month, "BYDAY": f"{nth}{WEEKDAYS[day.weekday()]}"}
    )
