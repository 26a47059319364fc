"""The queue as a file: for a purpose, on record, and with no more than a role may see."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appointments import privacy, retention, rotation
from appointments.models import (
    AccessRecord,
    Anonymizing,
    AppointmentRequest,
    Export,
    ReadToken,
)
from appointments.privacy import FIELDS, Kind
from appointments.staff import exports
from tests.factories import AccountFactory

from .factories import RequestFactory

pytestmark = pytest.mark.django_db

EXPORT = reverse("admin:appointments_appointmentrequest_export")
QUEUE = reverse("admin:appointments_appointmentrequest_changelist")
ALL = {"identifiers": "on", "health": "on"}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "|calc", "%0A"]


@pytest.fixture
def scheduler(client):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    return client


@pytest.fixture
def ada(client):
    client.force_login(AccountFactory(username="ada", groups=["Administrators"]))
    return client


def post(client, url=EXPORT, **fields):
    return client.post(url, {"purpose": "Weekly meeting", "format": "csv"} | fields)


def table(response):
    """The rows of a CSV file as dictionaries."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def labels(kind):
    """The heads of all columns that tell this."""
    names = FIELDS["AppointmentRequest"][kind]
    return {
        column.verbose_name.capitalize()
        for column in AppointmentRequest._meta.concrete_fields
        if column.name in names
    }


# --- what goes along ---


def test_a_scheduler_exports_no_identifiers_and_nothing_of_health(scheduler):
    request = RequestFactory(region="lumbar", topic="Sciatica")
    response = post(scheduler, **ALL)
    raw = b"".join(response.streaming_content).decode("utf-8-sig")
    assert str(request.reference) in raw and "Lower back" in raw
    for word in ("Josef", "Vega", "1958", "555", "grandson", "Sciatica"):
        assert word not in raw
    (row,) = csv.DictReader(io.StringIO(raw))
    assert row.keys() & (labels(Kind.IDENTIFIES) | labels(Kind.HEALTH)) == set()


def test_a_scheduler_whose_permission_says_so_exports_identifiers(client):
    account = AccountFactory(groups=["Schedulers"])
    account.user_permissions.add(Permission.objects.get(codename="export_identifiers"))
    client.force_login(account)
    RequestFactory(topic="Sciatica")
    (row,) = table(post(client, **ALL))
    assert row["Name of the patient"] == "Josefína O'Brien-Vega"
    assert row["Phone"] == "(216) 555-0142"
    assert "Sciatica" not in row.values()


def test_an_administrator_exports_particulars_only_where_asked(ada):
    RequestFactory(topic="Sciatica")
    assert "Josefína O'Brien-Vega" not in table(post(ada))[0].values()
    (row,) = table(post(ada, **ALL))
    assert (row["Date of birth"], row["What it is about"]) == ("March 9, 1958", "Sciatica")


def test_columns_are_exactly_what_the_declaration_allows():
    for kinds in ({Kind.CODED}, {Kind.IDENTIFIES}, {Kind.CODED, Kind.NEITHER}, set(Kind)):
        names = {column.name for column in exports.columns_of(kinds)}
        assert names <= privacy.fields_of("AppointmentRequest", kinds)
        assert not names & {"id", "submission_id", "name_hashes", "phone_hashes", "email_hashes"}


def test_every_answer_is_told_in_words_and_times_by_the_clinics_clock(ada):
    RequestFactory(
        urgent=True,
        asked_at=datetime(2027, 3, 1, 15, 5, tzinfo=UTC),
        preferred_days=[["2027-03-02", "2027-03-02"]],
        imaging=["mri", "ct"],
        voicemail_ok=True,
        owner=AccountFactory(first_name="Sam", last_name="Ode"),
    )
    (row,) = table(post(ada, **ALL))
    told = {
        "Asked": "2027-03-01 10:05",
        "State": "New",
        "Urgency": "Urgent",
        "Owner": "Sam Ode",
        "Pictures taken": "MRI; CT scan",
        "Preferred days": "Tuesday, March 2, 2027",
        "Voicemail is fine": "Yes",
        "Legal hold": "No",
        "Email": "Josefina.Vega@example.org",
    }
    assert {head: row[head] for head in told} == told
    assert "ever" in row["Warning signs"]


# --- which requests ---


def test_the_queue_is_exported_as_it_is_narrowed(scheduler):
    RequestFactory(urgent=True)
    RequestFactory()
    RequestFactory(status="cancelled")
    page = scheduler.get(f"{QUEUE}?urgency__exact=urgent").content.decode()
    assert f"{EXPORT}?urgency__exact=urgent" in page
    assert scheduler.get(f"{EXPORT}?urgency__exact=urgent").context["count"] == 1
    (row,) = table(post(scheduler, f"{EXPORT}?urgency__exact=urgent"))
    assert row["Urgency"] == "Urgent"
    assert len(table(post(scheduler))) == 2
    assert Export.objects.last().narrowed == {"urgency__exact": ["urgent"]}


