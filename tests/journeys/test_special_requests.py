"""Requests that need more than an answer in two days, from the form to the queue and the mailbox."""

from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from appointments import spam
from appointments.models import AppointmentRequest
from appointments.notifications import deliver_pending
from clinic.models import Clinic
from tests.factories import AccountFactory, LocationFactory, ProviderFactory
from tests.journeys.asking import (
    ANSWER,
    REQUEST,
    answer_visit,
    answer_you,
    choose,
    go_on,
    heading,
    walk,
)

QUEUE = "/admin/appointments/appointmentrequest/"


@pytest.fixture(autouse=True)
def clinic(transactional_db, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    Clinic.objects.update(name="Lakeside Spine Center", phone="+12165550100")
    LocationFactory(name="Harbor Street")
    ProviderFactory(offers_virtual_visits=True, licensed_states=["OH"])


def finish(page, answers):
    for answer in answers:
        answer(page)
        go_on(page)
    page.get_by_role("button", name="Send request").click()
    page.wait_for_load_state()
    return AppointmentRequest.objects.latest("pk")


def test_an_urgent_request_is_told_to_call_and_stands_on_top_of_the_queue(
    phone_page, open_page, sign_in
):
    # given somebody else's request that is older
    phone_page.goto(REQUEST)
    walk(phone_page)
    phone_page.get_by_role("button", name="Send request").click()
    older = AppointmentRequest.objects.get()

    # when a patient has fever with the back pain
    phone_page.goto(REQUEST)
    choose(phone_page, emergency_signs="none", urgent_signs="fever")
    go_on(phone_page)

    # then the next page says whom to call today, the confirmation says it again
    advice = phone_page.get_by_role("region", name="Please also call us today")
    assert advice.get_by_role("link", name="(216) 555-0100").get_attribute("href") == (
        "tel:+12165550100"
    )
    made = finish(phone_page, ANSWER[1:])
    expect(phone_page.get_by_text("Please also call us today")).to_be_visible()

    # and a scheduler finds it above the older one
    desk = open_page()
    sign_in(desk, AccountFactory(groups=["Schedulers"]))
    desk.goto(QUEUE)
    rows = desk.locator("#result_list tbody tr").all_inner_texts()
    assert made.display_reference in rows[0]
    assert "Urgent: call today" in rows[0]
    assert older.display_reference in rows[1]


def test_a_patient_out_of_state_is_offered_a_visit_in_person(phone_page):
    # given a patient who will be where none of our clinicians is licensed
    page = phone_page
    page.goto(REQUEST)
    walk(page, steps=1)
    answer_visit(page)
    page.select_option("[name=state]", "TX")

    # when going on
    go_on(page)

    # then the page says so, and one press makes it a visit in person, every answer kept
    assert "No video visits to Texas yet" in page.inner_text("main")
    page.get_by_role("button", name="Change to an in-person visit").click()
    assert heading(page) == "The visit"
    assert page.locator("[name=kind][value=in-person]").is_checked()
    assert page.locator("[name=visited_before][value=new]").is_checked()
    go_on(page)
    made = finish(page, ANSWER[2:])
    assert (made.kind, made.visited_before) == ("in-person", "new")


def test_a_discreet_request_names_the_clinic_in_no_message(phone_page, settings):
    # given a patient who asks that messages do not name the clinic
    settings.NEUTRAL_FROM_EMAIL = "appointments@mail.example"
    page = phone_page
    page.goto(REQUEST)
    walk(page, steps=3)
    answer_you(page)
    page.locator("[name=discreet]").check()
    go_on(page)

    # when the request is sent and the worker has delivered
    made = finish(page, ANSWER[4:])
    deliver_pending()

    # then nothing in the message tells where it comes from, or why
    assert made.discreet
    sent = mail.outbox[-1].message().as_string()
    assert "appointments@mail.example" in sent
    for word in ("Lakeside", "Spine", "spine", "555-0100", "Brien", "Josef", "Microdiscectomy"):
        assert word not in sent
