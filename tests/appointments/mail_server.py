"""A real SMTP server that keeps what it takes and fails as it is told to."""

import asyncio
import email
from email import policy

# Seconds. A busy machine must not make another step late for the site, so only a slow server meets the short patience.
SLOW, SHORT_PATIENCE = 2, 1


class Post:
    """A mail server's work: it keeps what it takes, refuses what it is told to, and breaks down where it is told.

    `fault` is None or the name of a method below that spoils a step; `faults_left` says how often.
    """

    def __init__(self):
        self.taken = []
        self.refusals = {}
        self.fault, self.faults_left = None, 0

    def break_down(self, fault, *, times=1):
        self.fault, self.faults_left = fault, times

    def fails_now(self, fault):
        if self.fault != fault or not self.faults_left:
            return False
        self.faults_left -= 1
        return True

    async def handle_RCPT(  # noqa: N802
        self, server, session, envelope, address, options
    ):
        if address in self.refusals:
            return self.refusals[address]
        if self.fails_now("cut before the data"):
            server.transport.abort()
        if self.fails_now("slow before the data"):
            await asyncio.sleep(SLOW)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server, session, envelope
    ):
        if self.fails_now("no room"):
            return "452 4.3.1 no room just now"
        if self.fails_now("cut after the data, nothing kept"):
            server.transport.abort()
            return "451 gone"
        self.taken.append((envelope.rcpt_tos, envelope.content))
        if self.fails_now("cut after the data"):
            server.transport.abort()
        if self.fails_now("slow after the data"):
            await asyncio.sleep(SLOW)
        return "250 taken"

    def messages(self):
        return [email.message_from_bytes(raw, policy=policy.default) for _to, raw in self.taken]
