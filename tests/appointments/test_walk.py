"""The request form as a browser without JavaScript walks through it."""

import random
import re
from datetime import date, timedelta

import pytest
from django.core import signing
from django.utils import timezone

from appointments import spam
from appointments.models import AppointmentRequest, EmergencyStop
from appointments.spam import Ticket
from clinic.models import SafetyQuestionSet
from tests.factories import reviewer

from .typed import EVERYTHING, REASON, STEPS, VISIT, YOU, Patient, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    """Tests answer faster than people."""
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))


@pytest.fixture
def patient(client):
    return Patient(client)


TITLES = [
    "Is this an emergency?",
    "The visit",
    "The reason for the visit",
    "About the patient",
    "When it suits you",
    "Check your answers",
]


def test_the_steps_come_in_their_order_and_end_in_a_confirmation(patient):
    seen = [patient.heading()]
    for _name, typed in STEPS:
        patient.press("next", **typed)
        seen.append(patient.heading())
    assert seen == TITLES
    patient.press("send")
    made = AppointmentRequest.objects.get()
    assert patient.response.status_code == 302
    assert patient.response["Location"] == f"/appointments/sent/{made.display_reference}/"


def test_what_was_typed_is_what_is_stored(patient):
    patient.fill()
    patient.press("send")
    made = AppointmentRequest.objects.get()
    assert (made.name, made.born) == ("Josefína O'Brien-Vega", date(1958, 3, 9))
    assert (made.phone, made.email) == ("+1 216-555-0142", "josefina.vega@example.org")
    assert (made.kind, made.state, made.device) == ("virtual", "OH", "tablet")
    assert (made.region, made.imaging) == ("lumbar", ["mri", "x-ray"])
    assert (made.voicemail_ok, made.discreet) == (True, False)
    assert (made.status, made.urgency) == ("new", "routine")
    assert (made.time_of_day, made.red_flags) == (["morning"], [])


def test_nothing_is_stored_before_send(patient, django_assert_num_queries):
    patient.fill()
    assert patient.heading() == "Check your answers"
    assert not AppointmentRequest.objects.exists()


@pytest.mark.parametrize("stop_at", [name for name, _typed in STEPS[1:]] + ["check"])
def test_no_page_sets_a_cookie_or_may_be_kept_by_others(patient, stop_at):
    patient.fill(until=stop_at)
    assert not patient.response.cookies
    assert patient.response["Cache-Control"] == "private, no-cache"
    assert patient.response["X-Robots-Tag"] == "noindex"
    assert patient.response["Vary"] == "Accept-Encoding"


def test_every_page_carries_all_answers_of_the_others(patient):
    patient.fill()
    carried = hidden(patient.page)
    for name, value in EVERYTHING.items():
        if value:
            assert carried[name] == (value if isinstance(value, list) else [value]), name


def test_back_keeps_answers_that_are_not_yet_valid(patient):
    patient.fill(until="you")
    patient.press("back", **(YOU | {"born_year": "", "phone": "12"}))
    assert patient.heading() == "The reason for the visit"
    patient.press("next", **REASON)
    assert patient.heading() == "About the patient"
    assert 'value="12"' in patient.page
    assert patient.errors() == []


def test_back_from_the_first_page_stays_there(patient):
    patient.press("back")
    assert patient.heading() == TITLES[0]


def test_change_leads_to_the_step_and_continue_leads_back_to_the_check_page(patient):
    patient.fill()
    patient.press("visit")
    assert patient.heading() == "The visit"
    patient.press("next", **(VISIT | {"state": "PA"}))
    assert patient.heading() == "Check your answers"
    assert "Pennsylvania" in patient.page


def test_a_change_that_calls_for_another_answer_asks_for_it(patient):
    patient.fill()
    patient.press("you")
    patient.press("next", **(YOU | {"born_year": str(timezone.now().year - 9)}))
    assert patient.heading() == "About the patient"
    assert patient.errors() == [
        "The patient is under 18. Write the name of a parent or guardian.",
        "Write how the parent or guardian is related to the patient.",
    ]


def test_every_answer_on_the_check_page_has_its_change_button(patient):
    patient.fill()
    answers = re.findall(r"<dt>(.*?)</dt>", patient.page)
    buttons = re.findall(r'name="go" value="(\w+)" formaction="[^"#]*#(id_\w+)"', patient.page)
    assert len(answers) == len(buttons) > 25
    for step in dict(buttons):
        page = patient.press(step)
        anchors = {anchor for of, anchor in buttons if of == step}
        assert anchors <= set(re.findall(r'id="(\w+)"', page)), step
        patient.press("next")


def test_send_with_missing_steps_leads_to_the_first_of_them_with_its_errors(patient):
    patient.fill(until="reason")
    patient.page = patient.page.replace('name="step" value="reason"', 'name="step" value="check"')
    patient.press("send")
    assert patient.heading() == "The reason for the visit"
    assert "Choose the main reason for the visit." in patient.errors()
    assert not AppointmentRequest.objects.exists()


