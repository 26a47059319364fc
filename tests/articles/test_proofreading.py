"""The proofreader: each rule on pages with the fault and on pages without it, and the shapes of lost lists."""

import pytest

from articles.proofreading import RULES, Card, Facts, draft_of, proofread, recall
from articles.proofreading.blocks import Shape, blocks_of
from articles.proofreading.language import reading_grade, sentences

NOTHING_KNOWN = Facts()
AIR = "<p>Breathe in and out.</p>"
MOVE = "<p>Move your neck a little now and then.</p>"


def page(*sections, **fields):
    """A snapshot with sections given as bodies, as (heading, body), or as whole dictionaries."""
    return {
        "title": "Stiff neck",
        "summary": "Why a neck gets stiff.",
        "language": "en",
        "sources": [{"title": "A guideline", "url": ""}],
        "sections": [as_section(number, given) for number, given in enumerate(sections)],
    } | fields


def as_section(number, given):
    section = {"kind": "overview", "heading": f"Part {number}", "body": "", "care_card": None}
    if isinstance(given, dict):
        return section | given
    heading, body = given if isinstance(given, tuple) else (section["heading"], given)
    return section | {"heading": heading, "body": body}


def found(rule, snapshot, facts=NOTHING_KNOWN):
    return [f for f in proofread(draft_of(snapshot), facts) if f.rule == rule]


LOST = {
    "nothing after the colon": ["<p>Call us if you:</p>"],
    "a paragraph after the colon": ["<p>You may feel:</p><p>It passes in a day.</p>"],
    "items that became paragraphs": ["<p>Bring along:</p><p>your pills</p><p>your X-rays</p>"],
    "a colon in bold": ["<p><strong>Go home if you can:</strong></p>"],
    "a colon in the middle of markup": ["<p>Causes <em>include</em><strong>:</strong></p>" + AIR],
    "a colon before a space": ["<p>Signs are:&nbsp;</p>" + AIR],
    "a colon in quotes": ["<p>The card says “Call if you:”</p>" + AIR],
    "a heading after the colon": ["<p>Risks include:</p><h3>Later</h3>" + AIR],
    "the next section's list": [
        ("Signs", "<p>Look out for:</p>"),
        ("Rest", "<ul><li>Lie down</li></ul>"),
    ],
    "a sentence cut off": ["<p>Other causes include</p>" + AIR],
    "a sentence cut off by a comma": ["<p>You may have pain, including,</p>" + AIR],
    "the following, and a full stop": ["<p>Tell us about the following.</p>" + AIR],
    "an item whose own list is gone": ["<ul><li>Pain caused by:</li><li>Numb feet</li></ul>"],
    "the last item's own list is gone": ["<ul><li>Numb feet</li><li>Pain, such as:</li></ul>"],
    "a paragraph in an item": ["<ul><li><p>Ask about:</p></li><li><p>Pills</p></li></ul>"],
    "an answer to a question": [
        {"kind": "question", "heading": "Who helps?", "body": "<p>These may:</p>"}
    ],
    "lines broken by hand": ["<p>Stop if you feel:<br>dizzy<br>sick<br>weak</p>"],
    "an advertisement after the colon": ["<p>Uses include:</p><p>Advertisement</p>" + AIR],
    "a bold label that names several": ["<p><strong>Side effects:</strong></p>" + AIR],
    "a heading that opens a list": [("Call us if you:", AIR)],
    "a rule after the colon": ["<p>Common signs are:</p><hr>" + AIR],
    "two lists announced, one there": ["<p>Do:</p><p>Do not:</p><ul><li>run</li></ul>"],
}
KEPT = {
    "a list": ["<p>Call us if you:</p><ul><li>fall</li></ul>"],
    "a numbered list": ["<p>Do this:</p><ol><li>Sit.</li></ol>"],
    "a table": ["<p>Doses:</p><table><tr><td>1</td></tr></table>"],
    "a picture": ['<p>It looks so:</p><p><img src="/media/a.png" alt="A neck"></p>'],
    "a picture on the same line": ['<p>It looks so: <img src="/media/a.png" alt="A neck"></p>'],
    "a figure": ['<p>So:</p><figure><img src="/media/a.png" alt="A neck"></figure>'],
    "terms and meanings": ["<p>Words you will hear:</p><dl><dt>Disk:</dt><dd>A pad</dd></dl>"],
    "a quotation": ["<p>A patient says:</p><blockquote><p>It helped.</p></blockquote>"],
    "spoken words": ["<p>You may say:</p><p>“My neck hurts.”</p>"],
    "a nested list": ["<ul><li>Pain in:<ul><li>the arm</li></ul></li><li>Rest</li></ul>"],
    "a list behind an advertisement": [
        "<p>Uses include:</p><p>Advertisement</p><ul><li>walks</li></ul>"
    ],
    "a colon inside a sentence": ["<p>One rule holds: rest helps.</p>"],
    "a bold lead-in": ["<p><strong>Risks:</strong> bleeding and infection.</p>"],
    "a time of day": ["<p>We open at 10:30.</p>"],
    "a note": ["<p><strong>Note:</strong></p>" + AIR],
    "a numbered step": ["<p>Step 2:</p>" + AIR],
    "a phone number": ["<p>Call us at:</p><p>216-555-0100</p>"],
    "a link": ['<p>Read on here:</p><p><a href="https://example.org/">The guideline</a></p>'],
    "a bold line as a heading": ["<p><strong>Before surgery:</strong></p><p>Eat nothing.</p>"],
    "headings for each kind": [
        f"<p>There are two kinds:</p><h3>Sudden</h3>{AIR}<h3>Slow</h3>{AIR}"
    ],
    "named groups with lists": [
        "<p>Signs differ:</p><p>Children</p><ul><li>a</li></ul><p>Adults</p><ul><li>b</li></ul>"
    ],
    "items typed by hand": ["<p>Bring:</p><p>- your pills</p><p>- your X-rays</p>"],
    "a section that goes on without a heading": [
        ("Signs", "<p>Look out for:</p>"),
        ("", "<ul><li>Pain</li></ul>"),
    ],
    "an address": ["<p>Our address:<br>1 Harbor Street<br>Springfield</p>"],
    "a cell of a table": ["<table><tr><td>Dose:</td><td>1</td></tr></table>"],
    "a care card below": [{"body": "<p>Call 911 if you:</p>", "care_card": 7}],
}


