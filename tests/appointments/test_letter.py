"""A letter for a patient whom no email reaches."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from appointments.models import AccessRecord
from appointments.scheduling import book
from clinic.models import Clinic
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(client):
    """The words of the letter about a request."""
    Clinic.objects.update_or_create(
        pk=1, defaults={"name": "Harbor Spine Center", "phone": "+12165550100"}
    )
    client.force_login(AccountFactory(username="sam", groups=["Schedulers"]))

    def read(request):
        place = reverse("admin:appointments_appointmentrequest_letter", args=[request.pk])
        page = BeautifulSoup(client.get(place).content, "html.parser")
        return page.title.text, page.find("article").get_text(" ", strip=True)

    return read


def test_a_letter_tells_the_reference_the_state_and_whom_to_call(letter):
    request = RequestFactory(email="", story="My left leg goes numb", topic="Stenosis")
    title, words = letter(request)
    for told in (
        "Harbor Spine Center",
        "Josefína O'Brien-Vega",
        f"Your reference is {request}.",
        "We have your request.",
        "(216) 555-0100",
        "/appointments/status/",
    ):
        assert told in words, told
    for clinical in ("numb", "Stenosis", "1958"):
        assert clinical not in words
    assert title == str(request)
    look = AccessRecord.objects.get()
    assert (look.what, look.by.username) == ("printed", "sam")


def test_a_booked_time_stands_in_the_patients_zone(letter):
    request = RequestFactory(time_zone="America/Los_Angeles")
    visit = book(request, slot(working_provider()), by=AccountFactory(), at=NOW)
    _title, words = letter(request)
    assert "Monday, March 1, 2027, 7:00 AM (Pacific Time)" in words
    assert str(visit.location) in words


def test_a_discreet_letter_names_neither_the_clinic_nor_who_works_there(letter):
    request = RequestFactory(discreet=True)
    provider = working_provider(name="Ana Reyes")
    visit = book(request, slot(provider, at(10) + timedelta(days=1)), by=AccountFactory(), at=NOW)
    title, words = letter(request)
    for name in ("Harbor", "Spine", "Reyes", str(visit.location), "http"):
        assert name not in title + words, name
    assert "Tuesday, March 2, 2027" in words
    assert "(216) 555-0100" in words


def test_a_letter_about_a_child_goes_to_the_parent(letter):
    _title, words = letter(RequestFactory(guardian_name="Luz Vega", guardian_relation="mother"))
    assert "Luz Vega" in words
    assert "Josefína" not in words


def test_a_letter_is_in_the_language_that_the_patient_asked_in(letter):
    _title, words = letter(RequestFactory(language="es"))
    assert "Tenemos su solicitud." in words
