"""The pages around the form."""

from datetime import UTC, datetime, time

import pytest
from django.db import connection
from django.urls import reverse

from clinic.models import Clinic, OpeningHours

from .factories import RequestFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["index", "virtual_visits", "request", "status"])
def test_public_pages_set_no_cookie_and_run_nothing_inline(client, name):
    answer = client.get(reverse(f"appointments:{name}"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_the_index_offers_each_way_and_the_desks_hours(client):
    Clinic.objects.update(
        phone="+12165550100", portal_name="MyLakeside", portal_url="https://portal.example.org/"
    )
    OpeningHours.objects.create(weekday=1, opens=time(8), closes=time(17))
    page = client.get(reverse("appointments:index")).content.decode()
    for words in (
        'href="tel:+12165550100"',
        'href="/appointments/request/"',
        'href="/appointments/virtual-visits/"',
        'href="https://portal.example.org/"',
        "8:00 AM to 5:00 PM",
    ):
        assert words in page, words


def test_the_virtual_visits_page_says_what_it_costs_in_the_clinics_words(client):
    Clinic.objects.update(virtual_visit_cost="A video visit costs $120.")
    page = client.get(reverse("appointments:virtual_visits")).content.decode()
    assert "A video visit costs $120." in page
    assert "/appointments/request/?visit=virtual" in page


def sent(client, **fields):
    made = RequestFactory(reference="K7M4QX9T", **fields)
    return client.get(reverse("appointments:sent", args=[str(made)]))


def test_the_confirmation_tells_the_reference_and_the_promise_and_nobodys_particulars(client):
    Clinic.objects.update(phone="+12165550100")
    due = datetime(2026, 12, 3, 22, 0, tzinfo=UTC)
    answer = sent(client, answer_due=due)
    page = answer.content.decode()
    for words in ("K7M4-QX9T", "Thursday, December 3, 2026", "5:00 PM", "not a booking"):
        assert words in page, words
    for particular in ("Vega", "555-0142", "josefina", "1958", "grandson"):
        assert particular.casefold() not in page.casefold()
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"] == "private, no-cache"
    assert not answer.cookies


def test_the_confirmation_says_how_we_get_in_touch(client):
    assert "We will call the phone number" in sent(client, email="").content.decode()


def test_by_email_when_the_patient_wants_that(client):
    page = sent(client, contact_by="email").content.decode()
    assert "We will write to the email address" in page


def test_an_urgent_confirmation_names_the_number_to_call_today(client):
    Clinic.objects.update(phone="+12165550100")
    page = sent(client, urgent=True).content.decode()
    assert "Please also call us today" in page
    assert "Call (216) 555-0100" in page


def test_the_confirmation_carries_the_safety_net(client):
    page = sent(client).content.decode()
    assert "Call 911 if any of these start" in page
    assert "Numbness around your genitals, buttocks or inner thighs" in page
    assert 'href="tel:988"' in page


@pytest.mark.parametrize("reference", ["K7M4-QX9R", "nonsense", "1"])
def test_an_unknown_reference_is_not_found(client, reference):
    assert client.get(f"/appointments/sent/{reference}/").status_code == 404


@pytest.mark.parametrize("typed", ["k7m4qx9t", "K7M4 QX9T"])
def test_a_reference_is_read_forgivingly(client, typed):
    RequestFactory(reference="K7M4QX9T")
    assert client.get(f"/appointments/sent/{typed}/").status_code == 200


def test_a_first_page_asks_the_database_little(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(reverse("appointments:request"))
    assert connection.vendor == "postgresql"
