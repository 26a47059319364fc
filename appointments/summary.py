"""A request's answers in words, grouped by step: the check page and staff's screen show the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from django.db.models import Choices, Field
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.models import Answers, choices
from appointments.relevance import applies
from clinic.models import SafetyQuestionSet

GROUPS: dict[str, tuple[str, ...]] = {
    "emergency": ("red_flags",),
    "visit": (
        *("for_whom", "asker_name", "asker_relation", "asker_phone", "sharing", "visited_before"),
        *("kind", "location", "mobility", "state", "device", "callback_phone"),
    ),
    "reason": (
        *("main_reason", "topic", "region", "duration", "earlier_surgery", "surgery_details"),
        *("imaging", "imaging_when", "referral", "referred_by", "story"),
    ),
    "you": (
        *("name", "born", "guardian_name", "guardian_relation", "phone", "email", "contact_by"),
        *("contact_when", "voicemail_ok", "discreet", "interpreter", "interpreter_other"),
        *("access_needs", "coverage", "ask_about_cost"),
    ),
    "when": ("preferred_days", "time_of_day", "time_zone"),
}

# Encrypted columns carry no choices of their own.
CHOICES: dict[str, type[Choices]] = {
    "asker_relation": choices.Relation,
    "main_reason": choices.MainReason,
    "duration": choices.Duration,
    "earlier_surgery": choices.YesNoUnsure,
    "imaging": choices.Imaging,
    "referral": choices.YesNoUnsure,
    "interpreter": choices.Language,
    "coverage": choices.Coverage,
    "time_of_day": choices.TimeOfDay,
}
PHONES = ("phone", "asker_phone", "callback_phone")
# Where an empty answer says something of its own.
EMPTY = {
    "location": gettext_lazy("Any location"),
    "preferred_days": gettext_lazy("Any day"),
    "time_of_day": gettext_lazy("Any time"),
    "red_flags": gettext_lazy("None of these"),
    "interpreter": gettext_lazy("No interpreter needed"),
}


@dataclass(frozen=True)
class Row:
    """One answer: the field, its label, and what was answered, one line each."""

    field: str
    label: str
    lines: list[str]
    is_answered: bool


def rows(
    step: str, answers: Mapping[str, Any], questions: SafetyQuestionSet, today: date
) -> list[Row]:
    """The answers of one step as people read them; only the questions that were asked."""
    facts = {**answers, "today": today}
    return [
        _row(name, answers.get(name), questions) for name in GROUPS[step] if applies(name, facts)
    ]


def earlier(before: Mapping[str, Any], questions: SafetyQuestionSet) -> list[Row]:
    """The answers that an amendment replaced, as people read them."""
    dates = {"born": date.fromisoformat(before["born"])} if before.get("born") else {}
    return [_row(name, value, questions) for name, value in {**before, **dates}.items()]


def in_words(name: str, value: Any, questions: SafetyQuestionSet) -> str:
    """One answer in words, "" when it was not given."""
    return "; ".join(line for line in _lines(name, value, questions) if line)


def _row(name: str, value: Any, questions: SafetyQuestionSet) -> Row:
    label = str(_field(name).verbose_name).capitalize()
    lines = [line for line in _lines(name, value, questions) if line]
    if lines:
        return Row(name, label, lines, True)
    return Row(name, label, [str(EMPTY.get(name, _("Not answered")))], False)


def _lines(name: str, value: Any, questions: SafetyQuestionSet) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if name == "red_flags":
        labels = {question.code: question.words for question in questions.questions.all()}
    elif name == "preferred_days":
        return [days_in_words(*map(date.fromisoformat, pair)) for pair in value or []]
    elif name in PHONES:
        return [phone_in_words(value or "")]
    else:
        labels = dict(_choices(name))
    return [str(labels.get(one, _plain(one))) for one in values if one not in (None, "")]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return date_format(value, "DAY") if isinstance(value, date) else str(value)


def _field(name: str) -> "Field[Any, Any]":
    return next(field for field in Answers._meta.fields if field.name == name)


def _choices(name: str) -> Any:
    if name in CHOICES:
        return CHOICES[name].choices
    return _field(name).choices or ()


def days_in_words(first: date, last: date) -> str:
    """A day, or a range of days, written out."""
    start = date_format(first, "WEEKDAY")
    if first == last:
        return start
    return _("%(first)s to %(last)s") % {"first": start, "last": date_format(last, "WEEKDAY")}


def phone_link(phone: str) -> str:
    """The link that calls a phone number, its extension included."""
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)


def phone_in_words(phone: str) -> str:
    """A phone number as people in the United States write it; others in international form."""
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return phone
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, style.NATIONAL if number.country_code == 1 else style.INTERNATIONAL
    )
