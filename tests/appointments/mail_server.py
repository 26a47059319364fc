"""A real SMTP server that keeps what it takes and fails as it is told to."""

import email
import socket
from email import policy


class Post:
    """A mail server's work: it keeps what it takes and refuses what it is told to."""

    def __init__(self):
        self.taken = []
        self.refusals = {}

    async def handle_RCPT(  # noqa: N802
        self, server, session, envelope, address, options
    ):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server, session, envelope
    ):
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return "250 taken"

    def messages(self):
        return [email.message_from_bytes(raw, policy=policy.default) for _to, raw in self.taken]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
