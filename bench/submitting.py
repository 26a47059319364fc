"""How long it takes to store a request while 20 people send theirs at once, through gunicorn."""

import os
import statistics
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from appointments.models import AppointmentRequest
from bench.web import Sender, Web, database_url

SENDERS = 20
EACH = 25


def main(each=EACH):
    web = Web(database_url(connection.settings_dict))
    load = os.getloadavg()[0]
    try:
        with ThreadPoolExecutor(SENDERS) as people:
            senders = people.map(lambda first: send_all(web, first, each), range(SENDERS))
            seconds = sorted(taken for sender in senders for taken in sender)
    finally:
        web.stop()
    assert AppointmentRequest.objects.count() == len(seconds) == SENDERS * each
    p50, p95 = statistics.median(seconds), seconds[int(len(seconds) * 0.95) - 1]
    name = f"a request stored, {SENDERS} people sending at once"
    print(f"{name:<44} {p50 * 1000:8.1f} ms {p95 * 1000:8.1f} ms")
    print(f"  {len(seconds)} requests; {os.cpu_count()} cores, load {load:.1f} before")


def send_all(web, first, each):
    """The seconds of one person's presses, each with a new request, one after another."""
    senders = [Sender(first * each + number + 1) for number in range(each)]
    for sender in senders:
        if not sender.press(web):
            raise RuntimeError("The web server broke off.")
    return [seconds for sender in senders for seconds in sender.seconds]
