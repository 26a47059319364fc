from itertools import combinations

import pytest

from appointments.triage import (
    UnknownQuestion,
    Urgency,
    needs_hands_on_examination,
    questions_from,
    triage,
)

EMERGENCY = ("saddle-numbness", "bladder-bowel", "both-legs", "chest-pain")
URGENT = ("fever", "cancer", "weight-loss", "unsteady")
QUESTIONS = questions_from([(c, "emergency") for c in EMERGENCY] + [(c, "urgent") for c in URGENT])
ALL_ANSWERS = [
    flags for n in range(9) for flags in combinations((*EMERGENCY, *URGENT), n)
]  # each of the 256 ways to answer eight questions


@pytest.mark.parametrize("flags", ALL_ANSWERS, ids=lambda flags: "+".join(flags) or "none")
def test_triage_takes_the_most_serious_answer(flags):
    if set(flags) & set(EMERGENCY):
        expected = Urgency.EMERGENCY
    elif flags:
        expected = Urgency.URGENT
    else:
        expected = Urgency.ROUTINE
    assert triage(flags, QUESTIONS) == expected


def test_triage_does_not_depend_on_the_order_or_repetition_of_answers():
    assert triage(["fever", "chest-pain", "fever"], QUESTIONS) == Urgency.EMERGENCY
    assert triage(["chest-pain", "fever"], QUESTIONS) == Urgency.EMERGENCY


def test_triage_refuses_an_answer_to_a_question_that_was_not_asked():
    with pytest.raises(UnknownQuestion):
        triage(["fever", "stubbed-toe"], QUESTIONS)


@pytest.mark.parametrize(
    ("reason", "kind", "steer"),
    [
        ("weakness", "virtual", True),
        ("weakness", "either", True),
        ("weakness", "in-person", False),
        ("pain", "virtual", False),
    ],
)
def test_new_weakness_steers_to_an_in_person_visit(reason, kind, steer):
    assert needs_hands_on_examination(reason, kind) == steer
