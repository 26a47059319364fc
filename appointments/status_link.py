"""The link in a message that leads to the status page of one request; the date of birth opens it.

The address holds the reference and our signature: no particulars, and nothing that could be guessed on from
one link to the next.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils import translation

from appointments.models import AppointmentRequest

LIVES_ON = timedelta(days=90)  # after the case is closed


def _signer() -> Signer:
    return Signer(salt="appointments.status-link", sep=".")


def path(request: AppointmentRequest) -> str:
    """The way to the status page, in the language that the patient asked in."""
    with translation.override(request.language):
        return reverse("appointments:status_by_link", args=[_signer().sign(request.reference)])


def url(request: AppointmentRequest, site: str = "") -> str:
    """The link to write into a message; `site` is the address to name instead of the clinic's own."""
    return f"{site or settings.SITE_URL}{path(request)}"


def reference_in(token: str) -> str:
    """The reference that a link names; raises signing.BadSignature for one that we did not make."""
    return _signer().unsign(token)


def is_dead(request: AppointmentRequest, at: datetime) -> bool:
    """Whether the case has been closed for so long that its page is gone."""
    return request.closed_at is not None and at - request.closed_at > LIVES_ON
