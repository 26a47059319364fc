"""Taking in a request: stored with its first state and the messages it owes, all or none."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.views.decorators.debug import sensitive_variables

from appointments import estimate_clock
from appointments.models import (
    Answers,
    AppointmentRequest,
    InvalidTransition,
    Message,
    Status,
    Urgency,
)
from appointments.models.moves import ANONYMIZED
from appointments.notifications import owe
from appointments.privacy import name_words
from appointments.triage import Urgency as Triaged
from appointments.triage import questions_from, triage
from clinic.hours import DeskHours
from clinic.models import Clinic, SafetyQuestionSet

HOUR = timedelta(hours=1)
ANSWER_FIELDS = Answers._meta.fields


class EmergencyAnswer(Exception):
    """A red flag that must be acted on now: nothing is stored, the patient is told to call."""


@sensitive_variables()
def submit(
    answers: Mapping[str, Any],
    *,
    at: datetime,
    submission_id: uuid.UUID | None = None,
    safety_set: SafetyQuestionSet | None = None,
    entered_by: User | None = None,
    language: str = settings.LANGUAGE_CODE,
    held_because: str = "",
) -> AppointmentRequest:
    """Store a patient's request, its urgency and the messages it owes, all or none.

    `answers` maps the fields of `models.Answers` to Python values; name, born and phone are needed,
    the others have defaults. `red_flags` are codes of the safety questions (`safety_set`, else those in
    force). The same `submission_id` again is the same request: unchanged answers change nothing,
    changed ones amend it. It is a new one after the first was closed, and for another person. Messages to
    the patient are in `language`; a new one that is held apart (`held_because`, a Suspicion) sends none before
    it is let in. Raises EmergencyAnswer, and stores nothing, for an emergency.
    """
    safety_set = safety_set or SafetyQuestionSet.objects.in_force(at)
    wanted = AppointmentRequest(
        **answers,
        submission_id=submission_id or uuid.uuid4(),
        safety_set=safety_set,
        urgency=_urgency(answers.get("red_flags", []), safety_set),
        asked_at=at,
        answer_due=_answer_due(at),
        entered_by=entered_by,
        language=language,
        held_because=held_because,
    )
    wanted.set_hashes()
    return _take_in(wanted, at)


def _urgency(red_flags: list[str], safety_set: SafetyQuestionSet) -> str:
    questions = questions_from(safety_set.questions.values_list("code", "tier"))
    urgency = triage(red_flags, questions)
    if urgency == Triaged.EMERGENCY:
        raise EmergencyAnswer
    return str(urgency)


def _answer_due(at: datetime) -> datetime | None:
    """By when the clinic promises to answer a request that comes in at this moment."""
    clinic = Clinic.objects.current()
    return DeskHours.load(clinic, at).answer_due(at, clinic.response_business_days)


@transaction.atomic
def _take_in(wanted: AppointmentRequest, at: datetime) -> AppointmentRequest:
    """Store a request with what it owes, or amend the one that came before it."""
    request = _store_once(wanted)
    if request.reference == wanted.reference:
        _open(request, at)
    else:
        _amend(request, wanted, at)
    return request


def _store_once(wanted: AppointmentRequest) -> AppointmentRequest:
    """The stored request of this submission, locked: the wanted one, or one that came before it.

    A conflict waits for the other transaction and inserts nothing, so a double click makes one request.
    When nothing was stored, the random reference was taken: then another one is tried.
    """
    while True:
        AppointmentRequest.objects.bulk_create([wanted], ignore_conflicts=True)
        request = (
            AppointmentRequest.objects.locked().filter(submission_id=wanted.submission_id).first()
        )
        if request is None:
            wanted.reference = AppointmentRequest._meta.get_field("reference").get_default()
        elif request.is_open() and not _is_another_person(request, wanted):
            return request
        else:
            # Nobody looks at a closed request again, and one person's must not overwrite another's: a
            # form from an old tab becomes a new request. The derived id makes a double click one, too.
            wanted.submission_id = uuid.uuid5(
                request.submission_id, "the next request of this form"
            )


def _is_another_person(request: AppointmentRequest, wanted: AppointmentRequest) -> bool:
    """Whether name and date of birth both differ; one of them alone is a correction."""
    return request.born != wanted.born and name_words(request.name) != name_words(wanted.name)


def _open(request: AppointmentRequest, at: datetime) -> None:
    request.changes.create(to_status=Status.NEW, at=at, by=request.entered_by)
    if request.entered_by:
        # Whoever took the call has the request, until it is handed over.
        request.give_to(request.entered_by, by=request.entered_by)
    if request.ask_about_cost:
        estimate_clock.start(request, asked_at=at)
    if not request.is_held_apart():
        _owe_first_messages(request, at)
    elif request.is_urgent() and _is_first_of_a_burst(request, at):
        _owe_staff_notice(request, at)


def _is_first_of_a_burst(request: AppointmentRequest, at: datetime) -> bool:
    """Whether the desk has heard of no urgent request held apart lately: one message an hour is enough."""
    lately = AppointmentRequest.objects.held_apart().urgent().filter(asked_at__gt=at - HOUR)
    return not lately.exclude(pk=request.pk).exists()


@transaction.atomic
def release(suspect: AppointmentRequest, *, at: datetime) -> bool:
    """Put a request that was held apart into the queue and send what it owes; whether it was held apart."""
    locked = AppointmentRequest.objects.locked().get(pk=suspect.pk)
    if not locked.is_held_apart():
        return False
    locked.held_because = suspect.held_because = ""
    locked.save(update_fields=["held_because"])
    _owe_first_messages(locked, at)
    return True


def _owe_first_messages(request: AppointmentRequest, at: datetime) -> None:
    """The confirmation to the patient, and the notice to the desk."""
    owe(request, Message.Name.CONFIRMATION, at)
    _owe_staff_notice(request, at)


def _owe_staff_notice(request: AppointmentRequest, at: datetime) -> None:
    """Tell the desk of a request, once."""
    if not request.messages.filter(name=Message.Name.STAFF_NOTICE).exists():
        owe(request, Message.Name.STAFF_NOTICE, at)


@sensitive_variables()
@transaction.atomic
def correct(
    request: AppointmentRequest, changed: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Put some answers of a request right, as staff do for a patient; the earlier ones are kept.

    Raises InvalidTransition when it was anonymized in the meantime.
    """
    stored = AppointmentRequest.objects.locked().get(pk=request.pk)
    if stored.anonymized_at:
        raise InvalidTransition(ANONYMIZED)
    wanted = AppointmentRequest(
        **stored.answers() | dict(changed),
        safety_set=stored.safety_set,
        urgency=stored.urgency,
        entered_by=by,
        language=stored.language,
    )
    _amend(stored, wanted, at)


