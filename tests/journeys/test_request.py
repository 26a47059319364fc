"""Asking for a visit in a real browser, as patients and schedulers do."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from appointments import spam
from appointments.models import AppointmentRequest, EmergencyStop, Message
from clinic.models import Clinic
from tests.browsing import PHONE, in_light_and_dark
from tests.factories import AccountFactory, LocationFactory, ProviderFactory, published_page
from tests.journeys.asking import (
    ANSWER,
    REQUEST,
    answer_reason,
    answer_visit,
    answer_you,
    choose,
    fits,
    go_on,
    heading,
    type_in,
    walk,
)

TITLES = [
    "Is this an emergency?",
    "The visit",
    "The reason for the visit",
    "About the patient",
    "When it suits you",
    "Check your answers",
]


@pytest.fixture(autouse=True)
def clinic(transactional_db, monkeypatch):
    """A clinic that can be called and wants to hear of requests; browsers here are fast."""
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    Clinic.objects.update(
        name="Lakeside Spine Center", phone="+12165550100", staff_email="desk@example.org"
    )
    LocationFactory()
    ProviderFactory(offers_virtual_visits=True, licensed_states=["OH"])


@pytest.fixture(params=[True, False], ids=["with-js", "without-js"])
def patient_page(request, open_page):
    """A phone's browser, with JavaScript and without."""
    return open_page(
        viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=request.param
    )


def test_from_an_article_to_a_sent_virtual_visit_and_into_the_queue(
    patient_page, open_page, sign_in
):
    page = patient_page
    article = published_page(title="Spinal stenosis", slug="spinal-stenosis")
    page.goto(f"/health-library/{article.slug}/")
    page.locator("main a[href^='/appointments/request/?about=']").first.click()
    assert page.url.endswith("/appointments/request/?about=/health-library/spinal-stenosis/")
    seen = []
    for answer in ANSWER:
        seen.append(heading(page))
        answer(page)
        go_on(page)
    assert [*seen, heading(page)] == TITLES
    assert not AppointmentRequest.objects.exists()
    page.get_by_role("button", name="Send request").click()
    made = AppointmentRequest.objects.get()
    assert page.url.endswith(f"/appointments/sent/{made.display_reference}/")
    assert page.locator(".sent__reference").inner_text() == made.display_reference
    assert "not a booking" in page.inner_text("main")
    for particular in ("Vega", "555-0142", "vega@", "1958", "burns"):
        assert particular not in page.content()
    assert page.context.cookies() == []
    assert (made.kind, made.state, made.topic) == ("virtual", "OH", "Spinal stenosis")
    assert made.about_path == "/health-library/spinal-stenosis/"
    assert sorted(made.messages.values_list("name", flat=True)) == [
        Message.Name.CONFIRMATION,
        Message.Name.STAFF_NOTICE,
    ]

    desk = open_page()
    sign_in(desk, AccountFactory(groups=["Schedulers"]))
    desk.goto(reverse("admin:appointments_appointmentrequest_changelist"))
    desk.locator("#result_list tbody a", has_text=made.display_reference).click()
    assert "Josefína O'Brien-Vega" in desk.inner_text("#content")
    assert "Two blocks, then my leg burns." in desk.inner_text("#content")
    desk.get_by_role("button", name="Start contacting").click()
    assert "Now: Contacting." in desk.inner_text("body")
    made.refresh_from_db()
    assert made.status == "contacting"


def go_back(page):
    """The browser's Back, once the page is whole: a page still coming in refuses to be left."""
    page.wait_for_load_state("load")
    page.go_back()


def test_back_and_forward_through_the_whole_form_keep_every_answer(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page)
    assert heading(page) == TITLES[5]
    answers = page.inner_text(".request__group >> nth=3")
    for title in reversed(TITLES[:5]):
        go_back(page)
        assert heading(page) == title
    assert page.locator("[name=urgent_signs][value=none]").is_checked()
    page.go_forward()
    assert page.locator("[name=state]").input_value() == "OH"
    page.go_forward()
    assert page.locator("[name=story]").input_value() == "Two blocks, then my leg burns."
    page.go_forward()
    assert page.locator("[name=name]").input_value() == "Josefína O'Brien-Vega"
    assert page.locator("[name=born_year]").input_value() == "1958"
    page.go_forward()
    assert page.locator("[name=time_of_day][value=morning]").is_checked()
    page.go_forward()
    assert heading(page) == TITLES[5]
    assert page.inner_text(".request__group >> nth=3") == answers
    page.get_by_role("button", name="Send request").click()
    assert AppointmentRequest.objects.get().name == "Josefína O'Brien-Vega"


def test_back_after_sending_and_sending_again_is_the_same_request(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page)
    page.get_by_role("button", name="Send request").click()
    confirmation = page.url
    go_back(page)
    assert heading(page) == TITLES[5]
    page.get_by_role("button", name="Send request").click()
    assert page.url == confirmation
    assert AppointmentRequest.objects.get().amendments.count() == 0
    go_back(page)
    page.get_by_role("button", name="Change in the patient's own words").click()
    type_in(page, story="Now it is both legs, a little.")
    go_on(page)
    page.get_by_role("button", name="Send request").click()
    assert page.url == confirmation
    assert AppointmentRequest.objects.get().amendments.get().fields == ["story"]


def test_a_double_click_on_send_makes_one_request(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page)
    page.get_by_role("button", name="Send request").dblclick()
    page.wait_for_url("**/appointments/sent/**")
    made = AppointmentRequest.objects.get()
    assert page.locator(".sent__reference").inner_text() == made.display_reference
    assert (made.amendments.count(), made.changes.count()) == (0, 1)


