"""Staff's side of the good-faith estimate: the patient asks for one, or has it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appointments import estimate_clock
from appointments.models import AccessRecord
from appointments.staff.desk import CHANGE_PAGE, opened, record


@require_POST
def estimate(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """The patient has asked for an estimate, which starts the clock, or has been given it."""
    about, act = opened(request, admin, pk, "change"), request.POST.get("act")
    if act == "given":
        about.give_estimate(by=request.user)
        record(request, about, AccessRecord.What.ESTIMATED)
        messages.success(request, _("The estimate is marked as given."))
    elif act == "asked":
        estimate_clock.start(about, asked_at=timezone.now())
        messages.success(request, _("The patient has asked for an estimate."))
    else:
        raise BadRequest("Asked or given?")
    return redirect(CHANGE_PAGE, about.pk)