def test_enter_presses_continue_on_every_step(patient):
    for name, typed in STEPS:
        first = re.search(
            r'<form class="form".*?<button[^>]*value="(\w+)"', patient.page, re.DOTALL
        )
        assert first.group(1) == "next", name
        patient.press(
            "next", **(typed | {"main_reason": "weakness"} if name == "reason" else typed)
        )


# --- emergencies ---------------------------------------------------------------------------


def test_an_emergency_stops_the_request_and_stores_only_a_count(patient):
    patient.press("next", emergency_signs=["chest-pain", "both-legs"])
    assert patient.response.status_code == 200
    assert patient.heading() == "Call 911 now"
    for words in ("nearest emergency room", 'href="tel:911"', 'href="tel:988"', "by mistake"):
        assert words in patient.page
    assert not AppointmentRequest.objects.exists()
    stops = EmergencyStop.objects.values_list("question", "set_version", "count")
    assert sorted(stops) == [("both-legs", 1, 1), ("chest-pain", 1, 1)]


def test_the_stop_after_a_request_was_sent_does_not_say_that_nothing_is_stored(patient):
    check = patient.fill()
    patient.press("send")
    patient.page = check
    patient.press("emergency")
    patient.press("next", emergency_signs=["chest-pain"])
    assert "We have not stored these answers." in patient.page
    assert "stored nothing" not in patient.page


def test_search_engines_are_told_one_thing(patient):
    assert re.findall(r'name="robots" content="(.*?)"', patient.page) == ["noindex"]


def test_an_emergency_wins_over_missing_and_contradicting_answers(patient):
    patient.press("next", emergency_signs=["none", "bladder-bowel"])
    assert patient.heading() == "Call 911 now"


def test_an_emergency_chosen_by_mistake_can_be_taken_back_and_counts_once(patient):
    patient.press("next", emergency_signs=["chest-pain"])
    patient.press("emergency")
    assert patient.heading() == "Is this an emergency?"
    assert re.search(r'value="chest-pain"[^>]*checked', patient.page)
    patient.press("next", emergency_signs=["chest-pain"])
    assert EmergencyStop.objects.get().count == 1
    patient.press("emergency")
    patient.press("next", emergency_signs=["none"], urgent_signs=["none"])
    assert patient.heading() == "The visit"


@pytest.mark.parametrize("go", ["next", "send"])
def test_no_later_page_lets_an_emergency_through(patient, go):
    patient.fill()
    patient.press(go, emergency_signs=["serious-injury"])
    assert patient.heading() == "Call 911 now"
    assert not AppointmentRequest.objects.exists()


def test_an_urgent_answer_goes_on_with_the_number_to_call_today(patient):
    patient.press("next", emergency_signs=["none"], urgent_signs=["fever", "night-pain"])
    assert patient.heading() == "The visit"
    assert "Please also call us today" in patient.page
    for name, typed in STEPS[1:]:
        patient.press("next", **typed)
        assert "Please also call us today" in patient.page, name
    patient.press("send")
    made = AppointmentRequest.objects.get()
    assert (made.urgency, made.red_flags) == ("urgent", ["fever", "night-pain"])


def test_nobody_is_told_that_they_are_fine(patient):
    for _name, typed in STEPS:
        assert "If it gets worse while you wait" in patient.page
        patient.press("next", **typed)
    assert "If it gets worse while you wait" in patient.page


def test_new_weakness_steers_a_virtual_visit_to_an_in_person_one(patient):
    patient.fill(until="you", main_reason="weakness")
    assert "An in-person visit is better for this" in patient.page
    patient.press("in-person")
    assert patient.heading() == "The visit"
    assert re.search(r'value="in-person"[^>]*checked', patient.page)
    patient.press("next", **(VISIT | {"kind": "in-person"}))
    assert "An in-person visit is better" not in patient.page


def test_steering_does_not_block(patient):
    patient.fill(main_reason="weakness")
    patient.press("send")
    assert AppointmentRequest.objects.get().kind == "virtual"


def test_the_questions_asked_stay_those_asked_when_a_new_version_comes(patient):
    patient.fill()
    newer, now = SafetyQuestionSet.objects.create(version=2), timezone.now()
    newer.questions.create(code="something-else", tier="urgent", text="Something else", order=1)
    SafetyQuestionSet.objects.filter(pk=newer.pk).update(
        approved_by=reviewer(), approved_at=now, in_force_from=now
    )
    patient.press("send")
    assert AppointmentRequest.objects.get().safety_set.version == 1


# --- what a link brings along -----------------------------------------------------------------


def test_a_link_brings_the_topic_and_the_kind(client):
    patient = Patient(client)
    patient.open("?visit=virtual&about=/conditions/spinal-stenosis/")
    carried = hidden(patient.page)
    assert carried["kind"] == ["virtual"]
    assert carried["topic"] == ["Spinal stenosis"]
    patient.fill(kind="virtual")
    patient.press("send")
    assert AppointmentRequest.objects.get().about_path == "/conditions/spinal-stenosis/"


