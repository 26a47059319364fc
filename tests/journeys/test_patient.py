"""What patients do around the form in a real browser: in Spanish for a parent, on the status page, at the device check."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appointments import scheduling, spam, status_link
from appointments.models import AppointmentRequest, Status
from clinic.models import Clinic
from tests.appointments.factories import RequestFactory
from tests.appointments.visits import slot, working_provider
from tests.browsing import PHONE, wait_until
from tests.factories import AccountFactory, LocationFactory
from tests.journeys.asking import choose, fits, heading, type_in

NARROW = {"width": 320, "height": 800}


@pytest.fixture(autouse=True)
def clinic(transactional_db, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    Clinic.objects.update(name="Lakeside Spine Center", phone="+12165550100")


def give_birthday(page):
    type_in(page, born_month="3", born_day="9", born_year="1958")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def test_a_daughter_asks_in_spanish_for_her_mother_to_be_seen_in_person(open_page, axe):
    # given a phone as narrow as they come, and the Spanish form
    LocationFactory(name="Harbor Street", city="Cleveland")
    page = open_page(viewport=NARROW, locale="es-US")
    page.goto("/es/appointments/")
    page.get_by_role("link", name="Pedir una cita").first.click()

    def go_on():
        axe(page)
        assert fits(page), heading(page)
        page.get_by_role("button", name="Continuar").click()
        page.wait_for_load_state()

    # when she presses Continue on each page first with nothing answered, then with answers
    def with_errors_first():
        go_on()
        expect(page.locator(".error-summary"), heading(page)).to_be_visible()

    with_errors_first()
    choose(page, emergency_signs="none", urgent_signs="none")
    go_on()
    with_errors_first()
    choose(page, for_whom="other", sharing="times", visited_before="new", kind="in-person")
    type_in(page, asker_name="Lucía Vega")
    page.select_option("[name=asker_relation]", "child")
    go_on()
    with_errors_first()
    choose(page, main_reason="pain", region="lumbar", duration="months")
    choose(page, earlier_surgery="no", imaging="none", referral="no")
    go_on()
    with_errors_first()
    type_in(page, name="Josefína Vega", phone="(216) 555-0142")
    type_in(page, born_month="marzo", born_day="9", born_year="1958")
    choose(page, coverage="insured")
    page.select_option("[name=interpreter]", "es")
    go_on()
    go_on()

    # then she reads it all again in Spanish, sends it, and is told what comes next
    assert heading(page) == "Revise sus respuestas"
    assert "Soy su hijo o hija" in page.inner_text("main")
    axe(page)
    page.get_by_role("button", name="Enviar la solicitud").click()
    assert heading(page) == "Su solicitud fue enviada"
    axe(page)
    assert fits(page)
    made = AppointmentRequest.objects.get()
    assert (made.language, made.for_whom, made.asker_relation) == ("es", "other", "child")
    assert (made.kind, made.sharing, made.interpreter) == ("in-person", "times", "es")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_a_patient_takes_an_offered_time_and_cancels_it_later(open_page, axe, scripts):
    # given a request with two offered times, and the link in the message
    staff = AccountFactory(groups=["Schedulers"])
    provider = working_provider(name="Ana Reyes")
    starts = (timezone.now() + timedelta(days=9)).replace(minute=0, second=0, microsecond=0)
    request = RequestFactory()
    times = [slot(provider, starts), slot(provider, starts + timedelta(hours=1))]
    now = timezone.now()
    scheduling.offer(request, times, by=staff, at=now, override="Any hour in this test")
    page = open_page(viewport=NARROW, java_script_enabled=scripts)
    page.goto(status_link.path(request))
    assert fits(page)

    # when the patient gives the date of birth and takes the second time
    give_birthday(page)
    assert fits(page)
    if scripts:
        axe(page)
    page.get_by_role("button", name="Take this time").nth(1).click()
    assert page.get_by_role("status").inner_text() == "Your visit is booked."

    # then the visit is booked; a note goes in, an empty one comes back with its error
    page.get_by_text("Add a note").click()
    page.get_by_role("button", name="Send the note").click()
    expect(page.get_by_role("link", name="Write your note first.")).to_be_visible()
    if scripts:
        axe(page)
    page.locator("[name=note_words]").fill("My pictures come by mail.")
    page.get_by_role("button", name="Send the note").click()
    assert page.get_by_role("status").inner_text() == "We have your note."

    # and when the visit is cancelled, nothing is left to press
    page.get_by_text("Cancel the visit", exact=True).click()
    page.get_by_role("button", name="Yes, cancel the visit").click()
    assert page.get_by_role("status").inner_text() == "Your request is cancelled."
    expect(page.locator("details.act")).to_have_count(0)
    request.refresh_from_db()
    assert request.status == Status.CANCELLED
    assert request.visits.get().state == "cancelled"
    assert page.context.cookies() == []


def test_the_sheet_to_print_is_reached_from_the_status_page(open_page, axe):
    request = RequestFactory(topic="Spinal stenosis", kind="virtual", state="OH")
    page = open_page(viewport=PHONE)
    page.goto(status_link.path(request))
    give_birthday(page)
    page.get_by_role("button", name="Prepare for your visit: a sheet to print").click()
    assert "Spinal stenosis" in page.inner_text("main")
    assert "stenosis" not in page.url.casefold()
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Back to where your request stands").click()
    assert heading(page) == "Where your request stands"


SILENT_DEVICES = """
  const media = new MediaStream();
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (wanted.video) throw new DOMException("", "NotFoundError");
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    return out.stream;
  };
"""


def test_the_device_check_says_what_works_and_what_does_not(open_page, axe):
    # given a computer without a camera, whose microphone hears a tone
    page = open_page()
    page.add_init_script(SILENT_DEVICES)
    page.goto("/appointments/virtual-visits/set-up/")

    def check(name):
        page.locator(f"[data-check={name}] button").click()
        wait_until(page, f"!!document.querySelector('[data-check={name}]').dataset.result")
        return page.locator(f"[data-check={name}] [data-say]:visible").inner_text()

    assert check("camera").startswith("We found no camera.")
    assert check("speaker").startswith("Did you hear three tones?")
    check("connection")
    done = "['good', 'slow'].includes(document.querySelector('[data-check=connection]').dataset.result)"
    wait_until(page, done)
    check("microphone")
    heard = "document.querySelector('[data-check=microphone]').dataset.result === 'good'"
    wait_until(page, heard)
    axe(page)


def test_without_scripts_the_device_check_tells_how_to_check(page_without_js):
    page_without_js.goto("/appointments/virtual-visits/set-up/")
    expect(page_without_js.locator("#device-check")).to_be_hidden()
    expect(page_without_js.get_by_text("open the camera app of your device")).to_be_visible()


def test_the_first_page_tells_readers_of_other_languages_about_interpreters(phone_page, axe):
    phone_page.goto("/appointments/request/")
    phone_page.locator(".other-languages summary").click()
    expect(phone_page.locator(".other-languages [lang=vi]").last).to_be_visible()
    expect(phone_page.locator(".other-languages p[dir=rtl]")).to_have_count(2)
    axe(phone_page)
