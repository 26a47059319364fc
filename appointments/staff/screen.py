"""What the screen of one request shows: the answers in words, what happened, and what can be done."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from appointments import summary
from appointments.estimate import ON_REQUEST
from appointments.forms.handling import AttemptForm, HandOverForm
from appointments.models import AppointmentRequest
from appointments.staff.next_steps import next_steps
from appointments.steps import STEPS

LOOKS_AT_MOST = 50


def who(shown: AppointmentRequest) -> dict[str, Any]:
    """Whom it is about, how to reach them, and who may be told what."""
    return {
        "shown": shown,
        "phone": summary.phone_in_words(shown.phone),
        "phone_link": summary.phone_link(shown.phone),
    }


def answers(shown: AppointmentRequest) -> dict[str, Any]:
    """Who it is about and what they told us."""
    questions, today = shown.safety_set, timezone.localdate(shown.asked_at)
    told = shown.answers()
    return {
        **who(shown),
        "is_overdue": shown.is_overdue(),
        "groups": [(step, summary.rows(step.name, told, questions, today)) for step in STEPS],
        "questions": questions,
    }


def together(shown: AppointmentRequest) -> dict[str, Any]:
    """What belongs to the same wish: the joined requests with all that was done, and likely others."""
    joined = shown.duplicates.select_related("safety_set").order_by("asked_at")
    likely = AppointmentRequest.objects.open().like(shown) if shown.is_open() else []
    return {
        "joined": [{**answers(one), **history(one)} for one in joined],
        "likely": likely,
    }


def history(shown: AppointmentRequest) -> dict[str, Any]:
    """What was done about it, and by whom."""
    return {
        "amendments": [
            (amendment, summary.earlier(amendment.before or {}, shown.safety_set))
            for amendment in shown.amendments.select_related("by")
        ],
        "changes": shown.changes.select_related("by"),
        "visits": shown.visits.select_related("provider", "location", "booked_by"),
        "notes": shown.notes.select_related("by"),
        "attempts": shown.attempts.select_related("by"),
        "handovers": shown.handovers.select_related("by", "from_owner", "to_owner"),
        "outbox": shown.messages.all(),
        "looks": shown.looks.select_related("by")[:LOOKS_AT_MOST],
    }


def work(request: HttpRequest, admin, shown: AppointmentRequest) -> dict[str, Any]:
    """What this member of staff can do."""
    may_work = admin.has_change_permission(request) and not shown.anonymized_at
    return {
        "steps": next_steps(shown, timezone.now()) if may_work else [],
        "offers": shown.offers.open().select_related("provider", "location"),
        "may_work": may_work,
        "may_owe_estimate": shown.coverage in ON_REQUEST,
        "may_anonymize": request.user.has_perm("appointments.anonymize_appointmentrequest"),
        "may_see_looks": request.user.has_perm("appointments.view_accessrecord"),
        "attempt_form": AttemptForm(auto_id="attempt_%s"),
        "hand_over_form": HandOverForm(auto_id="hand_over_%s"),
    }
