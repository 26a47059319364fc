"""Requests that are held apart because a machine may have sent them: looked at, let in, or declined."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appointments import intake
from appointments.models import AccessRecord, AppointmentRequest, InvalidTransition, Status
from appointments.staff.desk import CHANGE_PAGE, opened, record


def release_all(request: HttpRequest, suspects: Iterable[AppointmentRequest]) -> int:
    """Put the chosen ones into the queue; how many there were."""
    released = [suspect for suspect in suspects if intake.release(suspect, at=timezone.now())]
    for suspect in released:
        record(request, suspect, AccessRecord.What.RELEASED)
    return len(released)


def decline_all(request: HttpRequest, suspects: Iterable[AppointmentRequest]) -> int:
    """Decline the chosen ones as no patient's; how many there were. They stay on record."""
    declined = [suspect for suspect in suspects if _decline(suspect, by=request.user)]
    for suspect in declined:
        record(request, suspect, AccessRecord.What.MOVED)
    return len(declined)


def _decline(suspect: AppointmentRequest, *, by: User) -> bool:
    if not suspect.is_held_apart():
        return False
    try:
        suspect.move_to(Status.DECLINED, by=by, reason=_("Not from a patient"))
    except InvalidTransition:
        return False
    return True


@require_POST
def let_in(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """One request into the queue, from its own screen."""
    release_all(request, [opened(request, admin, pk, "change")])
    return redirect(CHANGE_PAGE, pk)
