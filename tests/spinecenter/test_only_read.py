"""What is only read takes no other method, and says so; what patients send still arrives."""

import pytest
from django.test import Client

from tests.factories import editor, published_page

pytestmark = pytest.mark.django_db

PATHS = [
    "/",
    "/es/",
    "/health-library/",
    "/health-library/sciatica/",
    "/health-library/sciatica/changes/",
    "/topics/",
    "/conditions/",
    "/search/?q=sciatica",
    "/search/suggestions/?q=sci",
    "/feed/",
    "/our-team/",
    "/locations/",
    "/privacy/",
    "/appointments/",
    "/sitemap.xml",
    "/robots.txt",
    "/favicon.ico",
    "/health/live",
    "/media/picture.webp",
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
def test_page_that_is_only_read_refuses_every_other_method(method):
    published_page(title="Sciatica", slug="sciatica")
    client = Client(enforce_csrf_checks=True)
    answers = [client.generic(method, path) for path in PATHS]
    told = {(answer.status_code, answer["Allow"], answer.content) for answer in answers}
    assert told == {(405, "GET, HEAD", b"")}


@pytest.mark.parametrize("path", ["/appointments/request/", "/appointments/status/"])
def test_form_of_patients_takes_what_they_send_without_a_cookie(path):
    assert Client(enforce_csrf_checks=True).post(path, {}).status_code == 200


def test_staff_form_without_its_token_is_still_refused_by_the_guard_of_forms():
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor())
    assert client.post("/admin/articles/synonym/add/", {"asked": "x"}).status_code == 403