def test_the_forms_own_back_keeps_every_answer_too(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page, 3)
    type_in(page, name="Half a na", born_month="13")
    for title in reversed(TITLES[:3]):
        page.get_by_role("button", name="Back").click()
        assert heading(page) == title
    for _step in range(3):
        go_on(page)
    assert heading(page) == TITLES[3]
    assert page.locator("[name=name]").input_value() == "Half a na"
    assert page.locator("[name=born_month]").input_value() == "13"


def test_enter_continues(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page, 2)
    answer_reason(page)
    page.locator("[name=topic]").press("Enter")
    assert heading(page) == TITLES[3]


def test_enter_continues_past_the_advice_to_come_in_person(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page, 2)
    answer_reason(page)
    choose(page, main_reason="weakness")
    go_on(page)
    expect(page.get_by_role("button", name="Change to an in-person visit")).to_be_visible()
    answer_you(page)
    page.locator("[name=name]").press("Enter")
    assert heading(page) == TITLES[4]


def test_an_emergency_stops_and_stores_nothing_about_anybody(patient_page, axe):
    page = patient_page
    page.goto(REQUEST)
    choose(page, emergency_signs="bladder-bowel")
    go_on(page)
    assert heading(page) == "Call 911 now"
    expect(page.locator("main a[href='tel:911']").first).to_be_visible()
    expect(page.get_by_role("link", name="988").first).to_be_visible()
    assert not AppointmentRequest.objects.exists()
    assert EmergencyStop.objects.get().question == "bladder-bowel"
    page.get_by_role("button", name="I answered by mistake").click()
    assert heading(page) == TITLES[0]
    assert page.locator("[value=bladder-bowel]").is_checked()


def test_questions_wait_until_another_answer_calls_for_them(patient_page):
    page = patient_page
    page.goto(REQUEST)
    walk(page, 1)
    state, location = page.locator("[name=state]"), page.locator("[name=location]").first
    expect(state).to_be_hidden()
    choose(page, kind="virtual")
    expect(state).to_be_visible()
    expect(location).to_be_hidden()
    choose(page, kind="either")
    expect(state).to_be_visible()
    expect(location).to_be_visible()


def test_a_change_leads_to_its_field(phone_page):
    page = phone_page
    page.goto(REQUEST)
    walk(page)
    page.get_by_role("button", name="Change phone", exact=True).click()
    page.wait_for_url("**#id_phone")
    assert page.locator("#id_phone").input_value() == "(216) 555-0142"


def test_errors_are_summed_up_focused_and_lead_to_their_fields(phone_page):
    page = phone_page
    page.goto(REQUEST)
    walk(page, 3)
    go_on(page)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    summary.get_by_role("link", name="Write the date of birth of the patient.").click()
    expect(page.locator("[name=born_month]")).to_be_focused()


@pytest.fixture
def passes(axe):
    """`passes(page)` asserts that axe finds nothing and the page fits, on a narrow screen and a wide one."""

    def check(page):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            axe(page)
            assert fits(page), (heading(page), width)

    return check


def test_every_step_passes_axe_and_fits_the_screen_with_errors_and_without(page, passes):
    page.goto(REQUEST)
    for answer, title in zip(ANSWER, TITLES, strict=False):
        assert heading(page) == title
        passes(page)
        if title == "When it suits you":
            type_in(page, day1="2020-01-01")
        go_on(page)
        expect(page.locator(".error-summary"), title).to_be_visible()
        passes(page)
        if title == "When it suits you":
            type_in(page, day1="")
        answer(page)
        go_on(page)
    passes(page)
    page.get_by_role("button", name="Send request").click()
    passes(page)


@pytest.mark.parametrize(
    "path", ["/appointments/", "/appointments/virtual-visits/", "/appointments/status/"]
)
def test_the_pages_around_the_form_pass_axe_and_fit(page, passes, path):
    page.goto(path)
    passes(page)


def test_advice_confirmation_and_stop_pass_axe(phone_page, axe):
    page = phone_page
    page.goto(REQUEST)
    choose(page, emergency_signs="none", urgent_signs="fever")
    go_on(page)
    in_light_and_dark(page, axe)
    choose(page, for_whom="other", kind="either")
    in_light_and_dark(page, axe)
    answer_visit(page)
    page.select_option("[name=state]", "TX")
    go_on(page)
    assert "No video visits to Texas yet" in page.inner_text("main")
    in_light_and_dark(page, axe)
    answer_reason(page)
    choose(page, main_reason="weakness")
    go_on(page)
    in_light_and_dark(page, axe)
    for answer in ANSWER[3:]:
        answer(page)
        go_on(page)
    in_light_and_dark(page, axe)
    page.get_by_role("button", name="Send request").click()
    in_light_and_dark(page, axe)
    page.goto(REQUEST)
    choose(page, emergency_signs="chest-pain")
    go_on(page)
    in_light_and_dark(page, axe)


def test_the_status_page_tells_where_it_stands(phone_page, axe):
    page = phone_page
    page.goto(REQUEST)
    walk(page)
    page.get_by_role("button", name="Send request").click()
    reference = page.locator(".sent__reference").inner_text()
    page.goto("/appointments/status/")
    type_in(page, reference=reference.lower(), born_month="March", born_day="9", born_year="1958")
    page.get_by_role("button", name="Show where it stands").click()
    assert "We have your request." in page.inner_text("main")
    assert re.search(r"/appointments/status/$", page.url)
    axe(page)


def test_staff_screens_pass_axe(open_page, sign_in, axe):
    page = open_page()
    sign_in(page, AccountFactory(groups=["Schedulers"]))
    page.goto(reverse("admin:appointments_appointmentrequest_add"))
    walk(page)
    axe(page)
    page.get_by_role("button", name="Send request").click()
    axe(page)
    page.goto(reverse("admin:appointments_appointmentrequest_changelist"))
    axe(page)