@pytest.mark.parametrize("sections", LOST.values(), ids=LOST)
def test_lost_list_is_found(sections):
    assert len(found("lost-list", page(*sections))) == 1


@pytest.mark.parametrize("sections", KEPT.values(), ids=KEPT)
def test_list_that_is_there_is_not_called_lost(sections):
    assert found("lost-list", page(*sections)) == []


EMERGENCY = {7: Card("emergency", "Call 911 if you:", "fall\nfaint")}
LINKED = {7: Card("emergency", "Call 911 if you:", "see www.example.org")}
OURS = Facts(
    own_hosts=frozenset({"spine.example"}),
    dead_links=frozenset({"/health-library/gone/", "neck"}),
    coming_links=frozenset({"/health-library/soon/"}),
)
LIBRARY = Facts(pictures={"/media/a.png": "A neck"})
HARD = (
    "<p>Minimally invasive decompression of degenerative pathologies necessitates intraoperative "
    "fluoroscopic visualization, neuromonitoring and meticulous preoperative characterization of "
    "individual anatomical configurations, particularly in multilevel spondylolisthesis.</p>" * 4
)
QUESTION = {"kind": "question", "heading": "Does it hurt", "body": "<p>Yes, a little.</p>"}

# rule → (a page with the fault, what is known) and (a page without it, what is known)
CASES = {
    "lost-list": ((page("<p>Do:</p>"), OURS), (page("<p>Rest.</p>"), OURS)),
    "alternative-text": (
        (page('<p><img src="/media/b.png"></p>'), NOTHING_KNOWN),
        (page('<p><img src="/media/a.png" alt=""></p>'), NOTHING_KNOWN),
    ),
    "dead-link": (
        (page('<p>See <a href="https://spine.example/health-library/gone/#b">it</a>.</p>'), OURS),
        (
            page('<p>See <a href="/health-library/there/">it</a>, <a href="#part-0">up</a>.</p>'),
            OURS,
        ),
    ),
    "coming-link": (
        (page('<p><a href="/health-library/soon/?a=1">Sprains</a></p>'), OURS),
        (page('<p><a href="/health-library/there/">Sprains</a></p>'), OURS),
    ),
    "answer-without-question": (
        (page(("Robots", "<p>Yes, some surgeons use them.</p>")), OURS),
        (page(QUESTION, ("Robots", "<p>No. 5 is the last one.</p>")), OURS),
    ),
    "empty-heading": ((page(("", AIR)), OURS), (page({"heading": "", "care_card": 7}), OURS)),
    "repeated-heading": (
        (page(("What helps", AIR), ("What helps?", AIR)), OURS),
        (page(("What helps", "<h3>Rest</h3>" + AIR), ("Later", "<h3>Rest</h3>" + AIR)), OURS),
    ),
    "empty-section": (
        (page(("What helps", "<h3>Rest</h3><h3>Heat</h3>" + AIR)), OURS),
        (page({"heading": "When to call", "care_card": 7}), OURS),
    ),
    "skipped-level": (
        (page("<h4>Rest</h4>" + AIR), OURS),
        (
            page(
                {**QUESTION, "body": AIR}, {**QUESTION, "heading": "b", "body": "<h4>c</h4>" + AIR}
            ),
            OURS,
        ),
    ),
    "no-reviewer": ((page(AIR), Facts(has_reviewer=False)), (page(AIR), Facts(has_reviewer=True))),
    "link-in-emergency-card": (
        (page({"care_card": 7}), Facts(cards=LINKED)),
        (page({"care_card": 7}), Facts(cards=EMERGENCY)),
    ),
    "foreign-card": (
        (page({"care_card": 7}), Facts(foreign_cards={7: "Call 911 if you:"})),
        (page({"care_card": 7}), Facts(foreign_cards={8: "Call 911 if you:"})),
    ),
    "card-left-out": (
        (page(AIR), Facts(cards_left_out=("Call 911 if you:",))),
        (page(AIR), OURS),
    ),
    "untranslated": (
        (page(MOVE, summary="Cuello."), Facts(original=draft_of(page(AIR, MOVE)))),
        (page(AIR, summary="Cuello."), Facts(original=draft_of(page(AIR, MOVE)))),
    ),
    "grade": ((page(HARD), OURS), (page(AIR * 20), OURS)),
    "section-grade": ((page(HARD), OURS), (page(AIR * 20), OURS)),
    "long-sentence": (
        (page(f"<p>{'a ' * 26}end.</p>"), OURS),
        (page(f"<p>{'a ' * 24}end.</p>"), OURS),
    ),
    "absolute-claim": (
        (page("<p>It is done without harm.</p>"), OURS),
        (page("<p>It may harm.</p>"), OURS),
    ),
    "numeric-date": (
        (page("<p>Reviewed on 06/05/2024.</p>"), OURS),
        (page("<p>June 5, 2024. Vision is 20/20. Call 216-555-0100.</p>"), OURS),
    ),
    "dropped-picture": (
        (page('<p><img src="https://spine.example/media/a.png" alt="A neck"></p>'), LIBRARY),
        (page('<p><img src="/media/a.png"></p>'), LIBRARY),
    ),
    "vague-link": (
        (page('<p>To learn more <a href="/search/">click here</a>.</p>'), OURS),
        (page('<p><a href="/search/">Search the library</a></p>'), OURS),
    ),
    "typed-list": (
        (page("<p>• rest</p><p>• heat</p>"), OURS),
        (page("<p>– and rest helps too</p>"), OURS),
    ),
    "disguised-heading": (
        (page("<p><strong>What helps</strong></p>" + AIR), OURS),
        (page("<p><strong>Rest</strong> helps.</p>" + AIR), OURS),
    ),
    "long-summary": (
        (page(AIR, summary="A neck. " * 50), OURS),
        (page(AIR, summary="A neck."), OURS),
    ),
    "no-summary": ((page(AIR, summary=" "), OURS), (page(AIR), OURS)),
    "no-sources": ((page(AIR, sources=[]), OURS), (page(AIR), OURS)),
}


