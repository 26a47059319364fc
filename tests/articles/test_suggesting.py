"""Names to choose from while somebody types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Name, Synonym
from articles.search.suggesting import suggest
from tests.factories import (
    PageFactory,
    ProviderFactory,
    editor,
    imported_page,
    published_page,
    reviewer,
)
from tests.plans import nodes_of_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_synonyms(db):
    """Without those that come with the site."""
    Synonym.objects.all().delete()


def suggested(typed, **options):
    return [(one.name, one.see) for one in suggest(typed, **options)]


def asked(client, typed, path="/search/suggestions/"):
    return client.get(path, {"q": typed})


def test_names_that_begin_with_what_is_typed_come_before_those_with_a_word_that_does():
    imported_page(title="Lumbar spine surgery")
    imported_page(title="Spinal stenosis")
    imported_page(title="Sciatica")
    assert suggested("Spin") == [("Spinal stenosis", ""), ("Lumbar spine surgery", "")]


def test_other_name_of_a_page_says_which_page_it_leads_to():
    imported_page(title="Herniated disk", also_called=["Slipped disc"])
    assert suggested("slipped") == [("Slipped disc", "see Herniated disk")]


@pytest.mark.parametrize("typed", ["SCHMORLS", "schmorl’s no", "  schmorl's   nodes ", "Schmörl"])
def test_case_accents_apostrophes_and_spaces_make_no_difference(typed):
    imported_page(title="Schmorl's nodes")
    assert suggested(typed) == [("Schmorl's nodes", "")]


def test_words_are_taken_in_their_order_and_the_last_may_go_on():
    imported_page(title="Degenerative disk disease")
    assert suggested("disk dis") == [("Degenerative disk disease", "")]
    assert suggested("dis disk") == []


def test_only_what_is_live_in_the_language_is_suggested():
    PageFactory(title="Sciatica in draft").save_draft(by=editor())
    retired = published_page(title="Sciatica of old")
    retired.retire(by=reviewer())
    imported_page(title="Sciatica")
    assert suggested("sciatica") == [("Sciatica", "")]
    assert suggested("sciatica", language="es") == []


def test_eight_suggestions_are_enough():
    for number in range(12):
        imported_page(title=f"Sciatica {number}")
    assert len(suggested("sciatica")) == 8


@pytest.mark.parametrize("typed", ["", " ", "s", "s!", "é"])
def test_less_than_two_letters_suggest_nothing(typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suggested(typed) == []


def test_answer_is_kept_a_minute_sets_no_cookie_and_stays_out_of_search_engines(client):
    imported_page(title="Herniated disk", also_called=["Slipped disc"])
    response = asked(client, "sl")
    assert response.json() == {
        "suggestions": [{"name": "Slipped disc", "see": "see Herniated disk"}],
        "said": "1 suggestion",
    }
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_spanish_address_answers_with_spanish_names(client):
    imported_page(title="Sciatica")
    imported_page(
        title="Estenosis", slug="estenosis", language="es", also_called=["Canal estrecho"]
    )
    answer = asked(client, "canal", "/es/search/suggestions/").json()
    assert answer["suggestions"] == [{"name": "Canal estrecho", "see": "vea Estenosis"}]
    assert answer["said"] == "1 sugerencia"
    assert asked(client, "sci", "/es/search/suggestions/").json()["suggestions"] == []


@pytest.mark.parametrize(
    "typed",
    ["' OR 1=1 --", "a' | 'b", "sci:* | x", "\\'", "\x00sci\x00", "%", "_ _", "<b>", "\ud83d", "🦴🦴",
     "x" * 10_000, "a b " * 3_000, "((((", "&|!", "\u202esci", "%s %d {}", "ﷺ" * 400],
)  # fmt: skip
def test_whatever_is_typed_is_answered_with_names_or_none(client, typed):
    imported_page(title="Sciatica")
    response = asked(client, typed.encode(errors="replace").decode())
    assert response.status_code == 200
    assert all(one["name"] == "Sciatica" for one in response.json()["suggestions"])
    assert suggested(typed) in ([], [("Sciatica", "")])


def test_synonym_is_suggested_where_a_live_page_has_the_name_that_it_stands_for():
    words = {"language": "en", "means": "Slipped-disc"}
    Synonym.objects.create(asked="burst jelly doughnut", key="burst jelly doughnut", **words)
    Synonym.objects.create(asked="burst pipe", key="burst pipe", language="en", means="plumbing")
    imported_page(title="Surgery for a burst disk")
    assert suggested("burst") == [("Surgery for a burst disk", "")]
    imported_page(title="Herniated disk", also_called=["Slipped disc"])
    assert suggested("burst") == [
        ("Burst jelly doughnut", "see Herniated disk"),
        ("Surgery for a burst disk", ""),
    ]


def test_synonym_that_is_a_misspelling_suggests_the_page_itself():
    imported_page(title="Sciatica")
    Synonym.objects.create(language="en", asked="siatica", means="sciatica", key="siatica")
    assert suggested("siat") == [("Sciatica", "")]


@pytest.mark.parametrize(
    "typed", ["herniatd di", "Hernaited", "hreni", "herniated dsik", "hernniated"]
)
def test_misspelled_beginning_is_understood(typed):
    imported_page(
        title="Herniated disk", summary="How disks herniate, and how herniated disks heal."
    )
    imported_page(title="Sciatica")
    assert suggested(typed) == [("Herniated disk", "")]


def test_one_name_of_two_pages_is_suggested_once():
    imported_page(title="Herniated disk", also_called=["Slipped disc"])
    imported_page(title="Spondylolisthesis", also_called=["Slipped disc", "Slipped vertebra"])
    assert [name for name, _see in suggested("slipped")] == ["Slipped disc", "Slipped vertebra"]


@pytest.mark.parametrize("typed", ["dr oka", "Mar", "maren okafor", "Okáf"])
def test_our_people_and_places_are_suggested_by_name(typed):
    ProviderFactory(name="Maren Okafor")
    ProviderFactory(name="Ida Okafor", is_practicing=False)
    assert suggested(typed) == [("Maren Okafor", "")]


def test_names_are_found_by_their_indexes():
    publication = imported_page(title="Sciatica").publications.get()
    many = {"publication": publication, "kind": "article", "language": "en", "is_title": False}
    Name.objects.bulk_create(
        Name(name=f"Name {n}", key=f"name {n}", sort_key=f"name {n}", initial="N", **many)
        for n in range(5_000)
    )
    with connection.cursor() as cursor:
        # What was put in a moment ago waits to be indexed, and the plan would count on reading all of it.
        cursor.execute("SELECT gin_clean_pending_list('name_typed')")
        cursor.execute("ANALYZE articles_name, articles_publication")
    with CaptureQueriesContext(connection) as asked:
        assert suggested("sci") == [("Sciatica", "")]
    of_names = [one["sql"] for one in asked if 'FROM "articles_name"' in one["sql"]]
    used = [{node.get("Index Name") for node in nodes_of_plan(sql)} for sql in of_names]
    assert len(used) == 2
    assert "name_beginning" in used[0]
    assert "name_typed" in used[1]
