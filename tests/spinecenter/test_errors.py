"""What visitors see when the database is away: a real site process, and no database to be had."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings

from appointments import spam
from appointments.models import AppointmentRequest
from tests.appointments.typed import Patient, hidden
from tests.spinecenter.test_settings import environment

NOBODY_THERE = "postgres://nobody@127.0.0.1:1/nothing"
ANSWER = """
import json, sys, django
from django.conf import settings
settings.STATIC_ROOT = settings.LOCAL_DIR / "test-static"
django.setup()
from django.test import Client
for line in sys.stdin:
    client, (path, posted) = Client(raise_request_exception=False), json.loads(line)
    answer = client.post(path, posted) if posted else client.get(path)
    told = (answer.status_code, answer.headers.get("Retry-After"), answer.headers.get("Cache-Control"))
    print(json.dumps([" ".join(map(str, told)), answer.content.decode()]), flush=True)
"""


class CutOffSite:
    """A site in a process of its own, with no database to be had."""

    def __init__(self, **changes):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", ANSWER],
            cwd=settings.BASE_DIR,
            env=environment(
                DATABASE_URL=NOBODY_THERE,
                SITE_URL="http://testserver",
                STATIC_ROOT=str(
                    settings.STATIC_ROOT
                ),  # the tests' own: a fresh checkout has no other
                DJANGO_SETTINGS_MODULE="spinecenter.settings",
                **changes,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, path, posted=None):
        """Status, Retry-After and Cache-Control as one line; and the page."""
        print(json.dumps([path, posted or {}]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.communicate()


@pytest.fixture(scope="module")
def cut_off():
    """The site of a center that named its phone for such a day."""
    site = CutOffSite(PHONE_FALLBACK="(555) 010-0100")
    yield site
    site.end()


@pytest.fixture
def cut_off_without_phone():
    site = CutOffSite()
    yield site
    site.end()


@pytest.mark.parametrize("path", ["/", "/health-library/", "/no-such-page/", "/admin/login/"])
def test_page_without_the_database_is_a_503_that_names_the_phone(cut_off, path):
    head, body = cut_off.ask(path)
    assert head == "503 30 no-store"
    assert "(555) 010-0100" in body
    assert "911" in body


def test_503_page_needs_no_phone(cut_off_without_phone):
    head, body = cut_off_without_phone.ask("/")
    assert head == "503 30 no-store"
    assert "call us" not in body


@pytest.mark.django_db
def test_a_form_sent_while_the_database_is_away_is_kept_and_can_be_sent_again(
    cut_off, client, monkeypatch
):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    patient = Patient(client)
    patient.fill()
    sent = hidden(patient.page) | {"go": ["send"]}
    head, body = cut_off.ask(patient.url, sent)
    assert head == "503 30 private, no-cache"
    assert "(555) 010-0100" in body
    assert hidden(body) == sent
    assert f'<form method="post" action="{patient.url}">' in body

    patient.page = body
    patient.press("send")
    assert patient.response.status_code == 302
    made = AppointmentRequest.objects.get()
    assert (made.name, made.story) == ("Josefína O'Brien-Vega", sent["story"][0])


def test_the_page_that_keeps_the_answers_speaks_spanish_where_the_form_did(cut_off):
    _head, body = cut_off.ask("/es/appointments/request/", {"name": "Ana <b>", "go": "send"})
    assert "Intentar de nuevo" in body
    assert 'name="name" value="Ana &lt;b&gt;"' in body


@pytest.mark.parametrize("path", ["/admin/login/", "/no-such-page/"])
def test_nothing_else_that_was_posted_comes_back(cut_off, path):
    head, body = cut_off.ask(path, {"password": "secret-words"})
    assert head.startswith("503 ")
    assert "secret-words" not in body


def test_health_tells_living_from_ready(cut_off):
    assert cut_off.ask("/health/live")[0].startswith("200 ")
    head, body = cut_off.ask("/health/ready")
    assert head.startswith("503 ")
    assert body == "The database does not answer.\n"


@pytest.mark.django_db
def test_too_much_for_one_form_gets_a_sentence_and_the_phone(client, settings):
    settings.PHONE_FALLBACK = "(518) 555-0142"
    response = client.post("/appointments/request/", {f"field{n}": "x" for n in range(2500)})
    assert response.status_code == 400
    assert "Go back, make it shorter" in response.content.decode()
    assert "(518) 555-0142" in response.content.decode()
