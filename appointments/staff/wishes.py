"""A patient's wish to see, correct or delete what is stored; carried out here, and on record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from appointments import intake, retention
from appointments.forms.handling import CorrectForm
from appointments.models import AccessRecord, AppointmentRequest, InvalidTransition
from appointments.staff import screen
from appointments.staff.desk import CHANGE_PAGE, ask_again, opened, record

FOLDER = "admin/appointments/appointmentrequest"
# What happened to a request, as it stands in the file for a patient: the rows, and their fields.
HISTORY = {
    "earlier_answers": ("amendments", ("at", "before")),
    "what_happened": ("changes", ("at", "to_status", "reason")),
    "notes": ("notes", ("at", "text")),
    "contact_attempts": ("attempts", ("at", "way", "outcome", "note")),
    "visits": ("visits", ("starts_at", "ends_at", "state", "provider", "location")),
    "messages": ("messages", ("name", "state", "sent_at")),
}


@require_safe
@sensitive_variables()
def copy(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """Everything that is stored about one request, to print for the patient; `?as=json` as a file."""
    copied = opened(request, admin, pk, "view")
    record(request, copied, AccessRecord.What.COPIED)
    if request.GET.get("as") == "json":
        response = JsonResponse(as_data(copied), json_dumps_params={"indent": 2})
        response["Content-Disposition"] = f'attachment; filename="{copied}.json"'
        return response
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Copy for the patient: %s") % copied,
        "opts": admin.opts,
        "printed_at": timezone.now(),
        **screen.answers(copied),
        **screen.history(copied),
    }
    return render(request, f"{FOLDER}/copy.html", context)


def as_data(request: AppointmentRequest) -> dict[str, Any]:
    """The same as plain data: answers by their fields, and what happened."""
    history = {
        part: [_told(row, names) for row in getattr(request, rows).all()]
        for part, (rows, names) in HISTORY.items()
    }
    told = _told(request, ("reference", "status", "asked_at"))
    return {**told, "answers": _told(request, tuple(request.answers())), **history}


def _told(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Fields of a row as JSON can hold them."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: str(value) if isinstance(value, Model) else value for name, value in values.items()
    }


@sensitive_post_parameters()
@sensitive_variables()
def correct(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """Put answers right as the patient wishes; the earlier ones stay on record until anonymizing."""
    corrected = opened(request, admin, pk, "change")
    if request.method != "POST":
        record(request, corrected, AccessRecord.What.OPENED)
        return ask_again(request, admin, corrected, CorrectForm.of(corrected), _("Correct"))
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return ask_again(request, admin, corrected, form, _("Correct"))
    try:
        intake.correct(corrected, form.answers(), by=request.user, at=timezone.now())
    except InvalidTransition as refused:
        messages.error(request, str(refused))
        return redirect(CHANGE_PAGE, corrected.pk)
    record(request, corrected, AccessRecord.What.CORRECTED)
    messages.success(request, _("The answers are corrected."))
    return redirect(CHANGE_PAGE, corrected.pk)


@sensitive_variables()
def anonymize(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """Wipe the particulars because the patient wishes it, after one question."""
    wiped = opened(request, admin, pk, "anonymize")
    if request.method != "POST":
        context = {
            **admin.admin_site.each_context(request),
            "title": _("Anonymize %s") % wiped,
            "opts": admin.opts,
            "shown": wiped,
        }
        return render(request, f"{FOLDER}/anonymize.html", context)
    try:
        done = retention.carry_out_wish(wiped, by=request.user, at=timezone.now())
    except retention.Refused as refused:
        messages.error(request, str(refused))
    else:
        for one in done:
            record(request, one, AccessRecord.What.ANONYMIZED)
        messages.success(request, _("Nothing about the patient is stored here any more."))
    return redirect(CHANGE_PAGE, wiped.pk)


@require_POST
def hold(request: HttpRequest, admin, pk: int) -> HttpResponse:
    """Set or lift the legal hold, under which nothing is anonymized; pressed twice, it stays as it was told."""
    held, wanted = opened(request, admin, pk, "anonymize"), request.POST.get("hold")
    if wanted not in ("set", "lift"):
        raise BadRequest("Set or lift?")
    # One statement: it waits for an anonymizing that is going on, and then changes nothing.
    still_there = AppointmentRequest.objects.filter(pk=held.pk, anonymized_at=None)
    if not still_there.update(legal_hold=wanted == "set"):
        raise PermissionDenied
    record(request, held, AccessRecord.What.HELD)
    words = _("Legal hold: nothing here is anonymized.")
    messages.success(request, words if wanted == "set" else _("The legal hold is lifted."))
    return redirect(CHANGE_PAGE, held.pk)
