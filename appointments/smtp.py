"""The mail server's door, with one thing told apart that Django's does not: did it hear the whole message?

A connection that breaks before the end of the data has delivered nothing. One that breaks after it may have:
the message is sent again, and that there may be a second copy is known.
"""

import smtplib

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

END_OF_DATA = b"\r\n.\r\n"


class Unconfirmed(OSError):
    """The server was given the whole message and has not said whether it took it."""


class Attentive(smtplib.SMTP):
    """A connection that knows whether the last thing it sent was the end of a message."""

    was_told_all = False

    def send(self, s: str | bytes) -> None:
        super().send(s)  # type: ignore[arg-type]
        self.was_told_all = isinstance(s, bytes) and s.endswith(END_OF_DATA)


class AttentiveOverTls(Attentive, smtplib.SMTP_SSL):
    """The same where the server speaks TLS from the first byte."""


class Backend(EmailBackend):
    """Django's own, which says Unconfirmed where the end is open. EMAIL_URL chooses it."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return AttentiveOverTls if self.use_ssl else Attentive

    def _send(self, email_message: EmailMessage) -> bool:
        try:
            return super()._send(email_message)
        except smtplib.SMTPServerDisconnected as error:
            if self.connection is not None and self.connection.was_told_all:
                raise Unconfirmed(f"{type(error).__name__}: {error}") from error
            raise
