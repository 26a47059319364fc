"""What staff can do with a request as it stands, the likeliest next step first."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appointments.models import MOVES, AppointmentRequest, Status
from appointments.models.moves import ACTS
from appointments.scheduling import EARLY

# The likeliest step from each state; from all others it is to contact the patient.
LIKELIEST = {
    Status.CONTACTING: Status.OFFERED,
    Status.OFFERED: Status.BOOKED,
    Status.WAITLISTED: Status.OFFERED,
    Status.BOOKED: Status.ARRIVED,
    Status.ARRIVED: Status.COMPLETED,
}
SCREENS = "admin:appointments_appointmentrequest_"


@dataclass(frozen=True)
class Step:
    """One thing to do: a screen to open where a time must be chosen, else a button that does it."""

    status: Status
    words: str
    url: str = ""


def next_steps(request: AppointmentRequest, at: datetime) -> list[Step]:
    """The moves that the table has from here, without those that can't be true yet."""
    here = Status(request.status)
    open_moves = [status for status in ACTS if status in MOVES[here]]
    if here == Status.BOOKED and not has_begun(request, at):
        open_moves = [s for s in open_moves if s not in (Status.ARRIVED, Status.NO_SHOW)]
    likeliest = LIKELIEST.get(here, Status.CONTACTING)
    return [step(request, status) for status in sorted(open_moves, key=lambda s: s != likeliest)]


def step(request: AppointmentRequest, status: Status) -> Step:
    """The way to one move."""
    if status == Status.OFFERED:
        return Step(status, str(_("Offer times")), reverse(f"{SCREENS}offer", args=[request.pk]))
    if status == Status.BOOKED == request.status:
        return Step(
            status, str(_("Move the visit")), reverse(f"{SCREENS}rebook", args=[request.pk])
        )
    if status == Status.BOOKED:
        return Step(status, str(_("Book a time")), reverse(f"{SCREENS}book", args=[request.pk]))
    return Step(status, str(ACTS[status]))


def has_begun(request: AppointmentRequest, at: datetime) -> bool:
    """Whether the patient can have come already."""
    visit = request.visits.booked().first()
    return visit is None or visit.starts_at - EARLY <= at