def _amend(request: AppointmentRequest, wanted: AppointmentRequest, at: datetime) -> None:
    """Take over changed answers, and tell whom they concern."""
    changed = _take_over(request, wanted, at)
    if not changed:
        return
    if request.ask_about_cost and {"ask_about_cost", "coverage"}.intersection(changed):
        estimate_clock.start(request, asked_at=at)
    if request.is_held_apart():
        return
    if "email" in changed:
        owe(request, Message.Name.CONFIRMATION, at)
    owe(request, Message.Name.AMENDMENT_NOTICE, at)


def _take_over(request: AppointmentRequest, wanted: AppointmentRequest, at: datetime) -> list[str]:
    """Write the answers that are new over the earlier ones, which staff still see; the names of both."""
    changed = [
        f for f in ANSWER_FIELDS if getattr(request, f.attname) != getattr(wanted, f.attname)
    ]
    if not changed:
        return []
    before = {f.name: _as_json(getattr(request, f.name)) for f in changed}
    request.amendments.create(at=at, by=wanted.entered_by, fields=[*before], before=before)
    for field in changed:
        setattr(request, field.attname, getattr(wanted, field.attname))
    request.safety_set, request.language = wanted.safety_set, wanted.language
    # A warning sign taken back still needs somebody's look: urgent stays urgent.
    request.urgency = max(request.urgency, wanted.urgency, key=Urgency.values.index)
    request.set_hashes()
    request.save()
    return [*before]


def _as_json(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
