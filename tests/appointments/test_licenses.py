"""Video visits across state lines: where nobody is licensed the page says so and offers ways on, never an error."""

import re
from datetime import timedelta

import pytest

from appointments import spam
from appointments.models import AppointmentRequest
from clinic.models import Clinic
from tests.factories import LocationFactory, ProviderFactory

from .typed import VISIT, Patient

pytestmark = pytest.mark.django_db

ADVICE = "No video visits to Texas yet"


@pytest.fixture
def patient(client, db):
    Clinic.objects.update(phone="+12165550100")
    LocationFactory()
    return Patient(client)


def by_video(*states, **fields):
    return ProviderFactory(offers_virtual_visits=True, licensed_states=list(states), **fields)


def ask_from(patient, state, kind="virtual"):
    patient.fill(until="visit")
    return patient.press("next", **(VISIT | {"state": state, "kind": kind}))


@pytest.mark.parametrize("kind", ["virtual", "either"])
def test_where_nobody_is_licensed_the_page_says_so_and_goes_on(patient, kind):
    by_video("OH", "NY")
    page = ask_from(patient, "TX", kind)
    assert patient.heading() == "The reason for the visit"
    assert ADVICE in page
    assert "Our clinicians are licensed in: New York, Ohio;" in page
    assert 'href="tel:+12165550100"' in page
    assert not patient.errors()


def test_the_request_can_be_sent_as_it_is(patient, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    by_video("OH")
    patient.fill(state="TX")
    assert ADVICE in patient.page
    patient.press("send")
    made = AppointmentRequest.objects.get()
    assert (made.kind, made.state) == ("virtual", "TX")


def test_one_press_makes_it_a_visit_in_person(patient):
    by_video("OH")
    ask_from(patient, "TX")
    patient.press("in-person")
    assert patient.heading() == "The visit"
    assert re.search(r'value="in-person"[^>]*checked', patient.page)
    patient.press("next", **(VISIT | {"kind": "in-person"}))
    assert ADVICE not in patient.page


@pytest.mark.parametrize(
    "others",
    [
        {"is_practicing": False},
        {"offers_virtual_visits": False},
    ],
)
def test_who_left_or_sees_nobody_by_video_does_not_count(patient, others):
    by_video("OH")
    ProviderFactory(**({"licensed_states": ["TX"], "offers_virtual_visits": True} | others))
    assert ADVICE in ask_from(patient, "TX")


def test_somebody_with_a_license_is_enough(patient):
    by_video("OH")
    by_video("TX")
    assert ADVICE not in ask_from(patient, "TX")


def test_where_no_provider_is_entered_nothing_is_claimed(patient):
    assert ADVICE not in ask_from(patient, "TX")


def test_a_visit_in_person_asks_for_no_license(patient):
    by_video("OH")
    assert ADVICE not in ask_from(patient, "TX", "in-person")
