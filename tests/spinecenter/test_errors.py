"""What visitors see when the database is away: a real site process, and no database to be had."""

import json
from datetime import timedelta

import pytest
from django.conf import settings

from appointments import spam
from appointments.models import AppointmentRequest
from tests.appointments.typed import Patient, hidden
from tests.spinecenter.test_settings import run

NOBODY_THERE = "postgres://nobody@127.0.0.1:1/nothing"
ASK = """
import json, sys, django
from django.conf import settings
settings.STATIC_ROOT = settings.LOCAL_DIR / "test-static"
django.setup()
from django.test import Client
client, posted = Client(raise_request_exception=False), json.loads(sys.argv[2])
answer = client.post(sys.argv[1], posted) if posted else client.get(sys.argv[1])
print(answer.status_code, answer.headers.get("Retry-After"), answer.headers.get("Cache-Control"))
print(answer.content.decode())
"""


def ask(path, posted=None, **changes):
    answer = run(
        "-W",
        "ignore",
        "-c",
        ASK,
        path,
        json.dumps(posted or {}),
        DATABASE_URL=NOBODY_THERE,
        SITE_URL="http://testserver",
        STATIC_ROOT=str(settings.STATIC_ROOT),  # the tests' own: a fresh checkout has no other
        DJANGO_SETTINGS_MODULE="spinecenter.settings",
        **changes,
    )
    head, _, body = answer.stdout.partition("\n")
    return head, body


@pytest.mark.parametrize("path", ["/", "/health-library/", "/no-such-page/", "/admin/login/"])
def test_page_without_the_database_is_a_503_that_names_the_phone(path):
    head, body = ask(path, PHONE_FALLBACK="(555) 010-0100")
    assert head == "503 30 no-store"
    assert "(555) 010-0100" in body
    assert "911" in body


def test_503_page_needs_no_phone():
    head, body = ask("/")
    assert head == "503 30 no-store"
    assert "call us" not in body


@pytest.mark.django_db
def test_a_form_sent_while_the_database_is_away_is_kept_and_can_be_sent_again(client, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    patient = Patient(client)
    patient.fill()
    sent = hidden(patient.page) | {"go": ["send"]}
    head, body = ask(patient.url, sent, PHONE_FALLBACK="(555) 010-0100")
    assert head == "503 30 private, no-cache"
    assert "(555) 010-0100" in body
    assert hidden(body) == sent
    assert f'<form method="post" action="{patient.url}">' in body

    patient.page = body
    patient.press("send")
    assert patient.response.status_code == 302
    made = AppointmentRequest.objects.get()
    assert (made.name, made.story) == ("Josefína O'Brien-Vega", sent["story"][0])


def test_the_page_that_keeps_the_answers_speaks_spanish_where_the_form_did():
    _head, body = ask("/es/appointments/request/", {"name": "Ana <b>", "go": "send"})
    assert "Intentar de nuevo" in body
    assert 'name="name" value="Ana &lt;b&gt;"' in body


@pytest.mark.parametrize("path", ["/admin/login/", "/no-such-page/"])
def test_nothing_else_that_was_posted_comes_back(path):
    head, body = ask(path, {"password": "secret-words"})
    assert head.startswith("503 ")
    assert "secret-words" not in body


def test_health_tells_living_from_ready():
    assert ask("/health/live")[0].startswith("200 ")
    head, body = ask("/health/ready")
    assert head.startswith("503 ")
    assert body == "The database does not answer.\n\n"


@pytest.mark.django_db
def test_too_much_for_one_form_gets_a_sentence_and_the_phone(client, settings):
    settings.PHONE_FALLBACK = "(518) 555-0142"
    response = client.post("/appointments/request/", {f"field{n}": "x" for n in range(2500)})
    assert response.status_code == 400
    assert "Go back, make it shorter" in response.content.decode()
    assert "(518) 555-0142" in response.content.decode()