def test_a_way_to_narrow_that_there_is_not_is_refused(scheduler):
    assert scheduler.get(f"{EXPORT}?nonsense=1").status_code == 400


def test_the_urgent_ones_stand_first_in_the_file(scheduler):
    RequestFactory()
    RequestFactory(urgent=True)
    assert [row["Urgency"] for row in table(post(scheduler))] == ["Urgent", "Routine"]


# --- the record ---


def test_an_export_is_on_record_with_every_request_before_it_leaves(scheduler):
    requests = {RequestFactory(), RequestFactory()}
    post(scheduler)  # nothing of the file is read
    export = Export.objects.get()
    assert (export.by.username, export.purpose, export.rows) == ("sam", "Weekly meeting", 2)
    assert (export.format, export.address) == ("csv", "127.0.0.1")
    assert "reference" in export.columns and "name" not in export.columns
    looks = AccessRecord.objects.filter(export=export, what="exported", by=export.by)
    assert {look.request for look in looks} == requests


def test_without_a_purpose_nothing_leaves(scheduler):
    RequestFactory()
    response = post(scheduler, purpose="  ")
    assert "Say what it is needed for." in response.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize("role", ["Editors", "Clinical reviewers"])
def test_others_export_nothing(client, role):
    client.force_login(AccountFactory(groups=[role]))
    assert post(client).status_code == 403
    assert not Export.objects.exists()


def test_a_look_alone_records_nothing(scheduler):
    assert scheduler.get(EXPORT).status_code == 200
    assert not Export.objects.exists()


def test_purposes_are_readable_with_a_new_key_alone(scheduler, settings):
    settings.PARTICULARS_KEYS = ["old key"]
    account = AccountFactory()
    post(scheduler, purpose="For Josefína's transfer")
    ReadToken.objects.make(name="Health record", purpose="Nightly copy", by=account)
    settings.PARTICULARS_KEYS = ["new key", "old key"]
    rotation.rotate_all()
    settings.PARTICULARS_KEYS = ["new key"]
    assert Export.objects.get().purpose == "For Josefína's transfer"
    assert ReadToken.objects.get().purpose == "Nightly copy"


def test_a_database_dump_does_not_tell_what_an_export_was_for(scheduler):
    post(scheduler, purpose="For Josefína's transfer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM appointments_export e")
        assert "transfer" not in cursor.fetchone()[0]


def test_an_anonymized_request_leaves_without_anything_of_the_patient(ada):
    request = RequestFactory(status="cancelled", closed_at=timezone.now())
    retention.anonymize(request, why=Anonymizing.Why.WISH, by=AccountFactory(), at=timezone.now())
    (row,) = table(post(ada, f"{EXPORT}?queue=all", **ALL))
    assert row["Reference"] == str(request.reference)
    assert row["Name of the patient"] == row["Date of birth"] == row["Phone"] == ""


# --- the files ---


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_a_patient_types_is_never_a_formula(ada, typed):
    RequestFactory(name=typed, born=None)
    (row,) = table(post(ada, **ALL))
    assert row["Name of the patient"] == f"'{typed}"
    book = load_workbook(io.BytesIO(post(ada, format="xlsx", **ALL).getvalue()))
    cells = [cell for line in book.active.iter_rows(min_row=2) for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(isinstance(cell.value, str) and typed.strip() in cell.value for cell in cells)


def test_a_csv_file_opens_in_excel_with_its_letters(ada):
    RequestFactory(name="Łukasz Ñandú, “Lu”")
    response = post(ada, **ALL)
    raw = b"".join(response.streaming_content)
    assert raw.startswith("\ufeff".encode()) and b"\r\n" in raw
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="requests-20')
    assert "no-store" in response["Cache-Control"]
    assert "Łukasz Ñandú, “Lu”" in raw.decode("utf-8-sig")


def test_a_workbook_holds_the_same_as_the_csv_file(ada):
    RequestFactory(story="A line\nand another\x0b")
    RequestFactory(urgent=True)
    book = load_workbook(io.BytesIO(post(ada, format="xlsx", **ALL).getvalue()))
    heads, *lines = book.active.iter_rows(values_only=True)
    read = [{head: value or "" for head, value in zip(heads, line, strict=True)} for line in lines]
    wanted = table(post(ada, **ALL))
    for row in wanted:
        for head, value in row.items():
            row[head] = value.replace("\x0b", "")
    assert read == wanted


def test_questions_to_the_database_do_not_grow_with_the_rows(ada, django_assert_max_num_queries):
    for _number in range(12):
        RequestFactory(owner=AccountFactory(), urgent=True)
    with django_assert_max_num_queries(30):
        assert len(table(post(ada, **ALL))) == 12
