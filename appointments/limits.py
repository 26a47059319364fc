"""How much may come from one address and from one person; above it a page says whom to call.

All processes count in the database. A refusal keeps what was typed, and it can be sent later. What only looks
like a machine's work is not refused but held apart for somebody's look.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from appointments import privacy
from appointments.address import neighborhood_of
from appointments.models import AppointmentRequest, RecentCount, Suspicion
from appointments.spam import Refusal
from clinic.models import Clinic

HOUR = timedelta(hours=1)
BURST_WINDOW = timedelta(minutes=10)
MOST_PER_CONTACT = 6  # sends in an hour that name one phone number or email address
MOST_OPEN = 3  # open requests of one person; an urgent one is always taken
MANY_PER_ADDRESS = 5  # new requests in an hour, from which on they look like a machine's work


class TooMany(Refusal):
    """More than a person would send; the text names the phone number."""


def refuse_many_tries(request: HttpRequest, clinic: Clinic, at: datetime) -> None:
    """Raise TooMany when one address opens the status page again and again."""
    if _is_over("tries", neighborhood_of(request), settings.TRIES_PER_ADDRESS, at):
        raise TooMany(_sentence(clinic))


@sensitive_variables()
def refuse_many_sends(
    request: HttpRequest,
    answers: Mapping[str, Any],
    submission_id: uuid.UUID,
    *,
    is_urgent: bool,
    clinic: Clinic,
    at: datetime,
) -> None:
    """Raise TooMany for too many sends from an address, for a contact, or open requests of a person."""
    contacts = [privacy.phone_digits(answers["phone"]), privacy.email_address(answers["email"])]
    over = _is_over("sends", neighborhood_of(request), settings.SENDS_PER_ADDRESS, at)
    for contact in contacts:
        over |= _is_over("sends that name", contact, MOST_PER_CONTACT, at)
    if over or (not is_urgent and _has_enough(answers, submission_id)):
        raise TooMany(_sentence(clinic))


def suspicion(request: HttpRequest, submission_id: uuid.UUID, at: datetime) -> str:
    """Why a new request should be held apart from the queue; empty when nothing speaks for it."""
    if AppointmentRequest.objects.filter(submission_id=submission_id).exists():
        return Suspicion.NONE
    count_one = RecentCount.objects.count_one
    burst = count_one("new requests", "everybody", at=at, window=BURST_WINDOW)
    here = neighborhood_of(request)
    from_here = count_one("new requests", here, at=at, window=HOUR) if here else 0
    if settings.REQUESTS_IN_A_BURST and burst > settings.REQUESTS_IN_A_BURST:
        return Suspicion.BURST
    is_many = settings.SENDS_PER_ADDRESS and from_here > MANY_PER_ADDRESS
    return Suspicion.ADDRESS if is_many else Suspicion.NONE


def _is_over(what: str, whose: str, most: int, at: datetime) -> bool:
    """Count one more; 0 for `most` is no limit, and nothing counts for nobody."""
    if not whose or not most:
        return False
    return RecentCount.objects.count_one(what, whose, at=at, window=HOUR) > most


def _has_enough(answers: Mapping[str, Any], submission_id: uuid.UUID) -> bool:
    """Whether the person has as many open requests as one person needs, without this one."""
    wanted = AppointmentRequest(**answers)
    wanted.set_hashes()
    others = AppointmentRequest.objects.open().exclude(submission_id=submission_id)
    name = privacy.name_words(wanted.name)
    same = [other for other in others.like(wanted) if privacy.name_words(other.name) == name]
    return len(same) >= MOST_OPEN


def _sentence(clinic: Clinic) -> str:
    """The same words for every limit: they tell nobody who has asked for a visit."""
    if not clinic.phone:
        return _("We can’t take this right now. Please call us, or try again in an hour.")
    words = _(
        "We can’t take this right now. Please call us at %(phone)s, or try again in an hour. "
        "What you typed is still on this page."
    )
    return words % {"phone": clinic.phone.as_national}
