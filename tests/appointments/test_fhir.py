"""Requests and visits as FHIR: valid by an independent library, mapped as the decision tells."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle

from appointments import fhir, scheduling
from appointments.models import AccessRecord, Export, ReadToken, Status, Visit
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db

SEARCH = reverse("fhir-appointments")
# The standard's rule app-3, which the model library does not know.
MAY_LACK_A_TIME = {"proposed", "cancelled", "waitlist"}


@pytest.fixture
def admin():
    return AccountFactory(username="ada", groups=["Administrators"])


@pytest.fixture
def token(admin):
    return ReadToken.objects.make(name="Health record", purpose="Nightly copy", by=admin)[1]


@pytest.fixture
def read(client, token):
    def get(url=SEARCH, **query):
        return client.get(url, query, headers={"Authorization": f"Bearer {token}"})

    return get


@pytest.fixture
def provider():
    return working_provider(name="Ana Reyes", credentials="MD")


def everything(**fields):
    """A request in which every answer that becomes an element is given."""
    answers = {
        "main_reason": "pain",
        "topic": "Herniated disk",
        "referral": "yes",
        "referred_by": "Dr. Kim",
        "for_whom": "other",
        "sharing": "times",
        "asker_name": "Luz Vega",
        "asker_relation": "child",
        "asker_phone": "+1 216-555-0143",
        "guardian_name": "Ray Vega",
        "guardian_relation": "uncle",
        "interpreter": "es",
        "preferred_days": [["2027-03-01", "2027-03-03"]],
        "kind": "in-person",
        "region": "lumbar",
    }
    return RequestFactory(**answers | fields)


def validated(bundle):
    """The bundle, read by the independent library and checked against what that does not know."""
    Bundle.model_validate(bundle)
    resources = [entry["resource"] for entry in bundle.get("entry", [])]
    known = {f"{one['resourceType']}/{one['id']}" for one in resources}
    for one in resources:
        if one["resourceType"] == "Appointment":
            assert "start" in one or one["status"] in MAY_LACK_A_TIME
            assert ("start" in one) == ("end" in one)
            assert "cancelationReason" not in one or one["status"] == "cancelled"
    assert {reference for reference in references(bundle) if reference not in known} == set()
    return resources


def references(part):
    if isinstance(part, dict):
        yield from [value for key, value in part.items() if key == "reference"]
        part = list(part.values())
    for inner in part if isinstance(part, list) else []:
        yield from references(inner)


def of_kind(resources, kind):
    return [one for one in resources if one["resourceType"] == kind]


# --- the resources ---


def test_every_state_has_its_status():
    assert set(fhir.REQUEST_STATUS) == set(Status)
    assert set(fhir.VISIT_STATUS) == set(Visit.State)
    cancelled = {state for state, status in fhir.REQUEST_STATUS.items() if status == "cancelled"}
    assert set(fhir.CANCELLED_BECAUSE) == cancelled


def test_a_request_in_every_state_is_valid(read):
    for status in Status:
        everything(status=status)
    found = of_kind(validated(read().json()), "Appointment")
    # Without a time, "booked" and its like would not be valid: they are proposed still.
    timeless = {Status.OFFERED, Status.BOOKED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW}
    wanted = [
        "proposed" if status in timeless else fhir.REQUEST_STATUS[status] for status in Status
    ]
    assert [one["status"] for one in found] == wanted


def test_a_booked_visit_and_its_request_tell_who_when_and_where(read, provider, admin):
    visit = scheduling.book(everything(), slot(provider), by=admin, at=NOW)
    wish, met = of_kind(validated(read().json()), "Appointment")
    for one in (wish, met):
        assert (one["status"], one["start"], one["minutesDuration"]) == (
            "booked",
            "2027-03-01T15:00:00+00:00",
            30,
        )
        assert [p["actor"].get("display") for p in one["participant"]] == [
            None,
            "Ana Reyes, MD",
            visit.location.name,
        ]
        assert one["serviceType"] == [{"text": "In person"}]
        assert [reason["text"] for reason in one["reasonCode"]] == [
            "Pain in the back, neck, arm or leg",
            "Herniated disk",
        ]
    assert met["supportingInformation"] == [{"reference": f"Appointment/{wish['id']}"}]
    assert wish["requestedPeriod"] == [{"start": "2027-03-01", "end": "2027-03-03"}]


def test_offers_are_pending_with_the_first_time(read, provider, admin):
    request = everything()
    slots = [slot(provider, at(14)), slot(provider, at(11))]
    scheduling.offer(request, slots, by=admin, at=NOW)
    (wish,) = of_kind(validated(read().json()), "Appointment")
    assert (wish["status"], wish["start"]) == ("pending", "2027-03-01T16:00:00+00:00")
    assert [p["status"] for p in wish["participant"]] == ["needs-action", "tentative", "tentative"]


def test_every_state_of_a_visit_is_valid(read, provider, admin):
    for hour, state in enumerate(Visit.State, start=9):
        visit = scheduling.book(everything(), slot(provider, at(hour)), by=admin, at=NOW)
        Visit.objects.filter(pk=visit.pk).update(state=state)
    found = of_kind(validated(read().json()), "Appointment")
    visits = [one["status"] for one in found if one["id"].startswith("visit-")]
    assert visits == ["booked", "arrived", "fulfilled", "noshow", "cancelled"]


def test_a_patient_is_told_with_contacts_and_language(read):
    everything()
    (patient,) = of_kind(validated(read().json()), "Patient")
    assert patient["name"] == [{"use": "usual", "text": "Josefína O'Brien-Vega"}]
    assert patient["birthDate"] == "1958-03-09"
    assert patient["telecom"] == [
        {"system": "phone", "value": "+1 216-555-0142"},
        {"system": "email", "value": "Josefina.Vega@example.org"},
    ]
    assert [one["name"]["text"] for one in patient["contact"]] == ["Luz Vega", "Ray Vega"]
    assert patient["communication"][0]["language"]["coding"][0]["code"] == "es"


def test_a_referral_stands_behind_a_request_only_where_the_patient_has_one(read):
    everything()
    everything(referral="no")
    resources = validated(read().json())
    (referral,) = of_kind(resources, "ServiceRequest")
    assert referral["requester"] == {"display": "Dr. Kim"}
    wishes = of_kind(resources, "Appointment")
    assert [("basedOn" in wish) for wish in wishes] == [True, False]


def test_a_request_with_hardly_any_answers_is_valid(read):
    RequestFactory(email="", story="")
    RequestFactory(interpreter="other", interpreter_other="Quechua")
    patients = of_kind(validated(read().json()), "Patient")
    assert patients[1]["communication"][0]["language"] == {"text": "Quechua"}


def test_words_of_the_patient_stay_here(read):
    everything(story="It began when I lifted my grandson.", urgent=True)
    assert "grandson" not in read().content.decode()


def test_machines_and_anonymized_requests_are_not_given_away(read):
    RequestFactory(held_because="burst")
    RequestFactory(anonymized_at=NOW)
    bundle = read().json()
    assert (bundle["total"], validated(bundle)) == (0, [])


# --- the endpoint ---


def test_pages_hold_each_appointment_once_and_no_more_than_asked(read, provider, admin):
    for hour in range(9, 14):
        scheduling.book(everything(), slot(provider, at(hour)), by=admin, at=NOW)
    everything()
    url, seen = f"{SEARCH}?_count=3", []
    while url:
        bundle = read(url).json()
        matched = [e for e in bundle["entry"] if e["search"]["mode"] == "match"]
        assert bundle["total"] == 11 and len(matched) <= 3
        validated_page = [e["resource"]["id"] for e in matched]
        seen += validated_page
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        url = links.get("next", "").removeprefix("http://127.0.0.1:8000")
    assert len(seen) == len(set(seen)) == 11


def test_questions_to_the_database_do_not_grow_with_the_page(
    read, provider, admin, django_assert_max_num_queries
):
    for hour in range(9, 15):
        scheduling.book(everything(), slot(provider, at(hour)), by=admin, at=NOW)
    with django_assert_max_num_queries(14):
        read()


@pytest.mark.parametrize(
    "query",
    ["_count=0", "_count=x", "_count=٣", "after=7", "after=1-x", "after=99999999999999999999-1"],
)
def test_a_page_that_there_is_not_is_answered_with_why(read, query):
    response = read(f"{SEARCH}?{query}")
    assert response.status_code == 400
    assert response.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer wrong", "Basic c2FtOnNhbQ==", "bearer spine_é"]
)
def test_without_a_valid_token_nothing_is_told(client, token, header):
    RequestFactory()
    headers = {"Authorization": header} if header else {}
    response = client.get(SEARCH, headers=headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="FHIR"'
    assert response["Cache-Control"] == "no-store"
    assert response.json()["issue"][0]["code"] == "login"
    assert not Export.objects.exists()


def test_a_login_of_the_staff_is_no_token(client, admin):
    client.force_login(admin)
    assert client.get(SEARCH).status_code == 401


def test_nothing_is_changed_over_it(client, token):
    response = client.post(SEARCH, headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_every_read_is_on_record_and_nobody_keeps_a_copy(read):
    first, second = everything(), everything()
    response = read()
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "application/fhir+json",
        "no-store",
    )
    export = Export.objects.get()
    assert (export.format, export.token.name, export.purpose) == (
        "fhir-read",
        "Health record",
        "Nightly copy",
    )
    assert (export.rows, export.by, export.address) == (2, None, "127.0.0.1")
    looks = AccessRecord.objects.filter(export=export, what="exported")
    assert {look.request for look in looks} == {first, second}


def test_the_record_of_looks_names_the_program(client, read, admin):
    everything()
    read()
    client.force_login(admin)
    looks = client.get(reverse("admin:appointments_accessrecord_changelist"))
    assert "FHIR, by another program (Health record)" in looks.content.decode()


# --- the tokens ---

MAKE = reverse("admin:appointments_readtoken_add")
TOKENS = reverse("admin:appointments_readtoken_changelist")


def test_a_token_is_shown_once_stored_as_a_hash_and_revoked(client, admin):
    client.force_login(admin)
    made = client.post(MAKE, {"name": "Health record", "purpose": "Nightly copy"})
    assert "no-store" in made["Cache-Control"]
    secret = made.context["secret"]
    assert secret in made.content.decode()
    token = ReadToken.objects.get()
    assert secret not in str(ReadToken.objects.values())
    for page in (TOKENS, reverse("admin:appointments_readtoken_change", args=[token.pk])):
        shown = client.get(page).content.decode()
        assert secret not in shown and token.secret_hash not in shown
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(SEARCH, headers=headers).status_code == 200
    client.post(TOKENS, {"action": "revoke", "_selected_action": [token.pk]})
    assert client.get(SEARCH, headers=headers).status_code == 401
    token.refresh_from_db()
    assert token.revoked_by == admin


def test_a_token_needs_a_name_and_a_purpose(client, admin):
    client.force_login(admin)
    response = client.post(MAKE, {"name": "Health record", "purpose": " "})
    assert response.context["form"].errors.keys() == {"purpose"}
    assert not ReadToken.objects.exists()


@pytest.mark.parametrize("role", ["Schedulers", "Editors", "Clinical reviewers"])
def test_only_administrators_make_tokens(client, role):
    client.force_login(AccountFactory(groups=[role]))
    assert client.post(MAKE, {"name": "Mine", "purpose": "Curious"}).status_code == 403
    assert client.get(TOKENS).status_code == 403


# --- the command ---


def export(*args, **options):
    out, told = StringIO(), StringIO()
    call_command("export_fhir", *args, stdout=out, stderr=told, **options)
    return out.getvalue()


def test_the_command_writes_one_bundle_and_records_it(admin, provider):
    request = everything()
    scheduling.book(request, slot(provider), by=admin, at=NOW)
    RequestFactory(born=date(1990, 1, 1))
    bundle = json.loads(export("--as", "ada", "--purpose", "Move to another system"))
    kinds = [one["resourceType"] for one in validated(bundle)]
    assert bundle["type"] == "collection"
    assert sorted(kinds) == ["Appointment"] * 3 + ["Patient"] * 2 + ["ServiceRequest"]
    kept = Export.objects.get()
    assert (kept.by, kept.purpose, kept.rows) == (admin, "Move to another system", 2)
    assert AccessRecord.objects.filter(export=kept).count() == 2


def test_the_command_writes_a_file_for_its_owner_alone_and_overwrites_none(admin, tmp_path):
    file = tmp_path / "bundle.json"
    export("--as", "ada", "--purpose", "Backup", "--output", str(file))
    assert json.loads(file.read_text())["resourceType"] == "Bundle"
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="can't be written"):
        export("--as", "ada", "--purpose", "Backup", "--output", str(file))
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "purpose", "words"),
    [
        ("nobody", "Backup", "no account"),
        ("sam", "Backup", "may not export"),
        ("ada", " ", "--purpose"),
    ],
)
def test_the_command_refuses_who_may_not_and_what_has_no_purpose(admin, username, purpose, words):
    AccountFactory(username="sam", groups=["Schedulers"])
    with pytest.raises(CommandError, match=words):
        export("--as", username, "--purpose", purpose)
    assert not Export.objects.exists()


def test_a_time_within_a_day_of_the_clock_change_is_told_in_utc(read, provider, admin):
    # March 14, 2027: New York's clocks go forward.
    monday = at(10) + timedelta(days=14)
    scheduling.book(everything(), slot(provider, monday), by=admin, at=NOW)
    (wish, _visit) = of_kind(validated(read().json()), "Appointment")
    assert wish["start"] == "2027-03-15T14:00:00+00:00"
