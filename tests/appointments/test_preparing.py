"""The sheet for a visit: what it says depends on the request, and only the door of the status page shows whose."""

from datetime import date

import pytest
from django.urls import reverse

from appointments import preparing
from tests.factories import LocationFactory

from .factories import RequestFactory

TODAY = date(2026, 11, 21)


def lines(part):
    return [str(line) for line in part]


def sheet(kind="in-person", **answers):
    return preparing.sheet({"today": TODAY, **answers}, kind=kind)


def test_what_to_bring_follows_the_answers():
    plain = lines(sheet(imaging=["none"], coverage="self-pay").bring)
    assert "Your insurance card" not in plain
    assert not any("MRI" in line for line in plain)
    full = lines(
        sheet(imaging=["mri"], coverage="insured", referral="yes", earlier_surgery="yes").bring
    )
    assert {"Your insurance card", "Your referral"} < set(full)
    assert "The report of your earlier spine surgery, if you have it" in full
    assert any("MRI" in line for line in full)


def test_a_minor_brings_a_guardian():
    child = lines(sheet(born=date(2014, 1, 1)).bring)
    assert "For a patient under 18: a parent or guardian, with a photo ID" in child
    assert "For a patient under 18: a parent or guardian, with a photo ID" not in lines(
        sheet(born=date(1958, 3, 9)).bring
    )


@pytest.mark.parametrize(
    ("kind", "brings", "has_ready"),
    [("in-person", True, False), ("virtual", False, True), ("either", True, True)],
)
def test_the_kind_of_visit_decides_which_lists_there_are(kind, brings, has_ready):
    made = sheet(kind)
    assert (bool(made.bring), bool(made.have_ready)) == (brings, has_ready)


@pytest.mark.parametrize("reason", preparing.ASKED_ABOUT)
def test_questions_begin_with_the_reason_for_the_visit(reason):
    asked = sheet(main_reason=reason).ask
    assert asked[: len(preparing.ASKED_ABOUT[reason])] == list(preparing.ASKED_ABOUT[reason])
    assert asked[-1] == preparing.ALWAYS_ASKED[-1]


@pytest.mark.django_db
def test_the_public_sheet_is_everybodys_and_lists_the_places(client):
    LocationFactory(name="Harbor Street", parking="Park behind the house.")
    page = client.get(reverse("appointments:prepare_for", args=["in-person"])).content.decode()
    assert "Park behind the house." in page
    assert "How to connect" not in page
    assert client.get("/appointments/prepare/nonsense/").status_code == 404


@pytest.mark.django_db
def test_the_confirmation_leads_to_the_public_sheet_without_a_word_about_the_patient(client):
    made = RequestFactory(topic="Spinal stenosis", kind="in-person")
    sent = client.get(reverse("appointments:sent", args=[str(made)])).content.decode()
    assert 'href="/appointments/prepare/in-person/"' in sent
    assert "stenosis" not in sent
