"""What each message says, as it goes out: to staff, or to the patient in the language of their request.

Nothing in it is clinical or says who the patient is; where the patient asked for discretion, nothing says who
sends it either: sender, link, words and calendar entry.
"""

import zoneinfo
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from appointments import status_link
from appointments.channels import Notice
from appointments.invitations import Entry, Invitation, invitation
from appointments.models import AppointmentRequest, Message, Visit
from appointments.models.choices import TimeZone
from clinic.models import Clinic

FOLDER = "appointments/messages"
WITH_INVITATION = {Message.Name.BOOKED, Message.Name.MOVED, Message.Name.CANCELLED}


class NoAddressError(ValueError):
    """The message has nobody to go to any more."""


def write(message: Message, clinic: Clinic, at: datetime) -> Notice:
    """The message in its final words, from what the request and its visit say at that moment."""
    return to_staff(message, clinic) if message.is_to_staff() else to_patient(message, clinic, at)


def to_staff(message: Message, clinic: Clinic) -> Notice:
    """To the appointment desk, in English: that something waits, and where."""
    context = {"made": message.request, "site_url": settings.SITE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        return _notice(
            message, context, settings.DEFAULT_FROM_EMAIL, clinic.staff_email, clinic.zone
        )


def to_patient(message: Message, clinic: Clinic, at: datetime) -> Notice:
    """To the patient: from a sender, and with a link, that name the clinic only where they may."""
    request, visit = message.request, message.visit
    named = None if request.discreet else clinic
    sender = settings.DEFAULT_FROM_EMAIL if named else settings.NEUTRAL_FROM_EMAIL
    zone = _zone_of_times(message, clinic)
    with translation.override(request.language):
        link = page_link(request)
        context = {
            "made": request,
            "clinic": named,
            "emergency_number": clinic.emergency_number,
            "visit": visit,
            **_offers(message, at),
            "zone": dict(TimeZone.choices).get(zone.key, zone.key),
            "link": link,
        }
        entry = None
        if visit and message.name in WITH_INVITATION:
            entry = _for_calendar(message, visit, named, sender, link)
        return _notice(message, context, sender, request.email, zone, entry)


def _zone_of_times(message: Message, clinic: Clinic) -> zoneinfo.ZoneInfo:
    """In which zone the message tells times: the patient's for a visit, ours for what we promise."""
    if message.visit:
        return message.visit.zone
    if message.name == Message.Name.OFFER:
        return zoneinfo.ZoneInfo(message.request.time_zone)
    return clinic.zone


def page_link(request: AppointmentRequest) -> str:
    """The link to the status page; empty where discretion is asked for and no neutral host is set up."""
    if not request.discreet:
        return status_link.url(request)
    return status_link.url(request, settings.NEUTRAL_SITE_URL) if settings.NEUTRAL_SITE_URL else ""


def _offers(message: Message, at: datetime) -> dict[str, object]:
    """The times that a patient can choose from, and until when; asked for only where the message lists them."""
    if message.name != Message.Name.OFFER:
        return {}
    offers = list(message.request.offers.acceptable(at).select_related("location"))
    return {"offers": offers, "until": min(offer.expires_at for offer in offers)}


def _for_calendar(
    message: Message, visit: Visit, clinic: Clinic | None, sender: str, link: str
) -> Invitation:
    """The calendar's part of the message; `clinic` is None where it must not be named."""
    about = _("Appointment")
    reference = _("Your reference is %s.") % message.request.display_reference
    entry = Entry(
        title=f"{about}, {clinic.name}" if clinic else about,
        place=_place(visit, clinic),
        description="\n".join(filter(None, [reference, link])),
        link=link,
    )
    return invitation(
        visit, entry, sender=sender, to=message.request.email, made_at=message.created_at
    )


def _place(visit: Visit, clinic: Clinic | None) -> str:
    """Where the visit is; an address would name the clinic, and who holds a video's link can join it."""
    if visit.location is None:
        return _("By video")
    if clinic is None:
        return ""
    place = visit.location
    return f"{place.name}, {place.street}, {place.city}, {place.state} {place.postal_code}"


def _notice(
    message: Message,
    context: dict[str, object],
    sender: str,
    to: str,
    zone: zoneinfo.ZoneInfo,
    entry: Invitation | None = None,
) -> Notice:
    if not to:
        raise NoAddressError("There is no address to send this to any more.")
    with timezone.override(zone):
        subject = render_to_string(f"{FOLDER}/{message.name}_subject.txt", context).strip()
        body = render_to_string(f"{FOLDER}/{message.name}.txt", context).strip() + "\n"
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return Notice(
        message_id=f"<{message.message_id}@{domain}>",
        sender=sender,
        to=to,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        subject=subject,
        body=body,
        invitation=entry,
    )
