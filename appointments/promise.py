"""What the clinic promised when it answers, and how long it has really taken."""

from datetime import datetime, timedelta
from statistics import median

from django.db.models import F, Min, Q

from appointments.models import AppointmentRequest, Status

WINDOW = timedelta(days=30)
ENOUGH = 20  # fewer answers would be an anecdote, not a measure

# The states that begin with somebody reaching the patient; a patient's own cancellation is no answer.
ANSWERED = (
    Status.CONTACTING,
    Status.OFFERED,
    Status.BOOKED,
    Status.WAITLISTED,
    Status.DECLINED,
    Status.SENT_TO_EMERGENCY,
)


def median_answer_time(at: datetime) -> timedelta | None:
    """The time in which half of the requests of the last 30 days were answered; None for too few."""
    first = Min("changes__at", filter=Q(changes__to_status__in=ANSWERED))
    answered = AppointmentRequest.objects.filter(asked_at__range=(at - WINDOW, at)).annotate(
        answered_at=first
    )
    times = answered.filter(answered_at__isnull=False).values_list(
        F("answered_at") - F("asked_at"), flat=True
    )
    waits = [wait.total_seconds() for wait in times]
    return timedelta(seconds=median(waits)) if len(waits) >= ENOUGH else None


def in_hours_or_days(wait: timedelta) -> tuple[int, str]:
    """A wait as patients count it: rounded up to hours, from two days on to days."""
    hours = max(1, -(-int(wait.total_seconds()) // 3600))
    return (hours, "hour") if hours < 48 else (-(-hours // 24), "day")
