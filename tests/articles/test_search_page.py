"""The results page: what stands on it, and that whatever is typed is answered with a page in time."""

import re

import pytest

from clinic.models import Clinic, SafetyQuestionSet
from tests.factories import imported_page, unlocked_questions

pytestmark = pytest.mark.django_db


def shown(client, query, path="/search/", **more):
    return client.get(path, {"q": query} | more).content.decode()


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def main_of(html):
    return re.search(r"<main.*</main>", html, re.DOTALL)[0]


# --- a red flag ---


def test_query_that_reads_like_an_emergency_is_told_to_call_before_any_result(client):
    imported_page(title="Numbness of the saddle", summary="When you can't pee.")
    Clinic.objects.update(emergency_number="112")
    main = main_of(shown(client, "numb saddle can't pee"))
    signs = SafetyQuestionSet.objects.in_force().questions.filter(tier="emergency")
    card = main[: main.index("</section>")]
    assert "Emergency advice: Call 112 now if you have any of these signs" in words_of(card)
    assert all(sign.text in card for sign in signs)
    assert re.findall(r'<a [^>]*href="([^"]+)"', card[card.index("care-card") :]) == ["tel:112"]
    assert main.index("</section>") < main.index('<ol class="results"')


def test_emergency_is_told_even_where_no_set_of_questions_is_in_force(client):
    with unlocked_questions():
        SafetyQuestionSet.objects.all().delete()
    card = words_of(main_of(shown(client, "can't pee numb legs")))
    assert "Call 911 now if you have any of these signs" in card
    assert "new, severe or quickly getting worse" in card


def test_query_that_reads_like_thoughts_of_suicide_names_the_lifeline(client):
    main = main_of(shown(client, "back pain so bad I want to die"))
    assert "You are not alone. Call or text 988" in words_of(main)
    assert 'href="tel:988"' in main
    assert "Call 911 now" not in words_of(main)


def test_advice_speaks_the_language_of_the_page(client):
    emergency = shown(client, "no puedo orinar y tengo las piernas dormidas", "/es/search/")
    assert "Llame al 911 ahora si tiene alguno de estos signos" in words_of(main_of(emergency))
    lifeline = shown(client, "quiero morir", "/es/search/")
    assert "No está solo. Llame o envíe un mensaje de texto al 988" in words_of(main_of(lifeline))


@pytest.mark.parametrize("query", ["sciatica", "numbness", ""])
def test_other_queries_show_no_card(client, query):
    assert "care-card" not in main_of(shown(client, query))
