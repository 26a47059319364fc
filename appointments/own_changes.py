"""What patients do with their own request on its status page: answer an offer, change times, add a note, cancel.

Each is one transaction that leaves a record and tells the appointment desk.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from appointments import scheduling
from appointments.models import (
    Amendment,
    AppointmentRequest,
    InvalidTransition,
    Message,
    Offer,
    Status,
)
from appointments.notifications import owe

# A note for staff, who speak English.
ASKS_FOR_ANOTHER_TIME = "Asks for another time for the booked visit. The preferred days say which."


def is_done(name: str, request: AppointmentRequest, answers: Mapping[str, Any]) -> bool:
    """Whether the button was pressed twice, and the first press did it."""
    if name == "accept":
        is_taken = answers["offer"].state == Offer.State.ACCEPTED
        return is_taken and request.status == Status.BOOKED
    return name == "cancel" and request.status == Status.CANCELLED


def accept(request: AppointmentRequest, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Take an offered time."""
    scheduling.accept(answers["offer"], at=at)


def refuse(request: AppointmentRequest, answers: Mapping[str, Any], *, at: datetime) -> None:
    """No offered time suits; the request goes back to staff with the patient's words."""
    scheduling.refuse(request, at=at, words=answers["refuse_words"])


def cancel(request: AppointmentRequest, answers: Mapping[str, Any], *, at: datetime) -> None:
    """The patient wants no visit any more."""
    try:
        scheduling.cancel(request, by=None, at=at, reason=answers["cancel_words"])
    except InvalidTransition as refused:  # in staff's words
        raise InvalidTransition(
            _("This can’t be changed here any more. Please call us.")
        ) from refused


@transaction.atomic
def add_note(request: AppointmentRequest, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Keep a note of the patient's and tell the desk."""
    _wait_while_open(request)
    if _note_once(request, answers["note_words"], at):
        owe(request, Message.Name.AMENDMENT_NOTICE, at)


@transaction.atomic
def change_times(request: AppointmentRequest, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Take over other preferred times and keep the earlier ones for staff.

    A booked visit stays booked: staff read beside it that the patient asks for another time.
    """
    _wait_while_open(request)
    changed = _amend(request, answers, at)
    asks = request.status == Status.BOOKED and _note_once(request, ASKS_FOR_ANOTHER_TIME, at)
    if changed or asks:
        owe(request, Message.Name.AMENDMENT_NOTICE, at)


def _note_once(request: AppointmentRequest, words: str, at: datetime) -> bool:
    """Add a note by the patient; the same words again are the same note, sent twice."""
    last = request.notes.filter(by=None).last()
    if last is not None and last.text == words:
        return False
    request.notes.create(by=None, at=at, text=words)
    return True


def _amend(request: AppointmentRequest, answers: Mapping[str, Any], at: datetime) -> list[str]:
    """The answers that are new; what they were before is kept."""
    before = {name: getattr(request, name) for name in answers}
    changed = [name for name, value in answers.items() if before[name] != value]
    if changed:
        earlier = {name: before[name] for name in changed}
        Amendment.objects.create(request=request, at=at, fields=changed, before=earlier)
        for name in changed:
            setattr(request, name, answers[name])
        request.save(update_fields=changed)
    return changed


def _wait_while_open(request: AppointmentRequest) -> None:
    """Wait for whoever else works on this request; they may have closed it."""
    request.wait_for_others()
    if not request.is_open():
        raise InvalidTransition(_("This can’t be changed here any more. Please call us."))
