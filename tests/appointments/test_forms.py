"""Every field has a sentence that says how to mend it."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from appointments.steps import Journey, step_named
from clinic.models import Clinic, Location

from .typed import EVERYTHING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_of_old")]

NOW = timezone.make_aware(timezone.datetime(2026, 11, 20, 12, 0))
CHOOSE = "Choose one of the answers in the list."
PHONE = (
    "Write a phone number with its area code, like 216-555-0142. "
    "Begin a number from another country with +."
)
LONG = "x" * 5000


def journey(**typed):
    data = QueryDict(mutable=True)
    for name, value in {**EVERYTHING, **typed}.items():
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [value])
    return Journey(data, clinic=Clinic.objects.current(), at=NOW)


def errors(step, **typed):
    """The sentences of a step, by field."""
    form = journey(**typed).form(step_named(step))
    return {name: list(map(str, said)) for name, said in form.errors.items()}


def test_good_answers_have_no_errors():
    for step in ("emergency", "visit", "reason", "you", "when"):
        assert errors(step) == {}


OTHER = {"for_whom": "other", "asker_name": "Luis", "asker_relation": "child", "sharing": "times"}
MINOR = {"born_year": "2015", "guardian_name": "Luz Vega", "guardian_relation": "mother"}


@pytest.mark.parametrize(
    ("step", "typed", "field", "sentence"),
    [
        (
            "emergency",
            {"emergency_signs": None},
            "emergency_signs",
            "Choose each sign that you have, or “None of these”.",
        ),
        (
            "emergency",
            {"urgent_signs": None},
            "urgent_signs",
            "Choose each one that fits, or “None of these”.",
        ),
        ("emergency", {"urgent_signs": ["headache"]}, "urgent_signs", CHOOSE),
        (
            "emergency",
            {"urgent_signs": ["none", "fever"]},
            "urgent_signs",
            "You chose “None of these” and a sign as well. Clear one of the two.",
        ),
        ("visit", {"for_whom": None}, "for_whom", "Choose who the visit is for."),
        ("visit", {"for_whom": "dog"}, "for_whom", CHOOSE),
        (
            "visit",
            OTHER | {"asker_name": " "},
            "asker_name",
            "Write your own name, so that we know who asks.",
        ),
        (
            "visit",
            OTHER | {"asker_name": LONG},
            "asker_name",
            "Write at most 120 characters here.",
        ),
        (
            "visit",
            OTHER | {"asker_relation": ""},
            "asker_relation",
            "Choose how you know the patient.",
        ),
        ("visit", OTHER | {"asker_phone": "12"}, "asker_phone", PHONE),
        ("visit", OTHER | {"sharing": ""}, "sharing", "Choose what we may tell you."),
        (
            "visit",
            {"visited_before": None},
            "visited_before",
            "Choose whether the patient has been seen here before.",
        ),
        (
            "visit",
            {"kind": None, "state": "OH"},
            "kind",
            "Choose the kind of visit, or “No preference”.",
        ),
        (
            "visit",
            {"kind": "in-person", "location": "999999"},
            "location",
            "Choose one of the locations in the list.",
        ),
        (
            "visit",
            {"kind": "in-person", "mobility": LONG},
            "mobility",
            "Write at most 500 characters here.",
        ),
        (
            "visit",
            {"state": ""},
            "state",
            "Choose the state where the patient will be during the video visit.",
        ),
        ("visit", {"state": "ZZ"}, "state", CHOOSE),
        (
            "visit",
            {"device": None},
            "device",
            "Choose the device that you would use for a video visit.",
        ),
        ("visit", {"callback_phone": "call me"}, "callback_phone", PHONE),
        (
            "reason",
            {"main_reason": None},
            "main_reason",
            "Choose the main reason for the visit.",
        ),
        ("reason", {"topic": LONG}, "topic", "Write at most 200 characters here."),
        (
            "reason",
            {"region": None},
            "region",
            "Choose a part of the spine, or “I am not sure”.",
        ),
        ("reason", {"duration": None}, "duration", "Choose how long it has lasted."),
        (
            "reason",
            {"earlier_surgery": None},
            "earlier_surgery",
            "Choose whether there was spine surgery before.",
        ),
        (
            "reason",
            {"surgery_details": LONG},
            "surgery_details",
            "Write at most 500 characters here.",
        ),
        (
            "reason",
            {"imaging": None},
            "imaging",
            "Choose each kind of picture, or the last answer.",
        ),
        (
            "reason",
            {"imaging": ["none", "mri"]},
            "imaging",
            "You chose a picture and the last answer as well. Clear one of the two.",
        ),
        ("reason", {"referral": None}, "referral", "Choose whether you have a referral."),
        ("reason", {"story": LONG}, "story", "Write at most 3000 characters here."),
        ("you", {"name": ""}, "name", "Write the first and last name of the patient."),
        ("you", {"name": "555-0142"}, "name", "Write the first and last name of the patient."),
        (
            "you",
            {"born_month": "", "born_day": "", "born_year": ""},
            "born",
            "Write the date of birth of the patient.",
        ),
        ("you", {"born_day": ""}, "born", "The date of birth lacks its day."),
        ("you", {"born_month": " "}, "born", "The date of birth lacks its month."),
        ("you", {"born_year": ""}, "born", "The date of birth lacks its year."),
        (
            "you",
            {"born_month": "2", "born_day": "30"},
            "born",
            "This is not a real date. Write month, day and year, like 3 27 1958.",
        ),
        (
            "you",
            {"born_month": "Smarch"},
            "born",
            "This is not a real date. Write month, day and year, like 3 27 1958.",
        ),
        ("you", {"born_year": "2027"}, "born", "The date of birth must be in the past."),
        (
            "you",
            {"born_year": "58"},
            "born",
            "Please check the year of birth, and write it with four digits.",
        ),
        (
            "you",
            MINOR | {"guardian_name": ""},
            "guardian_name",
            "The patient is under 18. Write the name of a parent or guardian.",
        ),
        (
            "you",
            MINOR | {"guardian_relation": ""},
            "guardian_relation",
            "Write how the parent or guardian is related to the patient.",
        ),
        ("you", {"phone": ""}, "phone", "Write a phone number at which we can reach you."),
        ("you", {"phone": "555-0142"}, "phone", PHONE),
        ("you", {"phone": "9" * 999}, "phone", PHONE),
        (
            "you",
            {"email": "vega(at)example"},
            "email",
            "Write an email address like name@example.com, or leave this empty.",
        ),
        (
            "you",
            {"email": "", "contact_by": "email"},
            "email",
            "Write your email address, or choose “By phone” below.",
        ),
        ("you", {"contact_by": None}, "contact_by", "Choose how we should reach you."),
        ("you", {"contact_when": None}, "contact_when", "Choose a good time to call."),
        ("you", {"interpreter": "xx"}, "interpreter", CHOOSE),
        (
            "you",
            {"interpreter": "other"},
            "interpreter_other",
            "Write the language in which you need an interpreter.",
        ),
        ("you", {"access_needs": LONG}, "access_needs", "Write at most 500 characters here."),
        ("you", {"coverage": None}, "coverage", "Choose how you will pay, or “I am not sure”."),
        (
            "when",
            {"day1": "someday"},
            "day1",
            "Write a day as month, day and year, like 12/31/2026, or leave it empty.",
        ),
        ("when", {"day2": "2026-11-20"}, "day2", "Choose a day from tomorrow on."),
        ("when", {"day3": "2028-01-01"}, "day3", "Choose a day within the next 12 months."),
        ("when", {"day1_to": "2026-12-01"}, "day1", "Write the first day as well."),
        (
            "when",
            {"day1": "2026-12-03", "day1_to": "2026-12-01"},
            "day1_to",
            "The last day must not be before the first day.",
        ),
        ("when", {"time_of_day": ["midnight"]}, "time_of_day", CHOOSE),
        ("when", {"time_zone": ""}, "time_zone", "Choose your time zone."),
    ],
)
def test_a_wrong_answer_gets_its_sentence_and_no_other(step, typed, field, sentence):
    assert errors(step, **typed) == {field: [sentence]}


def test_null_bytes_are_refused_with_a_sentence():
    sentence = "Here is a sign that we can’t read. Please write it again."
    assert errors("you", name="Ana\x00Reyes") == {"name": [sentence]}


@pytest.mark.parametrize(
    "typed",
    [
        {"for_whom": "self", "asker_phone": "12", "asker_name": LONG},
        {"kind": "in-person", "state": "ZZ", "device": None, "callback_phone": "12"},
        {"kind": "virtual", "mobility": LONG, "location": "999"},
        {"kind": "either", "state": "", "device": None},
    ],
)
def test_questions_that_are_not_asked_are_not_checked(typed):
    assert errors("visit", **typed) == {}


def test_answers_to_questions_that_are_no_longer_asked_are_dropped():
    answers = journey(kind="in-person", earlier_surgery="no").answers()
    assert {"state", "device", "surgery_details", "asker_name"}.isdisjoint(answers)


def test_a_parent_who_asks_for_a_minor_is_the_guardian():
    typed = OTHER | {"asker_relation": "parent", "born_year": "2015"}
    assert errors("you", **typed) == {}


@pytest.mark.parametrize(("year", "asked"), [("2008", True), ("2009", True), ("2007", False)])
def test_a_guardian_is_asked_for_until_the_eighteenth_birthday(year, asked):
    typed = {"born_month": "11", "born_day": "21", "born_year": year}
    assert ("guardian_name" in errors("you", **typed)) == asked


def test_a_space_after_the_month_hides_no_minor():
    typed = {"born_month": "March ", "born_day": " 9", "born_year": "2015 "}
    assert "guardian_name" in errors("you", **typed)


def test_spaces_are_no_date_of_birth():
    typed = {"born_month": " ", "born_day": " ", "born_year": " "}
    assert errors("you", **typed) == {"born": ["Write the date of birth of the patient."]}


def test_without_a_kind_nothing_is_asked_that_the_page_hides():
    sentence = "Choose the kind of visit, or “No preference”."
    assert errors("visit", kind=None, state=None, device=None) == {"kind": [sentence]}


@pytest.mark.parametrize("month", ["3", "03", "March", "mar.", "MARCH", "March "])
def test_a_month_may_be_a_number_or_a_name(month):
    assert journey(born_month=month).answers()["born"] == date(1958, 3, 9)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(216) 555-0142", "+1 216-555-0142"),
        ("2165550142 ext 7", "+1 216-555-0142 ext. 7"),
        ("+49 30 901820", "+49 30 901820"),
    ],
)
def test_phones_are_kept_in_one_form_with_their_extension(typed, kept):
    assert journey(phone=typed).answers()["phone"] == kept


def test_preferred_days_are_kept_as_ranges_in_order():
    typed = {"day1": "2026-12-01", "day1_to": "2026-12-03", "day3": "12/09/2026"}
    assert journey(**typed).answers()["preferred_days"] == [
        ["2026-12-01", "2026-12-03"],
        ["2026-12-09", "2026-12-09"],
    ]


def test_a_choice_that_is_sent_many_times_is_kept_once():
    typed = {"imaging": ["mri"] * 99, "urgent_signs": ["fever"] * 99, "time_of_day": ["midday"] * 9}
    answers = journey(**typed).answers()
    assert (answers["imaging"], answers["red_flags"]) == (["mri"], ["fever"])
    assert answers["time_of_day"] == ["midday"]


def test_only_open_locations_can_be_chosen():
    place = {"street": "1 Main", "city": "Avon", "state": "OH", "postal_code": "44011"}
    shut = Location.objects.create(name="Old", slug="old", is_open=False, **place)
    here = Location.objects.create(name="New", slug="new", **place)
    assert errors("visit", kind="in-person", location=str(shut.pk))
    answers = journey(kind="in-person", location=str(here.pk)).answers()
    assert answers["location"] == here


def test_tomorrow_is_the_first_day_in_the_clinics_own_zone():
    late = timezone.make_aware(timezone.datetime(2026, 11, 20, 23, 0))
    tomorrow = (late + timedelta(days=1)).date().isoformat()
    assert errors("when", day1=tomorrow) == {}
