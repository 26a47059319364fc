"""Nothing of a patient in raw tables, sessions, logs or error reports."""

import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from django.views.debug import ExceptionReporter

from appointments import intake, spam
from appointments.models import AppointmentRequest
from appointments.notifications import deliver_pending
from appointments.scheduling import book
from clinic.models import Clinic
from tests.factories import AccountFactory

from .typed import Patient
from .visits import NOW, slot, working_provider

PARTICULARS = {
    "name": "Wilhelmina Xanthopoulos",
    "born": date(1947, 8, 23),
    "phone": "+1 216-555-0187",
    "email": "wilhelmina.x@patients.example.org",
    "for_whom": "other",
    "asker_name": "Bartholomew Quigley",
    "asker_relation": "guardian",
    "asker_phone": "+1 330-555-0111",
    "sharing": "everything",
    "kind": "either",
    "mobility": "uses a rollator",
    "callback_phone": "+1 440-555-0133",
    "topic": "Spondylolisthesis",
    "about_path": "/conditions/spondylolisthesis/",
    "main_reason": "weakness",
    "duration": "longer",
    "earlier_surgery": "yes",
    "surgery_details": "laminectomy in Toledo",
    "imaging": ["mri"],
    "imaging_when": "at Riverside in spring",
    "referral": "yes",
    "referred_by": "Doctor Featherstonehaugh",
    "story": "my foot drags when I climb",
    "guardian_name": "Ottoline Quigley",
    "guardian_relation": "grandmother",
    "interpreter": "other",
    "interpreter_other": "Basque",
    "access_needs": "low light please",
    "coverage": "self-pay",
    "preferred_days": [["2026-12-24", "2026-12-26"]],
    "time_of_day": ["midday"],
    "red_flags": ["weight-loss"],
}
SECRETS = [
    *("wilhelmina", "xanthopoulos", "1947", "555-0187", "5550187", "patients.example", "quigley"),
    *("bartholomew", "guardian", "555-0111", "5550111", "rollator", "555-0133", "spondylo"),
    *("weakness", "laminectomy", "toledo", "riverside", "featherstone", "foot drags"),
    *("ottoline", "grandmother", "basque", "low light", "self-pay", "2026-12-24", "midday"),
    *("weight-loss", "spoke with his aunt", "aunt called", "relay denied", "changed words"),
    *("her niece picked up", "speaks basque", "because she asked", "oleander", "video.example"),
]


def raw_tables():
    """Every row of every table where something of a patient could end up, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND"
            " (table_name LIKE 'appointments\\_%%' OR table_name IN"
            " ('django_admin_log', 'django_session'))"
        )
        tables = sorted(name for (name,) in cursor.fetchall())
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our own names
            rows[table] = "\n".join(row for (row,) in cursor.fetchall())
    return rows


@pytest.mark.django_db
def test_a_dump_of_the_tables_shows_no_particulars(settings, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    Clinic.objects.update(staff_email="desk@example.org")
    request = intake.submit(PARTICULARS, at=timezone.now())
    again = PARTICULARS | {"story": "changed words", "name": "Wilhelmina Quigley"}
    intake.submit(again, at=timezone.now(), submission_id=request.submission_id)
    staff = Client()
    staff.force_login(AccountFactory(groups=["Administrators"]))
    place = f"/admin/appointments/appointmentrequest/{request.pk}"
    staff.post("/admin/appointments/appointmentrequest/find/", {"term": "Wilhelmina"})
    staff.post(f"{place}/note/", {"text": "spoke with his aunt"})
    staff.post(f"{place}/move/", {"status": "contacting", "reason": "aunt called"})
    staff.post("/admin/appointments/appointmentrequest/find/", {"term": "nobody at all"})
    staff.post(f"{place}/take/")
    staff.post(f"{place}/hand-over/", {"to": "", "note": "Speaks Basque"})
    called = {"way": "phone", "outcome": "reached", "note": "Her niece picked up"}
    staff.post(f"{place}/attempt/", called)
    kept = ("email", "asker_name", "asker_phone", "guardian_name", "guardian_relation", "phone")
    corrected = {name: PARTICULARS[name] for name in kept}
    corrected |= {"name": "Wilhelmina Quigley", "born": "1947-08-23"}
    staff.post(f"{place}/correct/", corrected | {"story": "changed words", "topic": "Oleander"})
    other = intake.submit(PARTICULARS, at=timezone.now())
    staff.get(f"{place}/compare/{other.pk}/")
    staff.post(f"{place}/join/{other.pk}/")
    staff.get(f"{place}/letter/")
    staff.get(f"{place}/copy/?as=json")
    provider = working_provider(licensed_states=["OH"])
    planned = slot(provider, kind="virtual", location=None)
    request.refresh_from_db()
    AppointmentRequest.objects.update(state="OH")
    book(request, planned, by=None, at=NOW, override="Because she asked")
    public = Patient(Client())
    public.fill(name=PARTICULARS["name"], phone=PARTICULARS["phone"], email=PARTICULARS["email"])
    public.press("send")
    tried = {"reference": str(request), "born_month": "8", "born_day": "24", "born_year": "1947"}
    Client().post("/appointments/status/", tried)
    deliver_pending()
    failed = request.messages.first()
    failed.last_error = "relay denied for wilhelmina.x@patients.example.org"
    failed.save()

    tables = raw_tables()
    filled = {table for table, rows in tables.items() if rows}
    assert filled >= {
        "appointments_accessrecord",
        "appointments_amendment",
        "appointments_contactattempt",
        "appointments_handover",
        "appointments_recentcount",
        "appointments_statustry",
        "appointments_visit",
        "appointments_appointmentrequest",
        "appointments_message",
        "appointments_note",
        "appointments_statuschange",
        "django_session",
    }
    for table, rows in tables.items():
        for secret in SECRETS:
            assert secret not in rows.casefold(), (table, secret)
    kept = AppointmentRequest.objects.get(pk=request.pk)
    assert (kept.name, kept.story) == ("Wilhelmina Quigley", "changed words")


@pytest.mark.django_db
def test_a_failure_while_sending_logs_none_of_the_answers(client, caplog, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    patient = Patient(client)
    patient.fill()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE appointments_appointmentrequest ADD CONSTRAINT nobody_in CHECK (false) NOT VALID"
        )
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        patient.press("send")
    assert patient.response.status_code == 500
    assert "/appointments/request/" in caplog.text
    for secret in ("Vega", "1958", "555-0142", "josefina", "left leg", "Microdiscectomy"):
        assert secret.casefold() not in caplog.text.casefold(), secret
        assert secret.casefold() not in patient.page.casefold(), secret


def test_an_error_report_holds_no_posted_value_and_no_variable():
    request = RequestFactory().post("/appointments/request/", {"name": "Wilhelmina"})
    secret = "Xanthopoulos"
    try:
        raise RuntimeError(len(secret))
    except RuntimeError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
    report = reporter.get_traceback_text()
    variables = [
        value for frame in reporter.get_traceback_data()["frames"] for value in frame["vars"]
    ]
    assert "Wilhelmina" not in report
    assert variables
    assert all("Xanthopoulos" not in str(value) for _name, value in variables)
    assert str(reporter.get_traceback_data()["filtered_POST_items"]).count("Wilhelmina") == 0
