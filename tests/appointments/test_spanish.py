"""Asking for a visit in Spanish: every page, every error, the confirmation and the messages."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from appointments import spam, status_link
from appointments.models import AppointmentRequest
from clinic.models import Clinic, SafetyQuestionSet
from tests.factories import AccountFactory, LocationFactory

from .factories import RequestFactory
from .typed import Patient

pytestmark = pytest.mark.django_db

TITLES = [
    "¿Es una emergencia?",
    "La consulta",
    "El motivo de la consulta",
    "Sobre el paciente",
    "Cuándo le conviene",
    "Revise sus respuestas",
]
# Words that would betray an English sentence on a Spanish page; names and addresses have none of them.
ENGLISH = re.compile(
    r"\b(the|your|you|and|with|please|choose|write|this|visit|call us)\b", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def clinic(db, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    Clinic.objects.update(name="Lakeside", phone="+12165550100", staff_email="desk@example.org")
    LocationFactory(name="Puerto", city="Cleveland")


@pytest.fixture
def patient(client):
    return Patient(client, url="/es/appointments/request/")


def english_in(page):
    """The lines of the main part that hold English words, what is marked as another language left out."""
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'<details class="act other-languages">.*?</details>', "", main, flags=re.DOTALL)
    lines = unescape(re.sub(r"<[^>]+>", "\n", main)).splitlines()
    return [line.strip() for line in lines if ENGLISH.search(line)]


def test_every_step_with_and_without_errors_the_check_and_the_confirmation_are_in_spanish(patient):
    for name, title in zip(["visit", "reason", "you", "when", "check"], TITLES, strict=False):
        assert patient.heading() == title
        assert english_in(patient.page) == []
        patient.press("next", **({"day1": "2020-01-01"} if name == "check" else {}))
        assert patient.errors(), title
        assert english_in(patient.page) == []
        patient.open()
        patient.fill(
            until=name,
            story="Me duele la pierna",
            topic="",
            surgery_details="",
            day1="",
            imaging_when="",
            access_needs="",
            for_whom="self",
        )
    assert patient.heading() == TITLES[5]
    assert english_in(patient.page) == []
    patient.press("send")
    made = AppointmentRequest.objects.get()
    assert patient.response["Location"] == f"/es/appointments/sent/{made.display_reference}/"
    assert made.language == "es"
    page = patient.client.get(patient.response["Location"]).content.decode()
    assert "Su solicitud fue enviada" in page
    assert english_in(page) == []


def test_a_red_flag_stops_in_spanish(patient):
    page = patient.press("next", emergency_signs=["bladder-bowel"], urgent_signs=["none"])
    assert patient.heading() == "Llame al 911 ahora"
    assert english_in(page) == []
    assert not AppointmentRequest.objects.exists()


def test_the_safety_questions_are_asked_in_spanish_and_kept_with_their_version(patient):
    asked = SafetyQuestionSet.objects.in_force().questions
    for words in asked.values_list("text_es", flat=True):
        assert words in unescape(patient.page)
    patient.fill(urgent_signs=["fever"])
    assert "Fiebre o escalofríos junto con dolor de espalda" in patient.page


def test_a_month_may_be_written_in_spanish(patient):
    patient.fill(born_month="marzo")
    patient.press("send")
    assert AppointmentRequest.objects.get().born.month == 3


def test_a_request_changed_in_another_language_is_answered_in_that_one(client, patient):
    checked = patient.fill()
    patient.press("send")
    english = Patient(client)
    english.page = checked
    english.press("send", story="More to say")
    made = AppointmentRequest.objects.get()
    assert (made.story, made.language) == ("More to say", "en")


@pytest.mark.parametrize(("interpreter", "language"), [("es", "es"), ("ko", "en"), ("", "en")])
def test_who_needs_a_spanish_interpreter_on_the_phone_is_written_to_in_spanish(
    client, interpreter, language
):
    client.force_login(AccountFactory(groups=["Schedulers"]))
    caller = Patient(client, url=reverse("admin:appointments_appointmentrequest_add"))
    caller.fill(interpreter=interpreter)
    caller.press("send")
    assert AppointmentRequest.objects.get().language == language


def test_the_status_page_behind_the_link_is_in_spanish(client):
    link = status_link.path(RequestFactory(language="es"))
    door = client.get(link).content.decode()
    born = {"born_month": "3", "born_day": "9", "born_year": "1958"}
    page = client.post(link, born).content.decode()
    assert "Tenemos su solicitud." in page
    assert english_in(door) == english_in(page) == []
    wrong = client.post(link, born | {"born_month": "febrero", "born_day": "30"}).content.decode()
    assert "Esta fecha no existe." in wrong
    assert english_in(wrong) == []


def test_the_english_form_leads_to_the_spanish_one_in_spanish_words(client):
    page = client.get("/appointments/request/").content.decode()
    link = '<a href="/es/appointments/request/" hreflang="es">Este formulario en español</a>'
    assert link in page
    assert "Este formulario" not in client.get("/es/appointments/request/").content.decode()
