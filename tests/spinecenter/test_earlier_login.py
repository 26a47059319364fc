"""A form that was opened before the latest login: refused in words that lead on."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories import PageFactory, editor

pytestmark = pytest.mark.django_db


def test_form_of_an_earlier_login_says_how_to_go_on():
    page = PageFactory(title="Sciatica")
    address = reverse("admin:articles_article_change", args=[page.pk])
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor())
    answer = client.post(address, {"title": "Lost", "csrfmiddlewaretoken": "a" * 64})
    shown = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, shown.h1.text) == (403, "This form is from an earlier login")
    assert [link["href"] for link in shown.main.select("a")] == [address, reverse("admin:index")]
    page.refresh_from_db()
    assert page.title == "Sciatica"
