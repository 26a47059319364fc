"""`make faults`: web workers are killed while 20 people send requests, and nothing that was confirmed is missing.

Each round kills workers with SIGKILL at random moments. Afterwards every confirmation that somebody saw must have
its request, once, with its first state and its messages, each once; and no request must stand twice.
"""

import os
import random
import threading
import time
from dataclasses import dataclass
from itertools import count

import psutil
from django.db import connection

from appointments import privacy
from appointments.models import AppointmentRequest
from bench.web import Sender, Web, database_url
from clinic.models import Clinic

ROUNDS = 100
SENDERS = 20
KILLS = 4  # in a round
PATIENCE = 30  # seconds for which somebody presses Send again
STAFF = "desk@example.org"


@dataclass
class Tally:
    """What happened, over all rounds."""

    rounds: int = 0
    shown: int = 0
    kills: int = 0
    broken: int = 0

    def __str__(self):
        return (
            f"{self.rounds} rounds: {self.shown} requests confirmed and found, each once with its messages;"
            f" {self.kills} workers killed, {self.broken} times somebody got no answer and pressed again"
        )


def run(rounds):
    """The rounds against one web server; AssertionError, with what is wrong, where something is."""
    tally, numbers = Tally(), count(1)
    Clinic.objects.update(staff_email=STAFF)
    web = Web(database_url(connection.settings_dict))
    try:
        for _round in range(rounds):
            one_round(web, [Sender(next(numbers)) for _sender in range(SENDERS)], tally)
    finally:
        web.stop()
    return tally


def one_round(web, senders, tally):
    give_up = time.monotonic() + PATIENCE
    threads = [threading.Thread(target=late, args=(sender, web, give_up)) for sender in senders]
    for thread in threads:
        thread.start()
    for _kill in range(KILLS):
        time.sleep(random.uniform(0, 0.25))  # noqa: S311 - chance, not a secret
        tally.kills += kill_one(web)
    for thread in threads:
        thread.join()
    for sender in senders:
        check(sender)
    tally.rounds += 1
    tally.shown += len(senders)
    tally.broken += sum(sender.broken for sender in senders)


def late(sender, web, give_up):
    """People do not press at the same instant."""
    time.sleep(random.uniform(0, 0.8))  # noqa: S311
    sender.send(web, give_up)


def kill_one(web):
    """Kill a worker in the midst of its work; how many died."""
    workers = web.workers()
    try:
        random.choice(workers).kill()  # noqa: S311
    except (IndexError, psutil.NoSuchProcess):
        return 0
    return 1


def check(sender):
    """What this person was shown stands in the database, once."""
    assert len(sender.shown) == 1, f"{sender.shown or 'no confirmation'} shown for one request"
    stored = AppointmentRequest.objects.filter(name_hashes__overlap=name_hashes(sender))
    references = [request.reference for request in stored]
    assert references == list(sender.shown), f"shown {sender.shown}, stored {references}"
    [request] = stored
    names = sorted(request.messages.values_list("name", flat=True))
    assert names == ["confirmation", "staff_notice"], f"{request}: messages {names}"
    changes = list(request.changes.values_list("to_status", flat=True))
    assert changes == ["new"], f"{request}: states {changes}"
    assert not request.amendments.exists(), f"{request}: amended"


def name_hashes(sender):
    return privacy.keyed_hashes("name", sender.submission_id.hex)


def main(rounds=ROUNDS):
    started = time.monotonic()
    print(f"{rounds} rounds of {SENDERS} senders and {KILLS} kills", flush=True)
    print(run(rounds))
    taken = time.monotonic() - started
    print(f"{taken:.0f} s on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