@pytest.mark.parametrize("rule", [rule.code for rule in RULES])
def test_rule_finds_its_fault_once(rule):
    assert len(found(rule, *CASES[rule][0])) == 1


@pytest.mark.parametrize("rule", [rule.code for rule in RULES])
def test_rule_leaves_a_good_page_alone(rule):
    assert found(rule, *CASES[rule][1]) == []


def test_page_without_sections_can_be_read():
    assert [f.rule for f in proofread(draft_of(page()), NOTHING_KNOWN)] == []


def test_finding_says_where_why_and_how_to_mend():
    [finding] = found("lost-list", page(("Rest", AIR), ("When to call", "<p>Call us if you:</p>")))

    assert (finding.place.section, finding.place.field) == (1, "body")
    assert finding.place.label == "Section 2, “When to call”"
    assert finding.what == "A list is missing after “Call us if you:”"
    assert finding.blocks
    assert finding.why.endswith(".") and finding.mend.endswith(".")


def test_blocking_findings_come_before_advice():
    snapshot = page("<p>It never hurts.</p>", "<p>Call us if you:</p>", sources=[])

    severities = [f.severity for f in proofread(draft_of(snapshot), NOTHING_KNOWN)]

    assert severities == sorted(severities, reverse=True)
    assert severities[0] == "blocking"


