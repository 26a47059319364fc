"""Offering, booking, moving, cancelling: every move of a request that concerns a time.

Each function is one transaction: the request's row is locked, the request moves by its table, its offers and
its visit follow, and the messages that this owes wait in the outbox. It raises InvalidTransition, or one of
its kinds in `slots`, with a sentence, and then nothing has happened.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments import estimate_clock, intake, slots
from appointments.models import (
    AppointmentRequest,
    InvalidTransition,
    Message,
    Offer,
    Status,
    StatusChange,
    Visit,
)
from appointments.notifications import owe
from appointments.slots import OutsideHours, Slot, SlotRefused, SlotTaken
from clinic.models import Clinic, Provider

log = logging.getLogger(__name__)

__all__ = ["OutsideHours", "Slot", "SlotRefused", "SlotTaken"]

MOST_OFFERS = 3
EARLY = timedelta(hours=12)  # people come before their time, but not the day before
ONE_VISIT = "one_visit_of_a_provider_at_a_time"
# What becomes of the visit when its request moves there.
BECOMES = {
    Status.ARRIVED: Visit.State.ARRIVED,
    Status.COMPLETED: Visit.State.COMPLETED,
    Status.NO_SHOW: Visit.State.NO_SHOW,
    Status.CANCELLED: Visit.State.CANCELLED,
    Status.SENT_TO_EMERGENCY: Visit.State.CANCELLED,
}


@transaction.atomic
def offer(
    request: AppointmentRequest,
    offered: Sequence[Slot],
    *,
    by: User | None,
    at: datetime,
    override: str = "",
) -> list[Offer]:
    """Offer a patient one to three times, of which they may accept one while the offer stands."""
    request.wait_for_others()
    if not 1 <= len(offered) <= MOST_OFFERS:
        raise SlotRefused(_("Offer one, two or three times."))
    if len({(slot.provider.pk, slot.starts_at) for slot in offered}) < len(offered):
        raise SlotRefused(_("Two of these times are the same."))
    for slot in offered:
        slots.check(slot, request, at=at, override=override)
    intake.release(request, at=at)  # nobody offers a machine a time
    request.move_to(Status.OFFERED, by=by)
    until = at + timedelta(hours=Clinic.objects.current().offers_stand_hours)
    made = [
        request.offers.create(
            **slot.fields(request),
            offered_at=at,
            offered_by=by,
            expires_at=min(until, slot.starts_at),
            override_reason=override,
        )
        for slot in offered
    ]
    owe(request, Message.Name.OFFER, at)
    return made


@transaction.atomic
def accept(offer: Offer, *, by: User | None = None, at: datetime) -> Visit:
    """Book the offered time; the other offers are taken back."""
    request = offer.request
    request.wait_for_others()
    offer.refresh_from_db()
    if offer.state != Offer.State.OPEN or offer.expires_at <= at:
        raise InvalidTransition(_("This offered time no longer stands. Please call us."))
    try:
        visit = _give(request, Slot.of(offer), by=by, at=at, override=offer.override_reason)
    except SlotRefused as refused:
        # Why is the clinic's own affair.
        words = _("This time is no longer free. Please choose another one, or call us.")
        raise SlotTaken(words if by is None else str(refused)) from refused
    offer.state = Offer.State.ACCEPTED
    offer.save(update_fields=["state"])
    _tell_of_booking(request, visit, by=by, at=at)
    return visit


@transaction.atomic
def refuse(
    request: AppointmentRequest, *, by: User | None = None, at: datetime, words: str = ""
) -> StatusChange:
    """None of the offered times suits the patient: the request goes back to staff, with their words."""
    request.wait_for_others()
    if not request.offers.open().exists():
        raise InvalidTransition(_("There is no offered time to refuse any more."))
    _close_offers(request, Offer.State.REFUSED)
    return move_on(request, Status.CONTACTING, by=by, at=at, reason=words)


@transaction.atomic
def lapse(request: AppointmentRequest, *, at: datetime) -> bool:
    """Close the offers that ran out; whether that gave the request back to staff."""
    request.wait_for_others()
    request.offers.run_out(at).update(state=Offer.State.LAPSED)
    if request.status != Status.OFFERED or request.offers.open().exists():
        return False
    reason = _("The offered times ran out without an answer.")
    move_on(request, Status.CONTACTING, by=None, at=at, reason=reason, automatic=True)
    return True


def lapse_all(at: datetime) -> int:
    """Close all offers that ran out; how many requests went back to staff.

    A request that no key opens stays as it is and holds up no other.
    """
    waiting = AppointmentRequest.objects.filter(offers__in=Offer.objects.run_out(at))
    back = 0
    for pk in waiting.distinct().values_list("pk", flat=True):
        try:
            back += lapse(AppointmentRequest.objects.get(pk=pk), at=at)
        except InvalidToken:
            log.error("No key opens request %s: its offers are not closed.", pk)
    return back


@transaction.atomic
def book(
    request: AppointmentRequest, slot: Slot, *, by: User | None, at: datetime, override: str = ""
) -> Visit:
    """Give the patient a time agreed on by phone; what was offered is taken back."""
    request.wait_for_others()
    visit = _give(request, slot, by=by, at=at, override=override)
    _tell_of_booking(request, visit, by=by, at=at)
    return visit


@transaction.atomic
def move(visit: Visit, slot: Slot, *, by: User | None, at: datetime, override: str = "") -> Visit:
    """Give a booked visit another time, place or provider; calendars know it by the same name."""
    request = visit.request
    request.wait_for_others()
    visit.refresh_from_db()
    if visit.state != Visit.State.BOOKED:
        raise InvalidTransition(_("Only a booked visit can be moved."))
    if slot.fields(request) == Slot.of(visit).fields(request):
        raise SlotRefused(_("The visit has this time already."))
    _hold(slot.provider)
    slots.check(slot, request, at=at, override=override, moving=visit)
    reason = _("Moved from %(when)s, %(provider)s.") % {
        "when": date_format(visit.starts_at.astimezone(Clinic.objects.current().zone), slots.WHEN),
        "provider": visit.provider,
    }
    for name, value in slot.fields(request).items():
        setattr(visit, name, value)
    visit.time_zone = request.time_zone  # the patient may have told of another one since
    visit.override_reason = override
    visit.moved_at = at
    visit.sequence += 1
    _save(visit, slot)
    request.move_to(Status.BOOKED, by=by, reason=reason)
    owe(request, Message.Name.MOVED, at, visit=visit)
    _tell_staff(request, at, visit=visit, by=by)
    return visit


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
    _close_offers(request, Offer.State.WITHDRAWN)
    visit = _settle(request, Status(status), at)
    if status == Status.CANCELLED or (visit and visit.state == Visit.State.CANCELLED):
        owe(request, Message.Name.CANCELLED, at, visit=visit)
    _tell_staff(request, at, visit=visit, by=by)
    return change


def _hold(provider: Provider) -> None:
    """Let bookings of one provider come one after the other.

    The exclusion constraint alone would be safe, too, but two that wait for each other are a deadlock.
    """
    Provider.objects.select_for_update(no_key=True, of=("self",)).get(pk=provider.pk)


def _give(
    request: AppointmentRequest, slot: Slot, *, by: User | None, at: datetime, override: str
) -> Visit:
    """A new visit of the locked request."""
    if request.status == Status.BOOKED:
        raise InvalidTransition(_("This request has a visit already. Move that one."))
    intake.release(request, at=at)
    request.move_to(Status.BOOKED, by=by)
    _hold(slot.provider)
    slots.check(slot, request, at=at, override=override)
    visit = Visit(
        **slot.fields(request),
        request=request,
        time_zone=request.time_zone,
        override_reason=override,
        booked_by=by,
        booked_at=at,
    )
    _save(visit, slot)
    estimate_clock.start(request, visit=visit)
    return visit


def _save(visit: Visit, slot: Slot) -> None:
    """Store the visit; where another one came first after all, say which."""
    try:
        with transaction.atomic():
            visit.save()
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != ONE_VISIT:
            raise
        taken = slots.conflict(slot, moving=visit if visit.pk else None)
        words = slots.in_words(taken) if taken else _("Somebody else has just taken this time.")
        raise SlotTaken(words) from error


def _tell_of_booking(
    request: AppointmentRequest, visit: Visit, *, by: User | None, at: datetime
) -> None:
    _close_offers(request, Offer.State.WITHDRAWN)
    owe(request, Message.Name.BOOKED, at, visit=visit)
    _tell_staff(request, at, visit=visit, by=by)


def _tell_staff(
    request: AppointmentRequest, at: datetime, *, visit: Visit | None, by: User | None
) -> None:
    """The appointment desk learns what nobody of staff has done."""
    if by is None:
        owe(request, Message.Name.ANSWER_NOTICE, at, visit=visit)


def _close_offers(request: AppointmentRequest, state: str) -> None:
    request.offers.open().update(state=state)


def _settle(request: AppointmentRequest, status: Status, at: datetime) -> Visit | None:
    """What the move makes of the request's visit; None where it has none, or nothing changes."""
    visit = request.visits.filter(state__in=[Visit.State.BOOKED, Visit.State.ARRIVED]).first()
    if visit is None or status not in BECOMES:
        return None
    if status in (Status.ARRIVED, Status.NO_SHOW) and visit.starts_at - EARLY > at:
        words = _("The visit is on %(when)s: that can't be said yet.")
        zone = Clinic.objects.current().zone
        raise InvalidTransition(
            words % {"when": date_format(visit.starts_at.astimezone(zone), slots.WHEN)}
        )
    visit.state = BECOMES[status]
    visit.sequence += visit.state == Visit.State.CANCELLED
    visit.save(update_fields=["state", "sequence"])
    return visit
