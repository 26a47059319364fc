"""Two snapshots side by side: which words came, which went, which parts moved."""

import pytest

from articles.comparing import Names, compare

NAMES = Names(
    topics={1: "Pain at work", 2: "Sports"},
    pages={7: "Sciatica"},
    providers={4: "Ana Reyes, MD"},
    pictures={9: "A disk", "/media/images/disk.jpg": "A disk"},
    cards={3: ["Emergency advice: Call 911 if you:", "cannot feel your legs"]},
)


def snapshot(*sections, **fields):
    return {
        "kind": "article",
        "language": "en",
        "slug": "back-pain",
        "title": "Back pain",
        "also_called": [],
        "summary": "",
        "subject": "condition",
        "regions": [],
        "topics": [],
        "lead_image": None,
        "lead_image_alt": "",
        "related": [],
        "providers": [],
        "license": "",
        "sections": list(sections),
        "sources": [],
    } | fields


def section(heading, body="<p>Words.</p>", kind="overview", care_card=None):
    return {"kind": kind, "heading": heading, "body": body, "care_card": care_card}


def marked(runs):
    """Runs as text, what is not the same in brackets."""
    return "".join(run.words if run.mark == "same" else f"[{run.words}]" for run in runs)


def lines(difference):
    """The lines that differ, as (before, after)."""
    return [
        (marked(line.before), marked(line.after))
        for line in difference.lines
        if line.state != "same"
    ]


def within(before, after):
    """The lines that differ between two bodies of one section."""
    comparison = compare(snapshot(section("A", before)), snapshot(section("A", after)), NAMES)
    return lines(comparison.sections[0])


def test_the_same_words_say_that_nothing_changed():
    same = snapshot(section("A"), section("B", care_card=3), topics=[1])
    comparison = compare(same, same, NAMES)
    assert comparison.is_same
    assert [part.state for part in comparison.sections] == ["same", "same"]
    assert comparison.fields == []


def test_words_are_marked_one_by_one_inside_their_block():
    assert within(
        "<p>A disk can press on a nerve.</p><p>Same.</p>",
        "<p>A worn disk may press on a nerve.</p><p>Same.</p>",
    ) == [
        ("A disk [can] press on a nerve.", "A[ worn] disk [may] press on a nerve."),
    ]


def test_list_items_stay_lines_of_their_own():
    before = "<ul><li>pain<ul><li>in the leg</li></ul></li><li>numb toes</li></ul>"
    after = "<ul><li>pain<ul><li>in one leg</li></ul></li><li>numb toes</li><li>fever</li></ul>"
    assert within(before, after) == [("in [the] leg", "in [one] leg"), ("", "[fever]")]


def test_rows_of_a_table_are_compared_as_rows():
    before = (
        "<table><tr><th>Day</th><th>Walk</th></tr><tr><td>1</td><td>5 minutes</td></tr></table>"
    )
    assert within(before, before.replace("5", "10")) == [("1 │ [5] minutes", "1 │ [10] minutes")]


def test_what_went_stands_before_what_came_in_its_place():
    assert within("<p>Rest in bed for a week.</p>", "<h3>Walk</h3><p>Every day, a little.</p>") == [
        ("[Rest in bed for a week.]", ""),
        ("", "[Walk]"),
        ("", "[Every day, a little.]"),
    ]


def test_where_a_link_leads_is_part_of_the_words():
    before = '<p>See <a href="/a/">more</a>.</p>'
    assert within(before, before.replace("/a/", "/b/")) == [
        ("See more [/[a]/].", "See more [/[b]/].")
    ]


def test_picture_is_compared_by_its_name_and_alternative_text():
    before = '<p><img src="/media/images/disk.jpg" alt="A disk that bulges"></p>'
    assert within(before, before.replace("bulges", "presses")) == [
        (
            "Picture “A disk”. Alternative text: A disk that [bulges]",
            "Picture “A disk”. Alternative text: A disk that [presses]",
        )
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>Call us</p>", "<p>Call <strong>us</strong></p>"),
        ("<ul><li>one</li></ul>", "<ol><li>one</li></ol>"),
        (
            '<p><img src="/media/images/disk.jpg" alt="x"></p>',
            '<p><img src="/media/other/disk.jpg" alt="x"></p>',
        ),
    ],
)
def test_same_words_in_another_dress_are_told_apart(before, after):
    names = Names(pictures={"/media/images/disk.jpg": "D", "/media/other/disk.jpg": "D"})
    part = compare(snapshot(section("A", before)), snapshot(section("A", after)), names).sections[0]
    assert part.state == "changed"
    assert [line.redressed for line in part.lines if line.state == "changed"] == [True]


