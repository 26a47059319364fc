"""Where a request stands, in the patient's words, behind reference and date of birth."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from appointments.models import AppointmentRequest, Status, StatusTry
from appointments.reference import read_reference

# Patients never read staff's words; what staff decide on the phone is told on the phone.
IN_PATIENTS_WORDS = {
    Status.NEW: _("We have your request. Nobody has worked on it yet."),
    Status.CONTACTING: _("We are working on your request and will reach you, or have tried to."),
    Status.OFFERED: _("We have offered you a time. Please tell us if it suits you."),
    Status.WAITLISTED: _("You are on our waiting list. We call you when a time is free."),
    Status.BOOKED: _("Your visit is booked. Call us if you are not sure of the time."),
    Status.ARRIVED: _("You have arrived for your visit."),
    Status.COMPLETED: _("Your visit has taken place."),
    Status.NO_SHOW: _("Your visit did not take place. Please call us to find a new time."),
    Status.UNREACHABLE: _("We tried to reach you and could not. Please call us."),
    Status.CANCELLED: _("This request is cancelled. Call us if you want a visit after all."),
    Status.DECLINED: _("This request is closed. Please call us and we will explain."),
    Status.DUPLICATE: _("This request was joined with another one of yours. Please call us."),
    Status.SENT_TO_EMERGENCY: _("This request is closed. Please call us and we will explain."),
}


class Refused(Exception):
    """The status is not shown; the text says why without telling whether there is such a request."""


@dataclass(frozen=True)
class Standing:
    """What the patient may read of a request."""

    reference: str
    words: str
    is_open: bool
    answer_due: datetime | None


@sensitive_variables()
def look_up(reference: str, born: date, *, at: datetime) -> Standing:
    """Where the request stands. Raises Refused for a wrong pair, or after five wrong tries in an hour."""
    plain = read_reference(reference)
    with transaction.atomic():
        locked = StatusTry.objects.is_locked(plain or reference, at)
        request = AppointmentRequest.objects.filter(reference=plain).first()
        if not locked and request and request.born == born:
            return _standing(request)
        if not locked:
            StatusTry.objects.record(plain or reference, at)
    if locked:
        raise Refused(
            _("There were too many wrong tries. Please wait an hour and try again, or call us.")
        )
    raise Refused(
        _("This reference and date of birth do not belong together. Check both and try again.")
    )


def _standing(request: AppointmentRequest) -> Standing:
    is_new = request.status == Status.NEW
    return Standing(
        reference=request.display_reference,
        words=str(IN_PATIENTS_WORDS[Status(request.status)]),
        is_open=request.is_open(),
        answer_due=request.answer_due if is_new else None,
    )
