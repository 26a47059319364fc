"""A new particulars key: everything is encrypted with it while the site runs, and found by it."""

from datetime import date
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from appointments import intake, rotation
from appointments.fields import EncryptedTextField
from appointments.models import AppointmentRequest, Note
from tests.factories import AccountFactory
from tests.locks import wait_until_somebody_waits

from .factories import RequestFactory

OLD, NEW = "an old key", "a new key"


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.PARTICULARS_KEYS = [OLD]


def rotate():
    written = StringIO()
    call_command("rotate_keys", stdout=written)
    return written.getvalue()


def everything(request):
    """A request with something written in each table that holds encrypted words."""
    sam = AccountFactory()
    request.notes.create(by=sam, text="Prefers mornings")
    request.changes.create(to_status="new", reason="By phone")
    request.attempts.create(by=sam, outcome="voicemail", note="Her son answered")
    request.handovers.create(by=sam, to_owner=sam, note="Speaks Polish")
    request.amendments.create(before={"story": "Left leg"}, fields=["story"])
    request.messages.create(name="confirmation", last_error="no such mailbox")
    return request


@pytest.mark.django_db
def test_after_rotation_the_old_key_is_no_longer_needed(settings):
    request = everything(RequestFactory())
    settings.PARTICULARS_KEYS = [NEW, OLD]
    told = rotate()
    settings.PARTICULARS_KEYS = [NEW]
    read = AppointmentRequest.objects.get()
    assert (read.name, read.born, read.story) == (
        "Josefína O'Brien-Vega",
        date(1958, 3, 9),
        "It began when I lifted my grandson.",
    )
    assert request.notes.get().text == "Prefers mornings"
    assert request.changes.get().reason == "By phone"
    assert request.attempts.get().note == "Her son answered"
    assert request.handovers.get().note == "Speaks Polish"
    assert request.amendments.get().before == {"story": "Left leg"}
    assert request.messages.get().last_error == "no such mailbox"
    for term in ("josefina vega", "216-555-0142", "josefina.vega@example.org"):
        assert list(AppointmentRequest.objects.matching(term)) == [request], term
    assert "7 rows encrypted anew" in told


@pytest.mark.django_db
def test_a_second_run_finds_nothing_to_do(settings):
    everything(RequestFactory())
    settings.PARTICULARS_KEYS = [NEW, OLD]
    rotate()
    assert "0 rows encrypted anew" in rotate()


@pytest.mark.django_db
def test_a_run_that_broke_off_goes_on_where_it_stopped(settings, monkeypatch):
    RequestFactory.create_batch(5)
    settings.PARTICULARS_KEYS = [NEW, OLD]
    monkeypatch.setattr(rotation, "BATCH", 2)

    def break_off(progress):
        if progress.rewritten == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate_all(break_off)
    assert sum(table.rewritten for table in rotation.rotate_all()) == 3


@pytest.mark.django_db
def test_progress_is_told_batch_by_batch(settings, monkeypatch):
    RequestFactory.create_batch(3)
    settings.PARTICULARS_KEYS = [NEW, OLD]
    monkeypatch.setattr(rotation, "BATCH", 2)
    told = rotate()
    assert "requests for visits: 2 of 3 looked at, 2 encrypted anew" in told
    assert "requests for visits: 3 of 3 looked at, 3 encrypted anew" in told


@pytest.mark.django_db
def test_a_row_that_no_key_opens_is_named_and_holds_up_no_other(settings):
    settings.PARTICULARS_KEYS = ["a lost key"]
    lost = RequestFactory()
    settings.PARTICULARS_KEYS = [OLD]
    kept = RequestFactory()
    settings.PARTICULARS_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match=rf"requests for visits: {lost.pk}$"):
        rotate()
    settings.PARTICULARS_KEYS = [NEW]
    assert AppointmentRequest.objects.get(pk=kept.pk).name == kept.name


@pytest.mark.django_db
def test_what_was_left_empty_stays_empty(settings):
    request = RequestFactory(email="")
    settings.PARTICULARS_KEYS = [NEW, OLD]
    rotate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, mobility FROM appointments_appointmentrequest")
        assert cursor.fetchall() == [("", "")]
    request.refresh_from_db()
    assert request.email_hashes == []


def test_every_encrypted_field_belongs_to_a_model_that_is_rotated():
    rotated = {model.__name__ for model in rotation.encrypted_models()}
    assert rotated >= {"AppointmentRequest", "Note", "StatusChange", "Message", "Visit", "Offer"}
    assert all(
        isinstance(model._meta.get_field(name), EncryptedTextField)
        for model in rotation.encrypted_models()
        for name in rotation.encrypted_fields(model)
    )


@pytest.mark.django_db(transaction=True)
def test_edit_that_was_begun_before_its_row_is_rotated_is_not_written_over(settings):
    answers = {"name": "Ana Reyes", "born": date(1990, 5, 17), "phone": "+1 216-555-0142"}
    request = intake.submit(answers, at=timezone.now())
    settings.PARTICULARS_KEYS = [NEW, OLD]

    def rotate_all():
        try:
            rotation.rotate_all()
        finally:
            connection.close()

    rotating = Thread(target=rotate_all)
    with transaction.atomic():
        changed = answers | {"story": "It is worse."}
        intake.submit(changed, at=timezone.now(), submission_id=request.submission_id)
        rotating.start()
        wait_until_somebody_waits()
    rotating.join()
    settings.PARTICULARS_KEYS = [NEW]
    assert AppointmentRequest.objects.get().story == "It is worse."


@pytest.mark.django_db(transaction=True)
def test_no_edit_is_lost_while_keys_are_rotated(settings):
    answers = {"name": "Ana Reyes", "born": date(1990, 5, 17), "phone": "+1 216-555-0142"}
    requests = [intake.submit(answers | {"name": f"Ana {n}"}, at=timezone.now()) for n in range(12)]
    settings.PARTICULARS_KEYS = [NEW, OLD]
    sam, stop, edits = AccountFactory(), Event(), []

    def edit():
        """Patients amend and staff note, as fast as they can."""
        try:
            while not stop.is_set():
                for request in requests:
                    words = f"edit {len(edits)}"
                    changed = answers | {"name": request.name, "story": words}
                    intake.submit(changed, at=timezone.now(), submission_id=request.submission_id)
                    edits.append((request.pk, words))
                    Note.objects.create(request=request, by=sam, text=words)
        finally:
            connection.close()

    editor = Thread(target=edit)
    editor.start()
    try:
        rounds = 0
        while editor.is_alive() and (rounds < 3 or len(edits) < len(requests)):
            rotation.rotate_all()
            rounds += 1
    finally:
        stop.set()
        editor.join()
    rotation.rotate_all()
    settings.PARTICULARS_KEYS = [NEW]
    assert edits
    stories = {request.pk: request.story for request in AppointmentRequest.objects.all()}
    assert stories == {request.pk: "" for request in requests} | dict(edits)
    assert [note.text for note in Note.objects.order_by("pk")] == [words for _pk, words in edits]
