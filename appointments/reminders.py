"""Reminders of booked visits: each falls due by the clock, once for each time that was agreed on.

A visit that was booked or moved within the time of a reminder gets none: the patient has just heard of it.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from appointments.models import Message, Visit

DAY = timedelta(days=1)
# How long before the visit each one is due, and when it is overtaken by the next, or by the visit itself.
AHEAD = {
    Message.Name.REMINDER_3_DAYS: (3 * DAY, DAY),
    Message.Name.REMINDER_1_DAY: (DAY, timedelta(0)),
}


def owe_due(at: datetime) -> int:
    """Put the reminders that are due into the outbox; how many."""
    return sum(_owe(name, at) for name in AHEAD)


def _owe(name: Message.Name, at: datetime) -> int:
    owed = [
        Message(
            request_id=visit.request_id,
            visit=visit,
            sequence=visit.sequence,
            name=name,
            created_at=at,
            next_try_at=at,
        )
        for visit in _visits_without(name, at)
    ]
    # Two workers may look at the same moment; the database keeps each reminder once.
    return len(Message.objects.bulk_create(owed, ignore_conflicts=True))


def _visits_without(name: Message.Name, at: datetime) -> QuerySet[Visit]:
    """The visits for which a reminder is due and not in the outbox yet, where there is an address for it."""
    ahead, overtaken = AHEAD[name]
    there = Message.objects.filter(visit=OuterRef("pk"), name=name, sequence=OuterRef("sequence"))
    return (
        Visit.objects.booked()
        .agreed_before(F("starts_at") - ahead)
        .filter(starts_at__gt=at + overtaken, starts_at__lte=at + ahead)
        .exclude(Exists(there))
        # Nothing is opened here: a request that no key opens must not hold up the others.
        .annotate(sealed_email=Cast("request__email", TextField()))
        .exclude(sealed_email="")
        .order_by("starts_at", "pk")
    )


def is_overtaken(message: Message, at: datetime) -> bool:
    """Whether a reminder that waited for the mail server comes too late."""
    visit = message.visit
    return visit is None or visit.starts_at <= at + AHEAD[Message.Name(message.name)][1]
