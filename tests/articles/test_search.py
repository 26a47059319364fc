"""A query → the pages a reader hopes for."""

import pytest

from articles.search import search
from tests.factories import PageFactory, editor, published_page, reviewer

pytestmark = pytest.mark.django_db


def found(query, **options):
    return [hit.title for hit in search(query, **options).hits]


def test_search_puts_title_and_names_above_headings_above_summary_above_text():
    published_page(title="D", summary="", sections=[{"heading": "x", "body": "<p>Sciatica.</p>"}])
    published_page(title="C", summary="On sciatica.", sections=[{"heading": "x"}])
    published_page(title="B", summary="", sections=[{"heading": "Sciatica"}])
    published_page(title="A", summary="", also_called=["sciatica"], sections=[{"heading": "x"}])
    assert found("sciatica") == ["A", "B", "C", "D"]


def test_search_finds_forms_of_a_word_and_questions_that_no_page_answers_whole():
    published_page(title="Herniated disk")
    assert found("What helps with herniated disks at night?") == ["Herniated disk"]


def test_search_reads_live_words_only():
    page = published_page(title="Sciatica")
    PageFactory(title="Sciatica in draft").save_draft(by=editor())
    page.sections.update(body="<p>zygote</p>")
    page.save_draft(by=editor())
    assert found("sciatica") == ["Sciatica"]
    assert found("zygote") == []
    page.retire(by=reviewer())
    assert found("sciatica") == []


def test_search_marks_the_words_it_found_and_leaves_markup_as_text():
    published_page(
        title="x",
        summary="",
        sections=[{"heading": "x", "body": "<p>A &lt; B &amp; sciatica pain.</p>"}],
    )
    snippet = search("sciatica").hits[0].snippet
    assert [(f.words, f.found) for f in snippet if f.found] == [("sciatica", True)]
    assert "A < B & " in snippet[0].words


def test_search_gives_ten_hits_a_page_and_the_nearest_page_to_a_wrong_number():
    for number in range(12):
        published_page(title=f"Sciatica {number:02}")
    by = [search("sciatica", page=page).hits for page in ("1", "2", "999", "-1", "x", "")]
    assert [(hits.number, len(hits)) for hits in by] == [
        (1, 10), (2, 2), (2, 2), (2, 2), (1, 10), (1, 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    ["", "   ", "\x00", "'", "\\", "a & | ! ( ) : * <-> b", "the of and", "%s %d {}", "🦴", "x" * 10_000,
     "'; DROP TABLE articles_page; --", "\x01\x02\x03", "<script>alert(1)</script>", "\ud83d"],
)  # fmt: skip
def test_search_answers_whatever_is_typed(query):
    published_page(title="Sciatica")
    assert found(query) == []
