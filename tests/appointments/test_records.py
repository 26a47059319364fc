"""What was done with a request stays on record: the database itself refuses to change it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from appointments import privacy
from appointments.fields import EncryptedTextField
from appointments.models import AccessRecord, Amendment, Anonymizing, Export, Note
from tests.factories import AccountFactory

from .factories import RequestFactory

pytestmark = pytest.mark.django_db

RECORDS = ["accessrecord", "amendment", "anonymizing", "contactattempt", "export", "handover"]
RECORDS += ["note", "statuschange"]


@pytest.fixture
def recorded():
    """A request with one row in each of its records, by their names."""
    request, sam = RequestFactory(), AccountFactory()
    rows = [
        AccessRecord.objects.create(request=request, by=sam, what="opened"),
        Amendment.objects.create(request=request, before={"story": "Left leg"}),
        Anonymizing.objects.create(request=request, by=sam, why="wish"),
        Export.objects.create(by=sam, format="csv", purpose="Josefína's transfer", rows=1),
        request.attempts.create(by=sam, outcome="voicemail", note="Her son answered"),
        request.handovers.create(by=sam, to_owner=sam, note="She speaks Polish"),
        request.notes.create(by=sam, text="Call after three"),
        request.changes.create(to_status="new", reason="By letter"),
    ]
    return {type(row)._meta.model_name: row for row in rows}


def run(*statements, why=""):
    """Run statements of SQL in one transaction, as whoever rewrites the encrypted words would."""
    around = privacy.rewriting(why) if why else transaction.atomic()
    with around, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("why", ["", "anonymizing"])
@pytest.mark.parametrize(
    "act", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_a_record_is_never_changed_deleted_or_emptied(recorded, name, act, why):
    table = recorded[name]._meta.db_table
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="are a record"), transaction.atomic():
        run(act.format(table), why=why)
    assert type(recorded[name]).objects.get() == recorded[name]


def test_wiping_and_rotating_may_rewrite_the_encrypted_words(recorded):
    for why in ("anonymizing", "rotating"):
        with privacy.rewriting(why):
            Note.objects.update(text=why)
        assert Note.objects.get().text == why
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.update(text="afterwards")


@pytest.mark.parametrize("name", RECORDS)
def test_every_encrypted_column_of_a_record_can_be_wiped(recorded, name):
    row = recorded[name]
    encrypted = [f.name for f in row._meta.fields if isinstance(f, EncryptedTextField)]
    with privacy.rewriting("anonymizing"):
        for field in encrypted:
            type(row).objects.update(**{field: None})
    row = type(row).objects.get()
    assert all(not getattr(row, field) for field in encrypted)


def test_every_model_that_is_a_record_is_kept():
    """Whoever adds a model with a time and an author decides here whether the database keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep_rows'")
        kept = {table for (table,) in cursor.fetchall() if table.startswith("appointments_")}
    models = apps.get_app_config("appointments").get_models()
    signed = {
        model._meta.db_table
        for model in models
        if {"at", "by"} <= {field.name for field in model._meta.fields}
    }
    assert kept == signed
