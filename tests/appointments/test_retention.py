"""The end of keeping particulars, and a patient's wish to see, correct or delete what is stored."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from appointments import intake, retention
from appointments.models import (
    AccessRecord,
    Anonymizing,
    AppointmentRequest,
    InvalidTransition,
    Status,
)
from appointments.privacy import FIELDS, Kind
from appointments.scheduling import book, cancel
from appointments.staff.duplicates import merge
from clinic.models import Clinic
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NOW, slot, working_provider

pytestmark = pytest.mark.django_db

AT = datetime(2027, 3, 31, 12, tzinfo=UTC)


def closed(*, days=800, **fields):
    closed_at = timezone.now() - timedelta(days=days)
    return RequestFactory(status=Status.CANCELLED, closed_at=closed_at, **fields)


def url(request, page):
    return reverse(f"admin:appointments_appointmentrequest_{page}", args=[request.pk])


def run(*options):
    written = StringIO()
    call_command("anonymize_expired", *options, stdout=written)
    return written.getvalue()


@pytest.fixture
def administrator(client):
    client.force_login(AccountFactory(username="ada", groups=["Administrators"]))
    return client


@pytest.fixture
def scheduler(client):
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))
    return client


# --- when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "expected"),
    [(1, (2027, 2, 28)), (3, (2026, 12, 31)), (12, (2026, 3, 31)), (37, (2024, 2, 29))],
)
def test_months_are_counted_back_to_the_same_day_or_the_last_one(months, expected):
    before = retention.months_before(AT, months)
    assert (before.year, before.month, before.day) == expected
    assert before.timetz() == AT.timetz()


def test_requests_closed_for_long_enough_are_anonymized_and_no_others():
    Clinic.objects.update_or_create(pk=1, defaults={"keep_requests_months": 12})
    old, young = closed(days=370), closed(days=360)
    held, still_open = closed(legal_hold=True), RequestFactory()
    told = run()
    wiped = AppointmentRequest.objects.exclude(anonymized_at=None)
    assert list(wiped) == [old]
    assert "1 anonymized, 1 kept by a legal hold" in told
    assert f"{held} kept by a legal hold" in told
    assert not any(str(request) in told for request in (young, still_open))
    report = Anonymizing.objects.get()
    assert (report.request, report.why, report.by) == (old, "expired", None)
    assert AccessRecord.objects.get(what="anonymized", by=None).request == old


def test_a_dry_run_tells_and_does_nothing():
    old = closed()
    assert f"{old} would be anonymized" in run("--dry-run")
    assert AppointmentRequest.objects.get().name == old.name
    assert not Anonymizing.objects.exists()


def test_a_second_run_has_nothing_left_to_do():
    closed()
    run()
    assert "0 anonymized" in run()


# --- how --------------------------------------------------------------------------------------


def everything():
    """A closed request with a row in each table that belongs to a request."""
    sam, request = AccountFactory(), RequestFactory(state="OH", asker_name="Luis Vega")
    visit = book(
        request,
        slot(working_provider(), kind="virtual", location=None),
        by=sam,
        at=NOW,
        override="She asked for it",
    )
    request.notes.create(by=sam, text="Prefers mornings")
    request.attempts.create(by=sam, outcome="voicemail", note="Her son answered")
    request.handovers.create(by=sam, to_owner=sam, note="Speaks Polish")
    request.amendments.create(before={"story": "Left leg"}, fields=["story"])
    request.offers.create(
        **{name: getattr(visit, name) for name in ("provider", "kind", "starts_at", "ends_at")},
        video_link="https://video.example.org/room",
        expires_at=visit.starts_at,
    )
    request.messages.create(name="confirmation", last_error="no such mailbox")
    cancel(request, by=sam, at=NOW, reason="His wife called")
    return request


def test_nothing_about_the_patient_is_left_and_the_numbers_stay():
    request = everything()
    retention.anonymize(request, why="wish", at=AT, by=AccountFactory())
    wiped = AppointmentRequest.objects.get()
    for name, kinds in FIELDS.items():
        told = [field for kind in (Kind.IDENTIFIES, Kind.HEALTH) for field in kinds.get(kind, ())]
        if name in retention.OF_NO_ONE_REQUEST:
            continue
        rows = list(apps.get_model("appointments", name).objects.all()) if told else []
        assert rows or not told, f"nothing in {name}"
        for row in rows:
            left = {field: getattr(row, field) for field in told if getattr(row, field)}
            assert not left, (name, left)
    assert (wiped.reference, wiped.status) == (request.reference, Status.CANCELLED)
    assert wiped.anonymized_at == AT
    assert wiped.visits.count() == 1
    assert not AppointmentRequest.objects.matching("josefina vega").exists()
    assert not AppointmentRequest.objects.matching("216-555-0142").exists()


def test_every_field_that_must_be_wiped_belongs_to_a_request():
    """Or `retention` would not find it."""
    for name, kinds in FIELDS.items():
        elsewhere = ("AppointmentRequest", *retention.OF_NO_ONE_REQUEST)
        if name in elsewhere or not {Kind.IDENTIFIES, Kind.HEALTH} & set(kinds):
            continue
        fields = apps.get_model("appointments", name)._meta.get_fields()
        assert "request" in {field.name for field in fields}, name


@pytest.mark.parametrize("status", [Status.NEW, Status.BOOKED])
def test_an_open_request_keeps_its_particulars(status):
    request = RequestFactory(status=status)
    with pytest.raises(retention.Refused, match="still open"):
        retention.anonymize(request, why="wish", at=AT)
    assert AppointmentRequest.objects.get().name


# --- a patient's wish -------------------------------------------------------------------------


def test_a_patient_gets_a_copy_on_paper_or_as_a_file(scheduler):
    request = everything()
    page = scheduler.get(url(request, "copy")).content.decode()
    answer = scheduler.get(url(request, "copy"), {"as": "json"})
    told = json.loads(answer.content)
    for words in ("It began when I lifted my grandson.", "Prefers mornings", "Her son answered"):
        assert words in page
        assert words in json.dumps(told)
    assert told["answers"]["born"] == "1958-03-09"
    assert told["earlier_answers"][0]["before"] == {"story": "Left leg"}
    assert answer["Content-Disposition"] == f'attachment; filename="{request}.json"'
    assert AccessRecord.objects.filter(what="copied", by__username="sam").count() == 2


def test_answers_are_corrected_found_anew_and_the_earlier_ones_kept(scheduler):
    request = RequestFactory()
    form = scheduler.get(url(request, "correct")).context["form"]
    typed = {name: form.initial[name] or "" for name in form.fields}
    typed |= {"name": "Josefina Vega Luna", "phone": "(216) 555-0177", "born": "1958-03-19"}
    page = scheduler.post(url(request, "correct"), typed, follow=True).content.decode()
    assert "The answers are corrected." in page
    assert list(AppointmentRequest.objects.matching("luna")) == [request]
    assert list(AppointmentRequest.objects.matching("216-555-0177")) == [request]
    amendment = request.amendments.get()
    assert amendment.by.username == "sam"
    assert set(amendment.fields) == {"name", "phone", "born"}
    assert amendment.before["name"] == "Josefína O'Brien-Vega"
    assert AccessRecord.objects.filter(what="corrected").count() == 1


def test_a_correction_that_is_not_finished_comes_back_with_its_words(scheduler):
    request = RequestFactory()
    typed = {"name": "", "born": "someday", "phone": "12", "story": "She fell in May"}
    page = scheduler.post(url(request, "correct"), typed).content.decode()
    for words in ("Write the name of the patient.", "like 1958-03-09", "She fell in May"):
        assert words in page
    unborn = scheduler.post(url(request, "correct"), typed | {"born": "2999-01-01"})
    assert "The date of birth must be in the past." in unborn.content.decode()
    assert not request.amendments.exists()


def test_an_administrator_deletes_what_a_patient_wishes_deleted(administrator):
    request = closed()
    assert "wiped for good" in administrator.get(url(request, "anonymize")).content.decode()
    page = administrator.post(url(request, "anonymize"), follow=True).content.decode()
    assert "Nothing about the patient is stored here any more." in page
    assert AppointmentRequest.objects.get().name == ""
    done = Anonymizing.objects.get()
    assert (done.why, done.by.username) == ("wish", "ada")
    assert AccessRecord.objects.filter(what="anonymized").count() == 1
    listed = administrator.get(reverse("admin:appointments_anonymizing_changelist"))
    assert str(request) in listed.content.decode()


def test_a_legal_hold_keeps_everything(administrator):
    request = closed()
    for _pressed_twice in range(2):
        administrator.post(url(request, "hold"), {"hold": "set"})
    page = administrator.post(url(request, "anonymize"), follow=True).content.decode()
    assert "is on legal hold" in page
    assert AppointmentRequest.objects.get().name
    administrator.post(url(request, "hold"), {"hold": "lift"})
    assert not AppointmentRequest.objects.get().legal_hold
    assert AccessRecord.objects.filter(what="held").count() == 3


@pytest.mark.parametrize("page", ["anonymize", "hold"])
def test_schedulers_delete_and_hold_nothing(scheduler, page):
    request = closed()
    assert scheduler.post(url(request, page)).status_code == 403
    assert not AppointmentRequest.objects.get().legal_hold
    assert AppointmentRequest.objects.get().name


def test_an_anonymized_request_can_still_be_looked_at(administrator):
    request = everything()
    retention.anonymize(request, why="wish", at=AT)
    page = administrator.get(url(request, "change"))
    assert page.status_code == 200
    assert "Anonymized on March 31, 2027" in page.content.decode()


def test_what_was_joined_with_it_is_wiped_as_well(administrator):
    sam, kept = AccountFactory(), RequestFactory()
    joined = RequestFactory(story="My left leg")
    merge(kept, joined, by=sam)
    cancel(kept, by=sam, at=NOW)
    administrator.post(url(kept, "anonymize"))
    assert not AppointmentRequest.objects.filter(anonymized_at=None).exists()
    assert AppointmentRequest.objects.get(pk=joined.pk).story == ""
    assert AccessRecord.objects.filter(what="anonymized").count() == 2


def test_a_wish_stops_whole_at_a_legal_hold_on_what_was_joined():
    sam, kept, joined = AccountFactory(), RequestFactory(), RequestFactory(legal_hold=True)
    merge(kept, joined, by=sam)
    cancel(kept, by=sam, at=NOW)
    with pytest.raises(retention.Refused, match=str(joined)):
        retention.carry_out_wish(kept, by=sam, at=AT)
    assert not AppointmentRequest.objects.exclude(anonymized_at=None).exists()


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("note", {"text": "She called again"}),
        ("attempt", {"way": "phone", "outcome": "reached", "note": "Her son answered"}),
        ("move", {"status": "contacting", "reason": "She called again"}),
        ("correct", {"name": "Josefina Vega", "born": "1958-03-09", "phone": "(216) 555-0142"}),
        ("hold", {"hold": "set"}),
    ],
)
def test_nothing_is_added_to_an_anonymized_request(administrator, page, typed):
    """It would stay for good: nobody wipes a request twice."""
    request = closed()
    retention.anonymize(request, why="wish", at=AT)
    assert administrator.post(url(request, page), typed).status_code == 403
    stored = AppointmentRequest.objects.get()
    assert (stored.status, stored.name, stored.legal_hold) == (Status.CANCELLED, "", False)
    assert not stored.notes.exists()
    assert not stored.attempts.exists()


def test_a_change_that_waited_for_the_anonymizing_is_refused():
    sam, request = AccountFactory(), closed()
    retention.anonymize(request, why="wish", at=AT)
    with pytest.raises(InvalidTransition, match="anonymized"):
        request.move_to(Status.CONTACTING, by=sam, reason="She called again")
    with pytest.raises(InvalidTransition, match="anonymized"):
        intake.correct(request, {"name": "Josefina Vega"}, by=sam, at=AT)


def test_a_correction_leaves_the_language_of_the_messages():
    request = RequestFactory(language="es")
    intake.correct(request, {"name": "Josefina Vega"}, by=AccountFactory(), at=AT)
    assert AppointmentRequest.objects.get().language == "es"
