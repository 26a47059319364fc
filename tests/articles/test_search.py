"""A query → the pages a reader hopes for."""

import pytest
from django.db import connection

from articles.models import Posting, Synonym
from articles.models.synonyms import synonym
from articles.narrowing import SEARCH, Narrowing
from articles.search import search
from articles.search.ranking import Asked, statement
from articles.search.scope import Scope
from articles.search.spelling import known_words
from tests.factories import PageFactory, editor, published_page, reviewer
from tests.plans import nodes_of_plan

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


def test_search_marks_no_piece_of_a_longer_word():
    published_page(
        title="x", summary="Feedback on backs and the back.", sections=[{"heading": "x"}]
    )
    snippet = search("back").hits[0].snippet
    assert [fragment.words for fragment in snippet if fragment.found] == ["backs", "back"]


def test_search_takes_the_title_for_more_the_less_else_it_says():
    published_page(title="Hyperkalemic periodic paralysis", also_called=[])
    published_page(title="Paralysis", also_called=[])
    assert found("what are the types of paralysis?")[0] == "Paralysis"


def test_search_finds_spanish_forms_with_and_without_accents():
    published_page(title="Operación de columna", language="es", summary="Dos operaciones.")
    assert found("operacion", language="es") == ["Operación de columna"]
    assert found("OPERACIÓN", language="es") == ["Operación de columna"]
    assert found("operacion", language="en") == []


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("sciattica", "sciatica"),
        ("What helps with Sciatca at night?", "What helps with sciatica at night?"),
        ("spondilolistesis", "spondylolisthesis"),
        ("Ssciatica, please", "sciatica, please"),
        ("backpain", "back pain"),
    ],
)
def test_search_repairs_words_against_those_of_the_site(typed, repaired):
    published_page(title="Sciatica", summary="Back pain, please. Backpacks.", also_called=[])
    published_page(title="Spondylolisthesis", summary="It helps at night.", also_called=[])
    results = search(typed)
    assert results.repaired == repaired
    assert results.query == typed
    assert results.covers


@pytest.mark.parametrize("typed", ["knee", "insurance cost", "sciatica", "l4", "xq7", "zzz"])
def test_search_leaves_a_word_alone_that_is_spelled_right_or_like_nothing(typed):
    published_page(title="Sciatica", summary="Kneel. Lost. Ensurance.", also_called=[])
    assert search(typed).repaired == ""


def test_search_leaves_a_plural_alone_whose_singular_staff_know():
    synonym("es", "pierna dormida", "entumecimiento").save()
    assert search("no siento las piernas", language="es").repaired == ""
    assert search("pierma", language="es").repaired == "pierna"


def test_search_looks_for_what_was_typed_when_asked_to():
    published_page(title="Sciatica", also_called=[])
    results = search("sciattica", literal=True)
    assert (results.repaired, list(results.hits), results.covers) == ("", [], False)


def test_search_asks_whether_a_word_that_no_page_holds_was_a_slip():
    """It is spelled right, so it is looked for; only what staff or pages say much about is worth the question."""
    published_page(title="Herniated disk", summary="Kayaks.", also_called=["Slipped disc"])
    results = search("sipped disc")
    assert (results.repaired, results.did_you_mean) == ("", "slipped disc")
    assert search("slipped disc").did_you_mean == ""
    assert search("kayaking insurance").did_you_mean == ""
    assert search("dish").did_you_mean == ""


def test_search_for_what_was_typed_asks_whether_it_was_misspelled():
    published_page(title="Herniated disk")
    assert search("Hernaited disk", literal=True).did_you_mean == "herniated disk"


def test_search_repairs_only_to_words_that_are_live():
    Synonym.objects.all().delete()  # staff's words count as known ones
    page = published_page(title="Sciatica", also_called=[])
    assert search("sciattica").repaired == "sciatica"
    page.retire(by=reviewer())
    assert search("sciattica").repaired == ""


def test_search_knows_new_words_at_once():
    published_page(title="Sciatica", also_called=[])
    assert search("kiphosis").repaired == ""
    published_page(title="Kyphosis", also_called=[])
    assert search("kiphosis").repaired == "kyphosis"