def test_sections_are_followed_when_they_move_come_and_go():
    before = snapshot(section("A"), section("B", "<p>Bees.</p>"), section("C", "<p>Seas.</p>"))
    after = snapshot(section("C", "<p>Seas.</p>"), section("A"), section("D", "<p>Dew.</p>"))
    parts = compare(before, after, NAMES).sections
    assert [(part.label, part.state, part.notes) for part in parts] == [
        ("C", "moved", ["Moved from place 3 to place 1."]),
        ("A", "same", []),
        ("D", "added", []),
        ("B", "removed", []),
    ]


def test_section_with_a_new_heading_and_most_of_its_words_is_the_same_section():
    body = "<p>A disk can press on a nerve and hurt the leg.</p>"
    parts = compare(
        snapshot(section("What it is", body)), snapshot(section("Overview", body)), NAMES
    ).sections
    assert [lines(part) for part in parts] == [[("[What it is]", "[Overview]")]]


def test_kind_of_a_section_is_compared_by_its_name():
    parts = compare(snapshot(section("A")), snapshot(section("A", kind="risks")), NAMES).sections
    assert lines(parts[0]) == [("Kind: [Overview]", "Kind: [Risks]")]


def test_care_card_is_compared_by_its_words_at_each_time():
    then = Names(cards={3: ["Emergency advice: Call 911 if you:", "cannot walk"]})
    same = snapshot(section("A", care_card=3))
    assert lines(compare(same, same, then, NAMES).sections[0]) == [
        ("cannot [walk]", "cannot [feel your legs]")
    ]
    without = snapshot(section("A"))
    assert lines(compare(same, without, NAMES).sections[0]) == [
        ("[Emergency advice: Call 911 if you:]", ""),
        ("[cannot feel your legs]", ""),
    ]


@pytest.mark.parametrize(
    ("name", "value", "label", "shown"),
    [
        ("title", "Neck pain", "Title", ("[Back] pain", "[Neck] pain")),
        ("slug", "neck", "Address on the site", ("[back-pain]", "[neck]")),
        ("summary", "Short.", "Summary", ("", "[Short.]")),
        ("also_called", ["Lumbago"], "Also called", ("", "[Lumbago]")),
        ("subject", "test", "Subject", ("[Condition]", "[Test]")),
        ("regions", ["sacral"], "Parts of the spine", ("", "[Sacrum and tailbone (sacral spine)]")),
        ("topics", [1], "Topics", ("", "[Pain at work]")),
        ("topics", [5], "Topics", ("", "[(deleted since, number 5)]")),
        ("related", [7], "Related pages", ("", "[Sciatica]")),
        ("providers", [4], "Providers", ("", "[Ana Reyes, MD]")),
        ("lead_image", 9, "Picture at the top", ("", "[A disk]")),
        ("language", "es", "Language", ("[English]", "[Spanish]")),
        ("license", "Ours.", "About this text", ("", "[Ours.]")),
        (
            "sources",
            [{"title": "NIH", "url": "https://nih.gov/"}],
            "Sources",
            ("", "[NIH https://nih.gov/]"),
        ),
    ],
)
def test_every_field_of_a_page_is_compared_in_words(name, value, label, shown):
    fields = compare(snapshot(), snapshot(**{name: value}), NAMES).fields
    assert [(field.label, lines(field)) for field in fields] == [(label, [shown])]


def test_a_very_long_rewrite_is_shown_whole_and_at_once():
    before = "<p>" + "pain in the leg " * 3000 + "</p>"
    changed = within(before, before.replace("leg", "arm"))
    assert [(b.startswith("["), a.startswith("[")) for b, a in changed] == [(True, True)]
