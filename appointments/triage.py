"""Red flags → how fast somebody must act. Pure: it knows no database and stores nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """How fast a request must be seen; nobody is ever told that they are fine."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class SafetyQuestions:
    """One version of the red flags: the codes whose "yes" is an emergency, and those that are urgent."""

    emergency: frozenset[str]
    urgent: frozenset[str]


class UnknownQuestion(ValueError):
    """An answer to a question that this version does not ask."""


def triage(flags: Collection[str], questions: SafetyQuestions) -> Urgency:
    """The urgency that the red flags answered with yes call for; the most serious one decides."""
    if set(flags) - questions.emergency - questions.urgent:
        raise UnknownQuestion("An answer belongs to no question of this version.")
    if questions.emergency.intersection(flags):
        return Urgency.EMERGENCY
    return Urgency.URGENT if flags else Urgency.ROUTINE


def needs_hands_on_examination(main_reason: str, kind: str) -> bool:
    """Whether to steer a request that may be virtual to an in-person visit: new weakness or numbness."""
    return main_reason == "weakness" and kind != "in-person"


def questions_from(pairs: Iterable[tuple[str, str]]) -> SafetyQuestions:
    """Questions from pairs of code and tier ("emergency" or "urgent")."""
    pairs = list(pairs)
    return SafetyQuestions(
        emergency=frozenset(code for code, tier in pairs if tier == Urgency.EMERGENCY),
        urgent=frozenset(code for code, tier in pairs if tier == Urgency.URGENT),
    )
