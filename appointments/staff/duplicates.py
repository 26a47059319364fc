"""Requests that may be the same one sent twice: found, seen side by side, and joined without loss."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appointments import intake, summary
from appointments.models import (
    AccessRecord,
    AppointmentRequest,
    InvalidTransition,
    Status,
    Urgency,
)
from appointments.staff.desk import CHANGE_PAGE, opened, record
from appointments.steps import STEPS

TAKEN_OVER = ("urgency", "answer_due", "estimate_due", "estimate_given_at", "estimate_given_by")


@transaction.atomic
def merge(kept: AppointmentRequest, other: AppointmentRequest, *, by: User) -> None:
    """Make `other` a duplicate that points at `kept`; nothing of either is lost.

    Urgent stays urgent, the earlier promise holds, and so does the discretion that either asked for. Raises
    InvalidTransition, with a sentence, when the other one has a visit or stands where the table lets no
    duplicate begin.
    """
    pair = AppointmentRequest.objects.locked().order_by("pk").in_bulk([kept.pk, other.pk])
    if len(pair) < 2:
        raise InvalidTransition(_("Choose two different requests."))
    kept, other = pair[kept.pk], pair[other.pk]
    _refuse_visits(kept, other)
    if not kept.is_open():
        raise InvalidTransition(_("%s is closed. Open it again first.") % kept)
    other.move_to(Status.DUPLICATE, by=by, reason=_("The same as %s") % kept)
    other.duplicates.update(duplicate_of=kept)
    other.duplicate_of = kept
    other.save(update_fields=["duplicate_of"])
    _take_over(kept, other, by)
    # Somebody has looked at it: what was held apart as a machine's would stay out of sight.
    intake.release(kept, at=timezone.now())


def _take_over(kept: AppointmentRequest, other: AppointmentRequest, by: User) -> None:
    """What of the joined request holds for the kept one: its urgency, promises and discretion."""
    kept.urgency = max(kept.urgency, other.urgency, key=Urgency.values.index)
    kept.answer_due = min(filter(None, [kept.answer_due, other.answer_due]), default=None)
    if owed := [one.estimate_due for one in (kept, other) if one.owes_estimate()]:
        kept.estimate_due = min(filter(None, owed))
        kept.estimate_given_at = kept.estimate_given_by = None
    before = {"discreet": kept.discreet, "voicemail_ok": kept.voicemail_ok}
    kept.discreet = kept.discreet or other.discreet
    kept.voicemail_ok = kept.voicemail_ok and other.voicemail_ok
    changed = [name for name, value in before.items() if getattr(kept, name) != value]
    if changed:
        earlier = {name: before[name] for name in changed}
        kept.amendments.create(by=by, fields=changed, before=earlier)
    kept.save(update_fields=[*TAKEN_OVER, *changed])


def _refuse_visits(kept: AppointmentRequest, other: AppointmentRequest) -> None:
    if not other.visits.coming().exists():
        return
    if kept.visits.coming().exists():
        raise InvalidTransition(_("Both have a booked visit. Cancel one of the visits first."))
    raise InvalidTransition(_("%s has a booked visit. Keep that one.") % other)


def pair_of(request: HttpRequest, admin, pk: int, other: int, permission: str) -> tuple:
    """The request and the other one, both open to this member of staff."""
    return opened(request, admin, pk, permission), opened(request, admin, other, permission)


def compare(request: HttpRequest, admin, pk: int, other: int) -> HttpResponse:
    """Two requests side by side, what differs marked."""
    pair = pair_of(request, admin, pk, other, "view")
    for one in pair:
        record(request, one, AccessRecord.What.COMPARED)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Compare %(one)s and %(other)s") % {"one": pair[0], "other": pair[1]},
        "opts": admin.opts,
        "pair": pair,
        "groups": [(step, _side_by_side(step.name, *pair)) for step in STEPS],
        "may_work": admin.has_change_permission(request),
    }
    return render(request, "admin/appointments/appointmentrequest/compare.html", context)


def _side_by_side(step: str, *pair: AppointmentRequest) -> list[dict[str, Any]]:
    """The answers of a step: the label, each side's lines, and whether they differ."""
    sides = [_rows(step, one) for one in pair]
    fields = [name for name in summary.GROUPS[step] if any(name in side for side in sides)]
    return [
        {
            "label": next(side[name].label for side in sides if name in side),
            "lines": [side[name].lines if name in side else [] for side in sides],
            "differs": sides[0].get(name) != sides[1].get(name),
        }
        for name in fields
    ]


def _rows(step: str, one: AppointmentRequest) -> dict[str, summary.Row]:
    day = timezone.localdate(one.asked_at)
    rows = summary.rows(step, one.answers(), one.safety_set, day)
    return {row.field: row for row in rows}


@require_POST
def join(request: HttpRequest, admin, pk: int, other: int) -> HttpResponse:
    """Keep the first request and make the other one its duplicate."""
    kept, joined = pair_of(request, admin, pk, other, "change")
    try:
        merge(kept, joined, by=request.user)
    except InvalidTransition as refused:
        messages.error(request, str(refused))
        return redirect("admin:appointments_appointmentrequest_compare", kept.pk, joined.pk)
    for one in (kept, joined):
        record(request, one, AccessRecord.What.MERGED)
    messages.success(request, _("%(other)s is joined with this one.") % {"other": joined})
    return redirect(CHANGE_PAGE, kept.pk)
