"""The outbox at work: what a request owes is put in, and the worker sends what is due.

What a message says is in `wording`, how it leaves in `channels`.
"""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.db import DatabaseError
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from appointments import reminders
from appointments.channels import Channel, Email
from appointments.models import AppointmentRequest, Message, Status, Visit
from appointments.models.message import TO_STAFF
from appointments.wording import write
from clinic.models import Clinic

log = logging.getLogger(__name__)

EMAIL: Channel = Email()


def owe(
    request: AppointmentRequest, name: str, at: datetime, *, visit: Visit | None = None
) -> Message | None:
    """Put a message into the outbox, in the caller's transaction; None where nobody could receive it."""
    to = Clinic.objects.current().staff_email if name in TO_STAFF else request.email
    if not to:
        return None
    return request.messages.create(
        name=name,
        visit=visit,
        sequence=visit.sequence if visit else 0,
        created_at=at,
        next_try_at=at,
    )


def tell_desk(
    request: AppointmentRequest, at: datetime, *, visit: Visit | None, by: User | None
) -> None:
    """The appointment desk learns what nobody of staff has done."""
    if by is None:
        owe(request, Message.Name.ANSWER_NOTICE, at, visit=visit)


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
    """Hand one claimed message over and record how that went."""
    try:
        needed = is_needed(message, at)
        if needed:
            EMAIL.send(write(message, Clinic.objects.current(), at))
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 - one broken message must not hold up the others
        # Logs get the kind of error only: a server's words may quote the patient's address.
        log.warning("Message %s did not go out: %s", message.message_id, type(error).__name__)
        message.record_failure(
            at,
            f"{type(error).__name__}: {error}",
            permanent=EMAIL.is_permanent(error),
            unconfirmed=EMAIL.may_have_arrived(error),
        )
    else:
        message.record_sent(at) if needed else message.record_dropped()


def is_needed(message: Message, at: datetime) -> bool:
    """Whether what the message says is still so; one that waited may have been overtaken."""
    visit = message.visit
    if message.name == Message.Name.OFFER:
        return message.request.offers.acceptable(at).exists()
    if message.name == Message.Name.CANCELLED:
        return visit is not None or message.request.status == Status.CANCELLED
    if visit is None or message.is_to_staff():
        return True
    if visit.state != Visit.State.BOOKED or visit.sequence != message.sequence:
        return False
    return not (message.is_reminder() and reminders.is_overtaken(message, at))
