import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from clinic.models import Clinic, SafetyQuestionSet
from tests.factories import unlocked_questions
from tests.locks import PATIENCE
from tests.ports import free_port

from .mail_server import Post
from .visits import NOW


@pytest.fixture
def questions_of_old(db):
    """The safety questions have been in force for years, so tests may choose their own day."""
    with unlocked_questions():
        SafetyQuestionSet.objects.update(in_force_from="2020-01-01T00:00:00Z")


@pytest.fixture
def clock_stands(questions_of_old, monkeypatch):
    """It is the Friday before the Monday of the visits, for all that asks the clock itself."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def post(settings):
    """A real SMTP server; `post.start()` and `post.stop()` open and close its door."""
    settings.EMAIL_BACKEND = "appointments.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Lakeside Spine Center <desk@lakesidespine.example>"
    settings.NEUTRAL_FROM_EMAIL = "no-reply@visit-messages.example"
    Clinic.objects.update(name="Lakeside Spine Center", staff_email="desk@lakesidespine.example")
    post = Post()
    running = []

    def start():
        running.append(
            Controller(post, hostname="127.0.0.1", port=settings.EMAIL_PORT, ready_timeout=PATIENCE)
        )
        running[-1].start()

    def stop():
        running.pop().stop()

    post.start, post.stop = start, stop
    start()
    yield post
    while running:
        stop()
