"""Times that the clinic offers: the patient accepts one, refuses them, or lets them run out."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
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
from appointments.notifications import owe
from appointments.slots import Slot, SlotRefused, SlotTaken
from clinic.models import Clinic

from .moves import move_on
from .visits import book_for, tell_of_booking

log = logging.getLogger(__name__)

MOST_OFFERS = 3


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
    _refuse_odd_numbers(offered)
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


def _refuse_odd_numbers(offered: Sequence[Slot]) -> None:
    """Raise SlotRefused for more times than a patient can choose from, or one time twice."""
    if not 1 <= len(offered) <= MOST_OFFERS:
        raise SlotRefused(_("Offer one, two or three times."))
    if len({(slot.provider.pk, slot.starts_at) for slot in offered}) < len(offered):
        raise SlotRefused(_("Two of these times are the same."))


@transaction.atomic
def accept(offer: Offer, *, by: User | None = None, at: datetime) -> Visit:
    """Book the offered time; the other offers are taken back."""
    request = offer.request
    request.wait_for_others()
    offer.refresh_from_db()
    if offer.state != Offer.State.OPEN or offer.expires_at <= at:
        raise InvalidTransition(_("This offered time no longer stands. Please call us."))
    try:
        visit = book_for(request, Slot.of(offer), by=by, at=at, override=offer.override_reason)
    except SlotRefused as refused:
        # Why is the clinic's own affair.
        words = _("This time is no longer free. Please choose another one, or call us.")
        raise SlotTaken(words if by is None else str(refused)) from refused
    offer.state = Offer.State.ACCEPTED
    offer.save(update_fields=["state"])
    tell_of_booking(request, visit, by=by, at=at)
    return visit


@transaction.atomic
def refuse(
    request: AppointmentRequest, *, by: User | None = None, at: datetime, words: str = ""
) -> StatusChange:
    """None of the offered times suits the patient: the request goes back to staff, with their words."""
    request.wait_for_others()
    if not request.offers.open().exists():
        raise InvalidTransition(_("There is no offered time to refuse any more."))
    request.offers.open().update(state=Offer.State.REFUSED)
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
