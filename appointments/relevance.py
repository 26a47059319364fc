"""Which questions the other answers call for. Pure; the form, the check page and staff's screen agree by it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

ADULT = 18

Facts = Mapping[str, Any]


def age_on(day: date, born: date) -> int:
    """Whole years from a date of birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _for_another(facts: Facts) -> bool:
    return facts.get("for_whom") == "other"


def _may_be_in_person(facts: Facts) -> bool:
    return facts.get("kind") in ("in-person", "either")


def _may_be_virtual(facts: Facts) -> bool:
    return facts.get("kind") in ("virtual", "either")


def _had_surgery(facts: Facts) -> bool:
    return facts.get("earlier_surgery") == "yes"


def _had_imaging(facts: Facts) -> bool:
    return bool(set(facts.get("imaging") or ()) - {"none"})


def _is_referred(facts: Facts) -> bool:
    return facts.get("referral") == "yes"


def _needs_a_guardian(facts: Facts) -> bool:
    """A minor, unless the one who asks is the parent or guardian already."""
    born, today = facts.get("born"), facts["today"]
    asked_by_guardian = _for_another(facts) and facts.get("asker_relation") in (
        "parent",
        "guardian",
    )
    is_minor = isinstance(born, date) and born <= today and age_on(today, born) < ADULT
    return is_minor and not asked_by_guardian


def _speaks_another_language(facts: Facts) -> bool:
    return facts.get("interpreter") == "other"


CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "asker_name": _for_another,
    "asker_relation": _for_another,
    "asker_phone": _for_another,
    "sharing": _for_another,
    "location": _may_be_in_person,
    "mobility": _may_be_in_person,
    "state": _may_be_virtual,
    "device": _may_be_virtual,
    "callback_phone": _may_be_virtual,
    "surgery_details": _had_surgery,
    "imaging_when": _had_imaging,
    "referred_by": _is_referred,
    "guardian_name": _needs_a_guardian,
    "guardian_relation": _needs_a_guardian,
    "interpreter_other": _speaks_another_language,
}


def applies(field: str, facts: Facts) -> bool:
    """Whether a question is asked, given the other answers; `facts["today"]` is the day of asking."""
    return field not in CONDITIONS or CONDITIONS[field](facts)