@pytest.mark.parametrize(
    "about", ["https://evil.example/", "//evil.example/conditions/x/", "/admin/", "javascript:1"]
)
def test_a_link_to_anywhere_else_brings_nothing(client, about):
    patient = Patient(client)
    patient.open(f"?about={about}&visit=house-call")
    assert {"topic", "about_path", "kind"}.isdisjoint(hidden(patient.page))


# --- who may post -----------------------------------------------------------------------------


def test_a_forged_or_missing_ticket_shows_the_answers_again(patient):
    patient.fill()
    for token in ("", "forged", signing.dumps("other", salt="elsewhere")):
        patient.press("send", token=[token])
        assert "We could not tell where this form came from" in patient.page
        assert hidden(patient.page)["name"] == ["Josefína O'Brien-Vega"]
        assert not AppointmentRequest.objects.exists()
    patient.press("send")
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    ],
)
def test_another_sites_page_is_refused_with_the_answers_kept(patient, headers):
    patient.fill()
    patient.headers = headers
    patient.press("send")
    assert "another website" in patient.page
    assert hidden(patient.page)["story"] == ["My left leg goes numb after two blocks."]
    assert not AppointmentRequest.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}])
def test_a_browser_that_tells_less_is_still_served(patient, headers):
    patient.headers = {"Sec-Fetch-Site": ""} | headers
    patient.fill()
    patient.press("send")
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.parametrize("wrong", ["ticket", "site", "age"])
def test_an_emergency_is_told_whatever_else_is_wrong_with_the_post(patient, monkeypatch, wrong):
    typed = {"emergency_signs": ["chest-pain"]}
    if wrong == "ticket":
        typed["token"] = ["forged"]
    elif wrong == "site":
        patient.headers = {"Sec-Fetch-Site": "cross-site"}
    else:
        monkeypatch.setattr(spam, "LONGEST", timedelta(0))
    patient.press("next", **typed)
    assert patient.heading() == "Call 911 now"
    assert not EmergencyStop.objects.exists()


def test_a_form_left_open_for_days_goes_on_as_the_same_submission(patient):
    patient.fill()
    ticket = Ticket.read(hidden(patient.page)["token"][0])
    old = ticket.renewed(timezone.now() - timedelta(hours=25))
    patient.press("send", token=[old.token()])
    assert "open for more than a day" in patient.page
    patient.press("send")
    assert AppointmentRequest.objects.get().submission_id == ticket.submission_id


def test_a_bot_that_fills_the_hidden_box_or_hurries_is_asked_again(patient, monkeypatch):
    patient.fill()
    patient.press("send", website="https://spam.example")
    assert "A box that should stay empty" in patient.page
    monkeypatch.setattr(spam, "SHORTEST", timedelta(minutes=1))
    patient.press("send")
    assert "very fast" in patient.page
    assert not AppointmentRequest.objects.exists()
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    patient.press("send")
    assert AppointmentRequest.objects.count() == 1


def test_script_in_an_answer_is_shown_as_text(patient):
    patient.fill(story="<script>alert(1)</script>")
    assert "<script>alert" not in patient.page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in patient.page


def test_sent_again_unchanged_it_is_the_same_request(patient):
    patient.fill()
    page = patient.page
    patient.press("send")
    first = patient.response["Location"]
    patient.page = page
    patient.press("send")
    assert patient.response["Location"] == first
    made = AppointmentRequest.objects.get()
    assert (made.amendments.count(), made.changes.count()) == (0, 1)


def test_sent_again_with_changed_answers_it_amends_the_request(patient):
    patient.fill()
    page = patient.page
    patient.press("send")
    first = patient.response["Location"]
    patient.page = page
    patient.press("send", story="It is my right leg.", state="PA")
    assert patient.response["Location"] == first
    made = AppointmentRequest.objects.get()
    assert (made.story, made.state) == ("It is my right leg.", "PA")
    amendment = made.amendments.get()
    assert amendment.fields == ["state", "story"]
    assert amendment.before == {
        "state": "OH",
        "story": "My left leg goes numb after two blocks.",
    }


# --- whatever comes -----------------------------------------------------------------------------

JUNK = [
    *("", " ", "\x00", "x" * 40_000, "9" * 6000, "-1", "1e9", "None", "²", "\u202e", "💥" * 99),
    *("<script>", "' OR 1=1 --", "{{ 7 * 7 }}", "../../etc/passwd", "true", "[]", '{"a": 1}'),
]


@pytest.mark.parametrize("seed", range(6))
def test_junk_in_any_answer_is_a_page_and_never_a_failure(patient, seed):
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    names = [
        *EVERYTHING,
        "step",
        "go",
        "changing",
        "safety_version",
        "about_path",
        "day1",
        "location",
    ]
    patient.fill()
    for _post in range(6):
        typed = {
            name: [chance.choice(JUNK) for _value in range(chance.choice([1, 1, 3]))]
            for name in chance.sample(names, chance.randrange(1, 8))
        }
        go = typed.pop("go", [chance.choice(["next", "send", "back", "visit", "in-person"])])[0]
        patient.press(go, **typed)
        assert patient.response.status_code in (200, 302)
        if patient.response.status_code == 302:
            break
