"""What of an editor's HTML is kept."""

import pytest

from articles.html import plain_text, sanitise, sentences

KEPT = [
    "<ul><li>one<ul><li>inside</li></ul></li></ul>",
    '<ol start="3"><li>three</li></ol>',
    '<table><thead><tr><th scope="col">Sign</th></tr></thead><tbody><tr><td>Pain</td></tr></tbody></table>',
    '<p><a href="/conditions/sciatica/">Sciatica</a></p>',
    '<p><a href="https://www.nih.gov/">NIH</a>, <a href="tel:911">911</a></p>',
    '<p><img src="/media/images/2026/a.png" alt="A disk" width="3" height="2"></p>',
    "<h3>Pain</h3><p>2 &lt; 3 &amp; <em>so</em> <strong>on</strong></p>",
    '<p lang="es">Hola</p>',
]
DROPPED = [
    ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
    ("<style>p{color:red}</style><p>a</p>", "<p>a</p>"),
    ('<p onclick="alert(1)" style="color:red" class="MsoNormal">a</p>', "<p>a</p>"),
    ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
    ('<p><a href=" jAvA\tscript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
    ('<p><img src="data:image/svg+xml,x" alt="a">b</p>', "<p>b</p>"),
    ('<p><img src=x onerror=alert(1) alt="a"></p>', '<p><img src="x" alt="a"></p>'),
    ('<img alt="> <script>alert(1)</script>">', ""),
    ("<svg><script>alert(1)</script></svg><p>a</p>", "<p>a</p>"),
    ("<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", ""),
    ("<iframe src='https://x.example'></iframe><p>a</p>", "<p>a</p>"),
    ("<!-- note --><p>a</p>", "<p>a</p>"),
    ("<p>a\x00b</p>", "<p>ab</p>"),
    ("<p>a</p><p>&nbsp;</p><p> <br> </p><p></p><p>b</p>", "<p>a</p><p>b</p>"),
    ("<h1>A</h1><h2>B</h2><h6>C</h6><p><b>d</b> <i>e</i></p>",
     "<h3>A</h3><h3>B</h3><h4>C</h4><p><strong>d</strong> <em>e</em></p>"),
]  # fmt: skip


@pytest.mark.parametrize("html", KEPT)
def test_sanitise_keeps_words_structure_links_and_pictures(html):
    assert sanitise(html) == html


@pytest.mark.parametrize(("html", "clean"), DROPPED)
def test_sanitise_drops_what_could_act_or_style(html, clean):
    assert sanitise(html) == clean


@pytest.mark.parametrize("html", [*KEPT, *[dirty for dirty, _ in DROPPED]])
def test_sanitise_twice_changes_nothing(html):
    assert sanitise(sanitise(html)) == sanitise(html)


def test_plain_text_separates_blocks_and_reads_alternative_texts():
    html = '<ul><li>one</li><li>two</li></ul><p>A&nbsp;<em>disk</em><img src="/a.png" alt="seen from above"></p>'
    assert plain_text(html) == "one two A disk seen from above"


def test_sentences_end_what_has_no_mark_of_its_own_and_nothing_twice():
    html = (
        "<p>Call us if you have:</p><ul><li><p>numb <em>toes</em></p></li><li>Is it worse?</li><li></li></ul>"
        "<h3>Then</h3><table><tbody><tr><td>Day 1 (home)</td><td>Rest.</td></tr></tbody></table>One<br>two"
    )
    assert sentences(html) == (
        "Call us if you have: numb toes. Is it worse? Then. Day 1 (home). Rest. One two"
    )
