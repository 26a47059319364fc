"""Starts the clock of the good-faith estimate on a request; `estimate` knows the rule."""

from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from appointments import estimate
from appointments.models import AppointmentRequest, Visit
from clinic.hours import DeskHours
from clinic.models import Clinic


@sensitive_variables()
def start(
    request: AppointmentRequest, *, asked_at: datetime | None = None, visit: Visit | None = None
) -> None:
    """Note by when an estimate is due because the patient asked for one, or a visit was booked.

    An earlier promise that is not kept yet stays; a new visit needs an estimate of its own.
    """
    began = visit.booked_at if visit else asked_at
    if began is None:
        return
    due = estimate.due(
        coverage=request.coverage,
        asked_at=asked_at,
        booked_at=visit.booked_at if visit else None,
        starts_at=visit.starts_at if visit else None,
        hours=DeskHours.load(Clinic.objects.current(), began),
    )
    if due is None:
        return
    pending = [request.estimate_due] if request.owes_estimate() else []
    request.estimate_due = min(filter(None, [due, *pending]))
    request.estimate_given_at = request.estimate_given_by = None
    request.save(update_fields=["estimate_due", "estimate_given_at", "estimate_given_by"])
