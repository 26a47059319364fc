"""The outbox and its worker, against a real mail server."""

import logging
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection

from appointments import intake
from appointments.channels import Email
from appointments.models import AppointmentRequest, Message
from appointments.models.message import LEASE, LONGEST_WAIT
from appointments.notifications import deliver_pending
from clinic.models import Clinic
from tests.appointments.mail_server import SHORT_PATIENCE
from tests.locks import PATIENCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_of_old")]

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
ANSWERS = {
    "name": "Ana Maria Reyes",
    "born": date(1990, 5, 17),
    "phone": "+1 216-555-0142",
    "email": "ana@patients.example.org",
    "topic": "Spinal stenosis",
    "story": "It hurts when I sit.",
}
PARTICULARS = ("Ana", "Reyes", "1990", "May 17", "555-0142", "stenosis", "hurts")


def submit(**changes):
    return intake.submit(ANSWERS | changes, at=NOW)


def states(request):
    return dict(request.messages.values_list("name", "state"))


def test_the_patient_gets_a_confirmation_and_staff_a_notice(post):
    request = submit()
    assert deliver_pending(NOW) == 2
    assert sorted(to for to, _raw in post.taken) == [
        ["ana@patients.example.org"],
        ["desk@lakesidespine.example"],
    ]
    assert set(states(request).values()) == {Message.State.SENT}
    assert request.messages.first().sent_at == NOW
    assert deliver_pending(NOW) == 0


def test_messages_tell_the_reference_and_nothing_about_the_patient(post):
    request = submit(red_flags=["fever"], main_reason="weakness")
    deliver_pending(NOW)
    for to, raw in post.taken:
        text = raw.decode().replace(to[0], "")
        assert request.display_reference in text
        for particular in (*PARTICULARS, "fever", "weakness", "virtual"):
            assert particular.casefold() not in text.casefold(), particular


def test_a_discreet_message_does_not_name_the_clinic_anywhere(post):
    Clinic.objects.update(phone="+12165550100")
    request = submit(discreet=True)
    deliver_pending(NOW)
    raw = next(raw for to, raw in post.taken if to == ["ana@patients.example.org"]).decode()
    for telling in ("lakeside", "spine", "clinic", "doctor", "555-0100", project.SITE_HOST):
        assert telling not in raw.casefold(), telling
    assert "From: no-reply@visit-messages.example" in raw
    assert request.display_reference in raw


def test_messages_keep_their_message_id_and_ask_for_no_answer(post):
    request = submit()
    deliver_pending(NOW)
    ids = {message["Message-ID"] for message in post.messages()}
    domain = "lakesidespine.example"
    assert ids == {f"<{m.message_id}@{domain}>" for m in request.messages.all()}
    assert all(message["Auto-Submitted"] == "auto-generated" for message in post.messages())


def test_messages_wait_for_a_server_that_is_down_and_go_out_when_it_is_back(post):
    post.stop()
    request = submit()
    deliver_pending(NOW)
    waiting = request.messages.get(name=Message.Name.CONFIRMATION)
    assert (waiting.state, waiting.attempts) == (Message.State.WAITING, 1)
    assert "ConnectionRefusedError" in waiting.last_error
    assert deliver_pending(NOW + timedelta(seconds=29)) == 0
    post.start()
    assert deliver_pending(NOW + timedelta(seconds=31)) == 2
    assert set(states(request).values()) == {Message.State.SENT}
    assert len(post.taken) == 2
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.last_error) == (2, "")


def test_waits_grow_up_to_an_hour_and_never_end(post):
    post.stop()
    message = submit(email="").messages.get()
    at, waits = NOW, []
    for _attempt in range(12):
        deliver_pending(at)
        message.refresh_from_db()
        waits.append(message.next_try_at - at)
        at = message.next_try_at
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == LONGEST_WAIT
    assert message.state == Message.State.WAITING


def test_a_refusal_for_good_is_kept_for_staff_and_not_tried_again(post, caplog):
    post.refusals["ana@patients.example.org"] = "550 5.1.1 <ana@patients.example.org> unknown"
    request = submit()
    deliver_pending(NOW)
    refused = request.messages.get(name=Message.Name.CONFIRMATION)
    assert refused.state == Message.State.FAILED
    assert "550" in str(refused.last_error)
    assert "unknown" in refused.last_error
    assert deliver_pending(NOW + timedelta(days=9)) == 0
    assert states(request)[Message.Name.STAFF_NOTICE] == Message.State.SENT
    assert "ana@" not in caplog.text
    assert "SMTPRecipientsRefused" in caplog.text


def test_a_refusal_for_now_is_tried_again(post):
    post.refusals["ana@patients.example.org"] = "451 4.7.1 come back later"
    request = submit()
    deliver_pending(NOW)
    assert states(request)[Message.Name.CONFIRMATION] == Message.State.WAITING
    post.refusals.clear()
    deliver_pending(NOW + timedelta(minutes=1))
    assert states(request)[Message.Name.CONFIRMATION] == Message.State.SENT


def test_a_mail_servers_broken_certificate_is_no_refusal_for_good():
    assert not Email().is_permanent(ssl.SSLCertVerificationError("certificate has expired"))


def test_a_message_whose_address_is_gone_is_shown_as_failed(post):
    request = submit()
    AppointmentRequest.objects.filter(pk=request.pk).update(email="")
    deliver_pending(NOW)
    lost = request.messages.get(name=Message.Name.CONFIRMATION)
    assert lost.state == Message.State.FAILED
    assert "no address" in lost.last_error