def test_search_finds_what_staff_say_is_meant():
    published_page(title="Herniated disk", also_called=[])
    published_page(title="Slipped capital epiphysis", also_called=[])
    Synonym.objects.all().delete()
    assert found("slipped disc")[0] == "Slipped capital epiphysis"
    synonym("en", "Slipped Disc", "herniated disk").save()
    results = search("how to treat a slipped disc?")
    assert results.hits[0].title == "Herniated disk"
    assert results.covers
    assert search("sliped disc").repaired == "slipped disc"
    assert found("slipped discs")[0] == "Herniated disk"


def test_search_reads_synonyms_as_they_are_now():
    published_page(title="Kyphosis", also_called=[])
    published_page(title="Scoliosis", also_called=[])
    made = synonym("en", "dowager wobble", "kyphosis")
    made.save()
    assert found("dowager wobble") == ["Kyphosis"]
    made.means = "scoliosis"
    made.save()
    assert found("dowager wobble") == ["Scoliosis"]
    made.delete()
    assert found("dowager wobble") == []


def test_search_takes_a_number_for_less_than_a_word():
    published_page(title="Dystonia 6", also_called=[], summary="")
    published_page(title="Healing fracture", also_called=[], summary="")
    assert found("fracture of vertebra T-6") == ["Healing fracture", "Dystonia 6"]


def test_search_takes_a_word_that_says_nothing_for_a_synonym_only_by_itself():
    published_page(title="Iliotibial band", also_called=[])
    published_page(title="Tethered cord", summary="Treat it early.", also_called=[])
    synonym("en", "IT", "iliotibial band").save()
    synonym("en", "TOS", "iliotibial band").save()
    assert found("it") == ["Iliotibial band"]
    assert found("how to treat it") == ["Tethered cord"]


def test_search_says_whether_the_best_page_covers_what_was_asked():
    published_page(title="Sciatica", also_called=[])
    published_page(title="Lumbago", summary="Insurance pays.", also_called=[])
    assert search("sciatica").covers
    assert search("what pays for sciatica?").covers
    assert search("insurance reimbursement paperwork").covers is False
    assert search("reimbursement").covers is False


def test_search_finds_nothing_by_a_title_that_says_nothing():
    published_page(title="Before and after", summary="Insurance.", also_called=[])
    assert search("insurance reimbursement paperwork").covers is False


def test_search_that_began_before_a_page_came_in_takes_no_words_from_those_that_began_later(
    django_assert_num_queries,
):
    earlier = Scope.of("en")
    published_page(title="Kyphosis", also_called=[])
    assert "kyphosis" in known_words(Scope.of("en"))[len("kyphosis")]
    with django_assert_num_queries(0):
        assert "kyphosis" in known_words(earlier)[len("kyphosis")]


def test_search_counts_what_each_filter_would_leave():
    for subject, regions in [("condition", ["lumbar"]), ("condition", []), ("test", ["lumbar"])]:
        published_page(title="Sciatica", subject=subject, regions=regions)
    results = search("sciatica", narrowing=Narrowing({"subject": "condition"}, SEARCH))
    counts = {
        facet.key: {o.value: (o.count, o.chosen) for o in facet.options} for facet in results.facets
    }
    assert counts == {
        "kind": {"article": (2, False)},
        "subject": {"condition": (2, True), "test": (1, False)},
        "region": {"lumbar": (1, False)},
    }
    assert (results.total, len(results.hits)) == (3, 2)


def test_search_ignores_a_filter_that_nobody_knows():
    published_page(title="Sciatica")
    results = search("sciatica", narrowing=Narrowing({"subject": "' OR 1=1"}, SEARCH))
    assert len(results.hits) == 1


def test_search_reads_its_index_and_not_the_whole_table():
    """What ranking reads of the postings comes out of the index alone, however many there are."""
    publication = published_page(title="Sciatica").publications.get()
    # A table of a few rows is read whole, or by whatever index: the plan that matters is that of many.
    Posting.objects.bulk_create(
        Posting(publication=publication, language="en", term=f"word{n}", weight=1.0)
        for n in range(20_000)
    )
    sql, params = statement([Asked("sciatica"), Asked("pain")], scope=Scope.of("en"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_posting")
    of_postings = [
        (node["Node Type"], node["Index Name"])
        for node in nodes_of_plan(sql, params)
        if node.get("Alias") == "posting"
    ]
    assert of_postings == [("Index Only Scan", "posting_by_term")]


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
