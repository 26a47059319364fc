"""How a written message leaves the house: one small interface, with email behind it today.

A channel knows nothing of requests and visits; `wording` knows nothing of mail servers. Text messages by phone
would be a second class here (docs/decisions/messages.md).
"""

import smtplib
from dataclasses import dataclass
from typing import Protocol

from django.core.mail import EmailMultiAlternatives

from appointments.invitations import Invitation
from appointments.smtp import Unconfirmed


@dataclass(frozen=True)
class Notice:
    """A message in its final words. `message_id` is the same on every attempt."""

    message_id: str
    sender: str
    to: str
    language: str
    subject: str
    body: str
    invitation: Invitation | None = None


class Channel(Protocol):
    """A way to reach somebody."""

    def send(self, notice: Notice) -> None:
        """Hand the notice over; returns only when the other side has taken it, raises otherwise."""

    def is_permanent(self, error: Exception) -> bool:
        """Whether trying again is of no use: the other side refuses for good."""

    def may_have_arrived(self, error: Exception) -> bool:
        """Whether the other side may have taken the notice in spite of the error."""


class Email:
    """The mail server that EMAIL_URL names."""

    def send(self, notice: Notice) -> None:
        mail = EmailMultiAlternatives(
            notice.subject,
            notice.body,
            notice.sender,
            [notice.to],
            headers={
                "Message-ID": notice.message_id,
                "Auto-Submitted": "auto-generated",
                "Content-Language": notice.language,
            },
        )
        if notice.invitation:
            # Google and Outlook read the alternative, Apple's Mail the file.
            mail.attach_alternative(notice.invitation.text, notice.invitation.content_type)
            mail.attach("invite.ics", notice.invitation.text.encode(), "application/ics")
        mail.send()

    def is_permanent(self, error: Exception) -> bool:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return all(code >= 500 for code, _words in error.recipients.values())
        if isinstance(error, smtplib.SMTPDataError):
            return error.smtp_code >= 500
        # A certificate that ran out is a ValueError, too, but the server's trouble and not the message's.
        return isinstance(error, ValueError) and not isinstance(error, OSError)

    def may_have_arrived(self, error: Exception) -> bool:
        return isinstance(error, Unconfirmed)
