"""How a page's sections are laid out for reading."""

from articles.outline import outline

CARD = {"id": 7, "level": "emergency", "heading": "Call 911 if you:", "items": ["fall"]}


def section(heading, kind="overview", card=None):
    anchor = heading.lower().replace(" ", "-") or "section-1"
    return {"kind": kind, "heading": heading, "anchor": anchor, "html": "<p>…</p>", "card": card}


def test_sections_keep_their_order():
    parts = outline([section("What it is"), section("Causes")], {})
    assert [(part.heading, part.level) for part in parts] == [("What it is", 2), ("Causes", 2)]


def test_neighbouring_questions_gather_under_one_heading():
    parts = outline(
        [
            section("What it is"),
            section("Will it heal?", "question"),
            section("Can I work?", "question"),
        ],
        {},
    )
    assert [part.heading for part in parts] == ["What it is", "Questions and answers"]
    assert [(q.heading, q.level) for q in parts[1].questions] == [
        ("Will it heal?", 3),
        ("Can I work?", 3),
    ]


def test_question_alone_is_a_section_of_its_own():
    (part,) = outline([section("Will it heal?", "question")], {})
    assert (part.heading, part.level, part.questions) == ("Will it heal?", 2, [])


def test_second_run_of_questions_has_an_anchor_of_its_own():
    run = [section("One?", "question"), section("Two?", "question")]
    parts = outline([*run, section("Causes"), *run], {})
    assert [part.anchor for part in parts] == [
        "questions-and-answers",
        "causes",
        "questions-and-answers-2",
    ]


def test_care_card_heading_takes_its_level_from_its_place():
    cards = {7: CARD}
    headed, bare = outline([section("Emergency", card=7), section("", card=7)], cards)
    (asked,) = outline([section("One?", "question", card=7), section("Two?", "question")], cards)
    assert [headed.card_level, bare.card_level, asked.questions[0].card_level] == [3, 2, 4]


def test_care_card_that_was_deleted_leaves_the_section_standing():
    (part,) = outline([section("Emergency", card=8)], {7: CARD})
    assert (part.heading, part.card) == ("Emergency", None)


def test_part_with_an_emergency_card_is_an_emergency_and_others_are_not():
    urgent = CARD | {"level": "urgent"}
    emergency, less, none = outline(
        [section("Now", card=7), section("Soon", card=8), section("What it is")],
        {7: CARD, 8: urgent},
    )
    assert [emergency.is_emergency, less.is_emergency, none.is_emergency] == [True, False, False]
