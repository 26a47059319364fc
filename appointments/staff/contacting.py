"""Reaching the patient: the tries on record, and the letter for those who have no email."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from appointments.forms.handling import AttemptForm
from appointments.models import AccessRecord, AppointmentRequest, ContactAttempt, Status
from appointments.staff.desk import CHANGE_PAGE, ask_again, opened, record
from appointments.standing import Standing


@transaction.atomic
def keep_attempt(
    request: AppointmentRequest,
    *,
    by: User,
    outcome: str,
    way: str = ContactAttempt.Way.PHONE,
    next_try_at: datetime | None = None,
    note: str = "",
) -> ContactAttempt:
    """Keep one try to reach the patient; with the first one a new request is being contacted."""
    locked = AppointmentRequest.objects.locked().get(pk=request.pk)
    if locked.is_new():
        locked.move_to(Status.CONTACTING, by=by)
    return locked.attempts.create(
        by=by, outcome=outcome, way=way, next_try_at=next_try_at, note=note
    )


@require_POST
@sensitive_post_parameters()
def attempt(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Staff tell how a try to reach the patient went."""
    tried = opened(request, admin, pk, "change")
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return ask_again(request, admin, tried, form, _("Contact attempt"))
    kept = keep_attempt(tried, by=request.user, **form.cleaned_data)
    record(request, tried, AccessRecord.What.TRIED)
    messages.success(request, _("Kept: %s.") % kept.get_outcome_display())
    return redirect(CHANGE_PAGE, tried.pk)


@require_safe
@sensitive_variables()
def letter(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """A letter to print: where the request stands, for a patient whom no email reaches.

    It goes to the patient's own address, so it may tell the time. Where the patient asked for discretion it
    names neither the clinic nor who works there.
    """
    written = opened(request, admin, pk, "view")
    record(request, written, AccessRecord.What.PRINTED)
    at = timezone.now()
    told = Standing(written, at, request.clinic, by_link=True)
    with translation.override(written.language), timezone.override(told.zone):
        context = {
            **admin.admin_site.each_context(request),
            "opts": admin.opts,
            "shown": written,
            "standing": told,
            "planned": [told.visit] if told.visit else told.offers,
            "to": written.guardian_name or written.name,
            "at": at,
            "status_page": f"{settings.SITE_URL}{reverse('appointments:status')}",
        }
        return render(request, "admin/appointments/appointmentrequest/letter.html", context)
