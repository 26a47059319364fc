"""A visit gets its time: booked for a request, or moved to another time, place or provider."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from appointments import estimate_clock, intake, slots
from appointments.models import (
    AppointmentRequest,
    InvalidTransition,
    Message,
    Offer,
    Status,
    Visit,
)
from appointments.notifications import owe, tell_desk
from appointments.slots import Slot, SlotRefused, SlotTaken
from clinic.models import Provider

ONE_VISIT = "one_visit_of_a_provider_at_a_time"


@transaction.atomic
def book(
    request: AppointmentRequest, slot: Slot, *, by: User | None, at: datetime, override: str = ""
) -> Visit:
    """Give the patient a time agreed on by phone; what was offered is taken back."""
    request.wait_for_others()
    visit = book_for(request, slot, by=by, at=at, override=override)
    tell_of_booking(request, visit, by=by, at=at)
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
        "when": slots.told(visit.starts_at),
        "provider": visit.provider,
    }
    _put_into(visit, slot, request, at=at, override=override)
    request.move_to(Status.BOOKED, by=by, reason=reason)
    owe(request, Message.Name.MOVED, at, visit=visit)
    tell_desk(request, at, visit=visit, by=by)
    return visit


def book_for(
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


def tell_of_booking(
    request: AppointmentRequest, visit: Visit, *, by: User | None, at: datetime
) -> None:
    request.offers.open().update(state=Offer.State.WITHDRAWN)
    owe(request, Message.Name.BOOKED, at, visit=visit)
    tell_desk(request, at, visit=visit, by=by)


def _hold(provider: Provider) -> None:
    """Let bookings of one provider come one after the other.

    The exclusion constraint alone would be safe, too, but two that wait for each other are a deadlock.
    """
    Provider.objects.select_for_update(no_key=True, of=("self",)).get(pk=provider.pk)


def _put_into(
    visit: Visit, slot: Slot, request: AppointmentRequest, *, at: datetime, override: str
) -> None:
    """Give a stored visit another time; `sequence` tells calendars that they know an older one."""
    for name, value in slot.fields(request).items():
        setattr(visit, name, value)
    visit.time_zone = request.time_zone  # the patient may have told of another one since
    visit.override_reason = override
    visit.moved_at = at
    visit.sequence += 1
    _save(visit, slot)


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
