"""The breadcrumb: every public page has one, and every link in it leads somewhere."""

import re

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from articles.models import Kind, share
from spinecenter.trail import PLACES
from tests.appointments.factories import RequestFactory
from tests.factories import (
    LocationFactory,
    ProviderFactory,
    TopicFactory,
    editor,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db

NO_PAGES = {"articles:feed", "articles:suggestions", "appointments:feed"}


def crumbs(response):
    """What the breadcrumb says: name and path of each step; the page itself has no path."""
    found = re.search(r'<nav class="breadcrumb".*?</nav>', response.content.decode(), re.DOTALL)
    steps = re.findall(r"<li><(a|span)([^>]*)>(.*?)</\1></li>", found[0]) if found else []
    assert not found or [rest for tag, rest, _ in steps if tag == "span"] == [
        ' aria-current="page"'
    ]
    return [(name, rest.removeprefix(' href="').rstrip('"')) for _tag, rest, name in steps]


def names(response):
    return [name for name, _path in crumbs(response)]


def public_names():
    """The URL names of all that stands under a language."""
    for pattern in get_resolver().url_patterns[-1].url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from (f"{pattern.namespace}:{each.name}" for each in pattern.url_patterns)
        else:
            yield pattern.name


@pytest.fixture
def slugs():
    """What stands in the addresses that name something."""
    article = published_page(title="Sciatica", slug="sciatica", subject="condition")
    published_page(title="Sciatica care", slug="sciatica-care", kind=Kind.CONDITION_PAGE)
    ProviderFactory(name="Ana Reyes", slug="ana-reyes", credentials="MD")
    LocationFactory(name="Harbor Street", slug="harbor-street")
    TopicFactory(name="Nerves", slug="nerves")
    link = share(article.revisions.get(), by=editor(), at=timezone.now())
    return {
        "articles:article": ["sciatica"],
        "articles:article_changes": ["sciatica"],
        "articles:condition_page": ["sciatica-care"],
        "articles:condition_page_changes": ["sciatica-care"],
        "articles:shared": [link.token],
        "clinic:provider": ["ana-reyes"],
        "clinic:location": ["harbor-street"],
        "appointments:prepare_for": ["virtual"],
        "appointments:sent": [RequestFactory().reference],
        "appointments:status_by_link": ["nobodys-token"],
    }


def test_every_public_page_has_a_breadcrumb_whose_links_work(client, slugs):
    for name in set(public_names()) - NO_PAGES - {"home"}:
        response = client.get(reverse(name, args=slugs.get(name, [])))
        steps = crumbs(response)
        assert steps[0] == ("Home", "/"), name
        assert steps[-1][1] == ' aria-current="page', name
        for _words, path in steps[:-1]:
            assert client.get(path).status_code == 200, (name, path)


def test_every_public_page_has_its_place_in_the_table():
    assert set(PLACES) == set(public_names()) - NO_PAGES


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/health-library/", ["Home", "Health library"]),
        ("/health-library/?region=lumbar", ["Home", "Health library", "Lower back (lumbar spine)"]),
        ("/topics/", ["Home", "Health library", "Topics"]),
        ("/health-library/?topic=nerves", ["Home", "Health library", "Topics", "Nerves"]),
        ("/health-library/sciatica/", ["Home", "Health library", "Conditions", "Sciatica"]),
        (
            "/health-library/sciatica/changes/",
            ["Home", "Health library", "Conditions", "Sciatica", "How this page has changed"],
        ),
        ("/conditions/sciatica-care/", ["Home", "What we treat", "Sciatica care"]),
        ("/our-team/ana-reyes/", ["Home", "Our team", "Ana Reyes, MD"]),
        ("/locations/harbor-street/", ["Home", "Locations", "Harbor Street"]),
        ("/appointments/request/", ["Home", "Appointments", "Request a visit"]),
        (
            "/appointments/virtual-visits/set-up/",
            ["Home", "Appointments", "Virtual visits", "Get ready for your video visit"],
        ),
        ("/privacy/", ["Home", "Privacy"]),
        ("/health-library/nothing/", ["Home", "Health library", "Page not found"]),
        ("/nothing/", ["Home", "Page not found"]),
        ("/es/health-library/", ["Inicio", "Biblioteca de salud"]),
        ("/", []),
    ],
)
def test_breadcrumb_tells_the_way_to_a_page(client, slugs, path, way):
    assert names(client.get(path)) == way


def test_page_that_was_taken_down_keeps_its_place(client):
    published_page(slug="bed-rest").retire(by=reviewer())
    way = ["Home", "Health library", "This page was taken down"]
    assert names(client.get("/health-library/bed-rest/")) == way


def test_draft_that_is_shared_stands_where_its_page_would(client, slugs):
    path = reverse("articles:shared", args=slugs["articles:shared"])
    assert names(client.get(path)) == ["Home", "Health library", "Conditions", "Sciatica"]


def test_breadcrumb_of_a_title_holds_no_markup(client):
    page = published_page(title="Back <b>pain</b>")
    assert names(client.get(page.publications.get().get_absolute_url()))[-1] == (
        "Back &lt;b&gt;pain&lt;/b&gt;"
    )


def test_breadcrumb_gives_no_secret_address_away(client, slugs):
    reference = slugs["appointments:sent"][0]
    shown = client.get(reverse("appointments:sent", args=[reference])).content.decode()
    assert (
        f"/sent/{reference}"
        not in re.search(r"<nav class=.breadcrumb.*?</nav>", shown, re.DOTALL)[0]
    )
