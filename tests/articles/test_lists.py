"""The staff's lists of pages stay quick however long they are: what is costly is asked once."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import AccountFactory, PageFactory, approve, editor, published_page

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")


def shown_titles(answer):
    return sorted(page.title for page in answer.context["cl"].result_list)


def test_words_are_looked_for_once_in_a_request(client):
    client.force_login(AccountFactory(is_superuser=True))
    PageFactory(title="A", sections=[{"body": "<p>The sciatic nerve.</p>"}])
    PageFactory(title="B", sections=[{"body": "<p>A nerve root.</p>"}, {"heading": "Nerve"}])
    PageFactory(title="C", sections=[])
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(LIST, {"q": "nerve"})
    assert shown_titles(answer) == ["A", "B"]
    assert len([each for each in asked if "articles_section" in each["sql"]]) == 1


def test_numbers_beside_the_filter_say_how_many_pages_stand_where(client):
    client.force_login(AccountFactory(is_superuser=True))
    published_page()
    for _ in range(2):
        approved = PageFactory(title="Approved")
        approved.save_draft(by=editor())
        approve(approved)
    answer = client.get(LIST, {"standing": "approved"})
    assert shown_titles(answer) == ["Approved", "Approved"]
    soup = BeautifulSoup(answer.content, "html.parser")
    choices = [" ".join(link.text.split()) for link in soup.select("#changelist-filter a")]
    assert [words for words in choices if words.split(" (")[0] in ("Draft", "Approved")] == [
        "Draft (0)",
        "Approved (2)",
    ]
    assert "Published (1)" in choices
