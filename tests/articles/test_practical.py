"""A practical question and the pages of the center that answer it."""

import pytest

from articles.search import search
from articles.search.practical import PAGES
from articles.words import words_of_query
from tests.factories import published_page

pytestmark = pytest.mark.django_db


def asked_for(query, language="en"):
    return [
        page.view.partition(":")[2] or page.view for page in search(query, language=language).ours
    ]


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("appointment", ["index"]),
        ("How do I cancel my appointment?", ["index"]),
        ("video visit", ["index", "virtual_visits"]),
        ("telehealth", ["virtual_visits"]),
        ("opening hours on Saturday", ["locations"]),
        ("What is your phone number?", ["locations"]),
        ("where are you located", ["locations"]),
        ("spine surgeons near me", ["locations", "team"]),
        ("best back doctor", ["team"]),
        ("apointment", ["index"]),
        ("do you speak Spanish", ["language-help"]),
    ],
)
def test_practical_question_leads_to_its_page(query, pages):
    assert asked_for(query) == pages
    assert search(query).covers


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("¿Cómo pido una cita?", ["index"]),
        ("horario de atención", ["locations"]),
        ("dónde están ubicados", ["locations"]),
        ("médicos de columna", ["team"]),
        ("intérprete", ["language-help"]),
    ],
)
def test_practical_question_in_spanish_leads_to_its_page(query, pages):
    assert asked_for(query, "es") == pages


@pytest.mark.parametrize(
    "query",
    [
        "sciatica",
        "which doctor treats sciatica",
        "spine",
        "open surgery",
        "visits to the toilet at night",
        "",
    ],
)
def test_medical_question_is_left_to_the_library(query):
    published_page(title="Sciatica")
    assert asked_for(query) == []


def test_words_are_written_as_search_compares_them():
    """One with an accent or a capital would never be found."""
    for page in PAGES:
        for words in page.words.values():
            assert all(words_of_query(word) == [word] for word in words), page.view
