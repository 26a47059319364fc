"""What stops simple bots and foreign pages without a cookie or a captcha; a person is never locked out.

Every page of the request carries a signed token: the submission's id, when the form was opened, and
whether its emergency stop is counted already. A refusal is a sentence; the answers stay in the form.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

SALT = "appointments.request"
LONGEST = timedelta(hours=24)
# Nobody answers six pages in less; a script does.
SHORTEST = timedelta(seconds=1)
HONEYPOT = "website"

NO_TICKET = _("We could not tell where this form came from. Please check your answers and go on.")


class Refusal(Exception):
    """Why a post is not taken; its text is for the person who sent it."""


@dataclass(frozen=True)
class Ticket:
    """What the signed token says."""

    submission_id: uuid.UUID
    opened_at: datetime
    stop_counted: bool = False

    @classmethod
    def new(cls, at: datetime) -> "Ticket":
        return cls(uuid.uuid4(), at)

    @classmethod
    def read(cls, token: str) -> "Ticket":
        """The ticket in a token; raises signing.BadSignature for one that is missing or not ours."""
        submission_id, opened_at, counted = signing.loads(token, salt=SALT)
        return cls(uuid.UUID(submission_id), datetime.fromisoformat(opened_at), counted)

    def token(self) -> str:
        return signing.dumps(
            [self.submission_id.hex, self.opened_at.isoformat(), self.stop_counted], salt=SALT
        )

    def counted(self) -> "Ticket":
        """The same ticket after its emergency stop was counted."""
        return replace(self, stop_counted=True)

    def renewed(self, at: datetime) -> "Ticket":
        """The same submission, opened again now."""
        return replace(self, opened_at=at)


def refuse_foreign_page(request: HttpRequest) -> None:
    """Raise Refusal when the browser says that another site's page sent this post."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site:
        ours = site in ("same-origin", "none")
    else:
        ours = not origin or urlsplit(origin).netloc == request.get_host()
    if not ours:
        raise Refusal(
            _("This came from another website. If these are your answers, press the button again.")
        )


def refuse_stale(ticket: Ticket, at: datetime) -> None:
    """Raise Refusal when the form was opened too long ago."""
    if at - ticket.opened_at > LONGEST:
        raise Refusal(
            _("This form was open for more than a day. Please check your answers and go on.")
        )


def refuse_bot(request: HttpRequest, ticket: Ticket, at: datetime) -> None:
    """Raise Refusal when a form is sent as only a script would."""
    if request.POST.get(HONEYPOT):
        raise Refusal(
            _(
                "A box that should stay empty was filled in, perhaps by your browser. "
                "We have emptied it. Please send the request again."
            )
        )
    if at - ticket.opened_at < SHORTEST:
        raise Refusal(_("That was very fast. Please check your answers and send them again."))