def test_finding_comes_back_from_what_was_stored():
    [finding] = found("lost-list", page("<p>Call us if you:</p>"))

    again = recall(finding.stored())

    assert (again.what, again.why, again.mend) == (finding.what, finding.why, finding.mend)
    assert again.place.label == finding.place.label


def test_image_described_by_a_file_name_has_no_alternative_text():
    body = '<p><img src="/media/a.png" alt="IMG_2041.JPG"></p>'

    assert len(found("alternative-text", page(body))) == 1


def test_anchor_that_no_heading_has_is_a_dead_link():
    body = '<p><a href="#what-helps">Help</a> <a href="#what-harms">Harm</a></p>'

    [finding] = found("dead-link", page(body, ("What helps", AIR)))

    assert "#what-harms" in finding.what


def test_relative_address_is_a_link_on_this_site():
    assert len(found("dead-link", page('<p><a href="neck">Neck pain</a></p>'), OURS)) == 1


def test_a_section_of_few_words_has_no_grade():
    assert reading_grade(blocks_of(AIR)) is None


def test_grade_counts_items_of_a_list_as_sentences():
    items = "".join(f"<li>Walk for {n} minutes</li>" for n in range(20))

    assert reading_grade(blocks_of(f"<ul>{items}</ul>")) < 5


def test_abbreviation_ends_no_sentence():
    assert sentences("Ask Dr. Reyes. She will help.") == ("Ask Dr. Reyes.", "She will help.")


def test_blocks_tell_lists_from_what_stands_around_them():
    html = "<p>a</p><ul><li>b<ol><li>c</li></ol></li></ul><table><tr><td>d</td></tr></table>"

    shapes = [(block.shape, block.text, block.depth) for block in blocks_of(html)]

    assert shapes == [
        (Shape.PARAGRAPH, "a", 0),
        (Shape.ITEM, "b", 1),
        (Shape.ITEM, "c", 2),
        (Shape.TABLE, "", 0),
        (Shape.CELL, "d", 0),
    ]


def test_text_of_scripts_and_styles_is_not_read():
    assert blocks_of("<script>var a = 'b:';</script><style>p { x: y }</style>") == ()
