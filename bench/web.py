"""The site's web server alone, as in production, on a database of one's choice; and people who send requests to it."""

import http.client
import os
import socket
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
from django.conf import settings
from django.utils import timezone

from appointments.spam import HONEYPOT, Ticket
from tests.appointments.typed import EVERYTHING

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
REQUEST_FORM = "/appointments/request/"
# Everybody sends from this machine: the limits for one address are not what is measured here.
WITHOUT_LIMITS = {"SENDS_PER_ADDRESS": "0", "REQUESTS_IN_A_BURST": "0"}


def database_url(database):
    """A database of Django's settings as a DATABASE_URL, for another process."""
    server = {"host": database["HOST"], "port": database["PORT"]} | database.get("OPTIONS", {})
    query = urlencode({name: value for name, value in server.items() if value})
    login = f"{quote(database['USER'], safe='')}:{quote(database['PASSWORD'], safe='')}"
    return f"postgres://{login}@/{database['NAME']}?{query}"


class Web:
    """gunicorn with its workers on a free port, with the settings of this process."""

    def __init__(self, url):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = os.environ | {
            "DEBUG": "off",
            "DATABASE_URL": url,
            "SECRET_KEY": settings.SECRET_KEY,
            "PARTICULARS_KEYS": ",".join(settings.PARTICULARS_KEYS),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "STATIC_ROOT": str(settings.STATIC_ROOT),
            "BIND": f"127.0.0.1:{self.port}",
            **WITHOUT_LIMITS,
        }
        environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        # It would report every worker that was killed on purpose.
        quiet = ["--log-level", "critical"]
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", *quiet]
        self.process = psutil.Popen(command, cwd=ROOT, env=environment)
        self._wait_until_ready()

    def _wait_until_ready(self):
        give_up = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if time.monotonic() > give_up or self.process.poll() is not None:
                self.stop()
                raise RuntimeError("The web server did not start.")
            time.sleep(0.05)

    def _is_ready(self):
        try:
            return self.ask("GET", "/health/ready")[0] == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False

    def workers(self):
        return self.process.children()

    def ask(self, method, path, form=None):
        """Status, the address that the answer leads to and its page; OSError or HTTPException when it broke off."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = urlencode(form, doseq=True) if form else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except psutil.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Sender:
    """Somebody at the last page of the form, who presses Send until a confirmation is shown."""

    number: int
    submission_id: uuid.UUID = field(default_factory=uuid.uuid4)
    shown: set[str] = field(default_factory=set)
    broken: int = 0
    seconds: list[float] = field(default_factory=list)

    def form(self):
        ticket = Ticket(self.submission_id, timezone.now() - timedelta(minutes=2))
        own = {
            "name": f"Patient {self.submission_id.hex}",
            "phone": f"(216) 2{self.number % 90 + 10}-{self.number // 90 % 10000:04}",
            "email": f"{self.submission_id.hex}@patients.example.org",
            "step": "check",
            "go": "send",
            "token": ticket.token(),
            HONEYPOT: "",
        }
        return EVERYTHING | own

    def press(self, web):
        """Press Send once; whether a confirmation was shown."""
        started = time.perf_counter()
        try:
            status, address, _page = web.ask("POST", REQUEST_FORM, self.form())
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        self.seconds.append(time.perf_counter() - started)
        if status != http.HTTPStatus.FOUND or "/sent/" not in address:
            raise RuntimeError(f"The form answered {status} and did not take the request.")
        self.shown.add(address.rstrip("/").rpartition("/")[2].replace("-", ""))
        return True

    def send(self, web, give_up):
        """Press until it is shown, or nobody would wait any longer (a moment of time.monotonic)."""
        while not self.press(web) and time.monotonic() < give_up:
            time.sleep(0.1)
