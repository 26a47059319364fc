"""A query that names one of our people or places."""

import pytest

from articles.search import search
from clinic.models import Location, Provider
from tests.factories import LocationFactory, ProviderFactory, published_page

pytestmark = pytest.mark.django_db


def named(query):
    ours = search(query).ours
    return [one.name for one in ours if isinstance(one, Provider | Location)]


@pytest.mark.parametrize(
    "query",
    ["Reyes", "dr. reyes", "Dra. Reyes", "Ana Reyes, MD", "appointment with ana reyes",
     "Can Dr Reyes see my mother?", "ANA"],
)  # fmt: skip
def test_person_is_found_by_name(query):
    ProviderFactory(name="Ana Réyes")
    assert named(query) == ["Ana Réyes"]


@pytest.mark.parametrize(
    "query",
    ["will a slipped disc heal?", "back pain in young people", "dr", "doctor for my neck", ""],
)
def test_word_that_is_also_a_name_is_no_name_in_a_question(query):
    ProviderFactory(name="Will Young")
    assert named(query) == []


def test_name_is_no_misspelled_word_and_a_misspelled_name_is_put_right():
    ProviderFactory(name="Ida Pein")
    published_page(title="Pain")
    assert search("dr pein").repaired == ""
    assert search("dr pien").repaired == "dr pein"
    assert named("dr pien") == ["Ida Pein"]


def test_word_that_stands_on_a_page_is_a_name_only_with_the_rest_of_it():
    LocationFactory(name="Lakeside Spine Center")
    published_page(title="Spine")
    assert named("spine") == []
    assert named("lakeside") == ["Lakeside Spine Center"]
    assert named("Spine Center, Lakeside") == ["Lakeside Spine Center"]
    assert named("lakeside spine center parking") == ["Lakeside Spine Center"]


def test_only_people_who_practice_and_places_that_are_open_are_named():
    ProviderFactory(name="Ana Reyes", is_practicing=False)
    LocationFactory(name="Reyes Street", is_open=False)
    assert named("reyes") == []


def test_new_name_is_known_at_once():
    place = LocationFactory(name="Harbor Street")
    assert named("harbor street") == ["Harbor Street"]
    place.name = "Quay House"
    place.save()
    assert named("harbor street") == []
    assert named("quay house") == ["Quay House"]
