"""The messages that a request owes: one function for each, and the worker's way to send them.

Nothing in a message is clinical or says who the patient is; only the envelope and To hold the address.
"""

import logging
import smtplib
import zoneinfo
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.debug import sensitive_variables

from appointments.models import AppointmentRequest, Message, Visit
from clinic.models import Clinic

log = logging.getLogger(__name__)


TO_STAFF = {Message.Name.STAFF_NOTICE, Message.Name.AMENDMENT_NOTICE, Message.Name.ANSWER_NOTICE}


def owe(
    request: AppointmentRequest, name: str, at: datetime, *, visit: Visit | None = None
) -> Message | None:
    """Put a message into the outbox, in the caller's transaction; None where nobody could receive it."""
    to = Clinic.objects.current().staff_email if name in TO_STAFF else request.email
    if not to:
        return None
    return request.messages.create(name=name, visit=visit, created_at=at, next_try_at=at)


class NoAddressError(ValueError):
    """The message has nobody to go to any more."""


def confirmation(request: AppointmentRequest, clinic: Clinic) -> EmailMessage:
    """To the patient: we have the request, its reference, and what happens next."""
    sender = settings.NEUTRAL_FROM_EMAIL if request.discreet else settings.DEFAULT_FROM_EMAIL
    with translation.override(request.language):
        return _written("confirmation", request, clinic, sender, request.email)


def staff_notice(request: AppointmentRequest, clinic: Clinic) -> EmailMessage:
    """To the appointment desk: a new request waits."""
    return _written(
        "staff_notice", request, clinic, settings.DEFAULT_FROM_EMAIL, clinic.staff_email
    )


def amendment_notice(request: AppointmentRequest, clinic: Clinic) -> EmailMessage:
    """To the appointment desk: a patient has changed the answers of a request."""
    return _written(
        "amendment_notice", request, clinic, settings.DEFAULT_FROM_EMAIL, clinic.staff_email
    )


def answer_notice(request: AppointmentRequest, clinic: Clinic) -> EmailMessage:
    """To the appointment desk: a patient has answered, or an offer ran out."""
    return _written(
        "answer_notice", request, clinic, settings.DEFAULT_FROM_EMAIL, clinic.staff_email
    )


def of_the_visit(message: Message, clinic: Clinic) -> EmailMessage:
    """To the patient: times are offered, or the visit is booked, moved or cancelled."""
    request, visit = message.request, message.visit
    sender = settings.NEUTRAL_FROM_EMAIL if request.discreet else settings.DEFAULT_FROM_EMAIL
    zone = zoneinfo.ZoneInfo(visit.time_zone if visit else request.time_zone)
    with translation.override(request.language):
        more = {
            "visit": visit,
            "offers": request.offers.acceptable(),
            "zone_name": request.get_time_zone_display(),
        }
        return _written(message.name, request, clinic, sender, request.email, zone, **more)


WRITERS: dict[str, Callable[[AppointmentRequest, Clinic], EmailMessage]] = {
    Message.Name.CONFIRMATION: confirmation,
    Message.Name.STAFF_NOTICE: staff_notice,
    Message.Name.AMENDMENT_NOTICE: amendment_notice,
    Message.Name.ANSWER_NOTICE: answer_notice,
}


def _written(
    template: str,
    request: AppointmentRequest,
    clinic: Clinic,
    sender: str,
    to: str,
    zone: zoneinfo.ZoneInfo | None = None,
    **more: object,
) -> EmailMessage:
    if not to:
        raise NoAddressError("There is no address to send this to any more.")
    context = {"made": request, "clinic": clinic, "site_url": settings.SITE_URL, **more}
    folder = "appointments/messages"
    with timezone.override(zone or clinic.zone):
        subject = render_to_string(f"{folder}/{template}_subject.txt", context).strip()
        body = render_to_string(f"{folder}/{template}.txt", context)
    return EmailMessage(subject, body, sender, [to], headers={"Auto-Submitted": "auto-generated"})


def write(message: Message, clinic: Clinic) -> EmailMessage:
    """The email as it goes out, with a Message-ID that is the same on every attempt."""
    writer = WRITERS.get(message.name)
    email = writer(message.request, clinic) if writer else of_the_visit(message, clinic)
    domain = parseaddr(email.from_email)[1].rpartition("@")[2]
    email.extra_headers["Message-ID"] = f"<{message.message_id}@{domain}>"
    return email


def deliver_pending(at: datetime | None = None, *, limit: int = 100) -> int:
    """Send up to `limit` due messages, one at a time, each under a lease; how many were tried."""
    for tried in range(limit):
        now = at or timezone.now()
        claimed = Message.objects.claim(now, limit=1)
        if not claimed:
            return tried
        deliver(claimed[0], now)
    return limit


@sensitive_variables()
def deliver(message: Message, at: datetime) -> None:
    """Hand one claimed message to the mail server and record how that went."""
    try:
        write(message, Clinic.objects.current()).send()
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - one broken message must not hold up the others
        # Logs get the kind of error only: a server's words may quote the patient's address.
        log.warning("Message %s did not go out: %s", message.message_id, type(error).__name__)
        words = f"{type(error).__name__}: {error}"
        message.record_failure(at, words, permanent=is_permanent(error))
    else:
        message.record_sent(at)


def is_permanent(error: Exception) -> bool:
    """Whether trying again is of no use: the server refuses the address or the message for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    # A certificate that ran out is a ValueError, too, but the server's trouble and not the message's.
    return isinstance(error, ValueError) and not isinstance(error, OSError)
