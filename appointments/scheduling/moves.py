"""Moves of a request for which no time is chosen: open offers are taken back, and the visit follows."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from appointments import intake, slots
from appointments.models import (
    AppointmentRequest,
    InvalidTransition,
    Message,
    Offer,
    Status,
    StatusChange,
    Visit,
)
from appointments.notifications import owe, tell_desk

EARLY = timedelta(hours=12)  # people come before their time, but not the day before
# What becomes of the visit when its request moves there.
BECOMES = {
    Status.ARRIVED: Visit.State.ARRIVED,
    Status.COMPLETED: Visit.State.COMPLETED,
    Status.NO_SHOW: Visit.State.NO_SHOW,
    Status.CANCELLED: Visit.State.CANCELLED,
    Status.SENT_TO_EMERGENCY: Visit.State.CANCELLED,
}


@transaction.atomic
def move_on(
    request: AppointmentRequest,
    status: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    automatic: bool = False,
) -> StatusChange:
    """Any move for which no time is chosen; open offers are taken back, and the visit follows."""
    if status in (Status.OFFERED, Status.BOOKED):
        raise InvalidTransition(_("Choose a time for the visit first."))
    request.wait_for_others()
    if status not in (Status.DECLINED, Status.DUPLICATE):
        intake.release(request, at=at)
    change = request.move_to(status, by=by, reason=reason, automatic=automatic)
    request.offers.open().update(state=Offer.State.WITHDRAWN)
    visit = _settle(request, Status(status), at)
    if status == Status.CANCELLED or (visit and visit.state == Visit.State.CANCELLED):
        owe(request, Message.Name.CANCELLED, at, visit=visit)
    tell_desk(request, at, visit=visit, by=by)
    return change


def cancel(
    request: AppointmentRequest, *, by: User | None, at: datetime, reason: str = ""
) -> StatusChange:
    """The patient wants no visit, or not this one: the provider's time is free again."""
    return move_on(request, Status.CANCELLED, by=by, at=at, reason=reason)


def arrived(request: AppointmentRequest, *, by: User, at: datetime) -> StatusChange:
    """The patient is here, or in the video call."""
    return move_on(request, Status.ARRIVED, by=by, at=at)


def no_show(request: AppointmentRequest, *, by: User, at: datetime) -> StatusChange:
    """The patient did not come."""
    return move_on(request, Status.NO_SHOW, by=by, at=at)


def complete(request: AppointmentRequest, *, by: User, at: datetime) -> StatusChange:
    """The visit has taken place."""
    return move_on(request, Status.COMPLETED, by=by, at=at)


def _settle(request: AppointmentRequest, status: Status, at: datetime) -> Visit | None:
    """What the move makes of the request's visit; None where it has none, or nothing changes."""
    visit = request.visits.filter(state__in=[Visit.State.BOOKED, Visit.State.ARRIVED]).first()
    if visit is None or status not in BECOMES:
        return None
    if status in (Status.ARRIVED, Status.NO_SHOW) and visit.starts_at - EARLY > at:
        words = _("The visit is on %(when)s: that can't be said yet.")
        raise InvalidTransition(words % {"when": slots.told(visit.starts_at)})
    visit.state = BECOMES[status]
    visit.sequence += visit.state == Visit.State.CANCELLED
    visit.save(update_fields=["state", "sequence"])
    return visit