@contextmanager
def short_of_patience(settings, fault):
    """The site waits for a slow server no longer than it must."""
    patience = settings.EMAIL_TIMEOUT
    settings.EMAIL_TIMEOUT = SHORT_PATIENCE if fault.startswith("slow") else patience
    yield
    settings.EMAIL_TIMEOUT = patience


@pytest.mark.parametrize(
    ("fault", "copies", "doubtful"),
    [
        ("no room", 1, 0),
        ("cut before the data", 1, 0),
        ("slow before the data", 1, 0),
        ("cut after the data", 2, 1),
        ("slow after the data", 2, 1),
        ("cut after the data, nothing kept", 1, 1),
    ],
)
def test_a_second_copy_only_where_the_whole_message_was_sent_and_it_is_counted(
    post, settings, fault, copies, doubtful
):
    Clinic.objects.update(staff_email="")
    request = submit()
    post.break_down(fault)
    with short_of_patience(settings, fault):
        deliver_pending(NOW)
    [message] = request.messages.all()
    assert (message.state, message.attempts) == (Message.State.WAITING, 1)
    deliver_pending(NOW + timedelta(minutes=1))
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert message.unconfirmed == doubtful
    ids = [copy["Message-ID"] for copy in post.messages()]
    assert len(ids) == copies
    assert set(ids) == {f"<{message.message_id}@lakesidespine.example>"}


def test_through_every_fault_nothing_is_lost_and_every_copy_is_counted(post, settings):
    requests = [submit() for _request in range(3)]
    at = NOW
    faults = (
        "cut after the data",
        "slow before the data",
        "down",
        "cut before the data",
        "no room",
    )
    for fault in faults:
        if fault == "down":
            post.stop()
        post.break_down(fault, times=2)
        with short_of_patience(settings, fault):
            deliver_pending(at, limit=4)
        if fault == "down":
            post.start()
        at += timedelta(hours=2)
    post.fault = None
    deliver_pending(at)
    ids = [copy["Message-ID"] for copy in post.messages()]
    owed = [message for request in requests for message in request.messages.all()]
    assert {message.state for message in owed} == {Message.State.SENT}
    assert set(ids) == {f"<{message.message_id}@lakesidespine.example>" for message in owed}
    assert len(ids) - len(set(ids)) == sum(message.unconfirmed for message in owed) == 2


def test_what_a_dead_worker_may_have_sent_is_counted(post):
    [message] = submit(email="").messages.all()
    Message.objects.claim(NOW, limit=1)  # and then it was killed, before or after sending
    deliver_pending(NOW + LEASE)
    message.refresh_from_db()
    assert (message.state, message.unconfirmed) == (Message.State.SENT, 1)


def test_an_address_is_read_when_sending_so_a_mended_one_is_used(post):
    request = submit()
    request.email = "right@patients.example.org"
    request.save()
    deliver_pending(NOW)
    assert ["right@patients.example.org"] in [to for to, _raw in post.taken]


def test_a_worker_that_died_gives_its_message_back_when_the_lease_ends(post):
    submit(email="")
    assert len(Message.objects.claim(NOW, limit=5)) == 1
    assert deliver_pending(NOW) == 0
    assert deliver_pending(NOW + LEASE - timedelta(seconds=1)) == 0
    assert deliver_pending(NOW + LEASE) == 1


def test_a_worker_slower_than_its_lease_sends_nothing_again(post):
    submit(email="")
    [slow] = Message.objects.claim(NOW, limit=1)
    [quick] = Message.objects.claim(NOW + LEASE, limit=1)
    quick.record_sent(NOW + LEASE)
    slow.record_failure(NOW, "timed out", permanent=False)
    assert Message.objects.get().state == Message.State.SENT


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_each_message_once(post):
    for _request in range(6):
        submit()

    def work():
        deliver_pending(NOW)
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [message["Message-ID"] for message in post.messages()]
    assert len(ids) == len(set(ids)) == 12


def test_the_command_sends_once(post, capsys):
    submit()
    Message.objects.update(next_try_at=NOW - timedelta(days=365 * 9))
    call_command("deliver_messages", "--once")
    assert capsys.readouterr().out == "Tried 2 messages.\n"
    assert len(post.taken) == 2


def test_logging_is_on_so_that_the_tests_above_would_see_an_address():
    assert logging.getLogger("appointments.notifications").isEnabledFor(logging.WARNING)


def cut_all_other_connections():
    """What the worker sees of a database that restarts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.django_db(transaction=True)
def test_the_worker_outlives_the_database_and_stops_when_told(post, settings):
    database = connection.settings_dict
    code = (
        "import django; from django.conf import settings; django.setup();"
        f"settings.DATABASES['default']['NAME'] = {database['NAME']!r};"
        "from django.core.management import call_command; call_command('deliver_messages')"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "spinecenter.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
    }
    command = [sys.executable, "-W", "ignore", "-c", code]
    worker = subprocess.Popen(command, env=environment, cwd=project.BASE_DIR)
    try:
        intake.submit(ANSWERS, at=datetime.now(UTC))
        wait_until_taken(post, 2)
        cut_all_other_connections()
        intake.submit(ANSWERS, at=datetime.now(UTC))
        wait_until_taken(post, 4)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=PATIENCE) == 0
    finally:
        worker.kill()
        worker.wait()


def wait_until_taken(post, number):
    give_up = time.monotonic() + PATIENCE
    while len(post.taken) < number:
        assert time.monotonic() < give_up, post.taken
        time.sleep(0.1)
    assert len(post.taken) == number
