"""What the head of every public page tells search engines, and those who pass a link on."""

import io
import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageColor

from articles.models import Kind
from articles.views import LibraryView
from clinic.models import Clinic
from tests.factories import (
    LocationFactory,
    PageFactory,
    ProviderFactory,
    TopicFactory,
    editor,
    library_image,
    picture_file,
    publish,
    published_page,
)

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/health-library/",
    "/health-library/?region=lumbar",
    "/health-library/sciatica/",
    "/conditions/",
    "/conditions/sciatica-care/",
    "/our-team/",
    "/our-team/ana-reyes/",
    "/locations/",
    "/locations/harbor-street/",
    "/appointments/",
    "/appointments/virtual-visits/",
    "/appointments/virtual-visits/set-up/",
    "/appointments/prepare/",
    "/about/editorial-process/",
    "/privacy/",
    "/accessibility/",
    "/language-help/",
]
NOT_FOR_ENGINES = [
    "/search/",
    "/search/?q=sciatica",
    "/appointments/request/",
    "/appointments/status/",
    "/appointments/prepare/virtual/",
    "/health-library/sciatica/changes/",
    "/health-library/nothing/",
    "/health-library/?letter=s",
    "/health-library/?region=lumbar&subject=condition",
    "/health-library/?region=nowhere",
    "/health-library/?region=sacral",
]


@pytest.fixture(autouse=True)
def content():
    Clinic.objects.update(name="Elm & Oak Spine")
    published_page(title="Sciatica", slug="sciatica", subject="condition", regions=["lumbar"])
    care = {"title": "Sciatica care", "slug": "sciatica-care", "summary": "How we treat sciatica."}
    published_page(kind=Kind.CONDITION_PAGE, **care)
    ProviderFactory(name="Ana Reyes", slug="ana-reyes")
    LocationFactory(name="Harbor Street", slug="harbor-street")


def head_of(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser").head


def said(head, name):
    """The content of the one element of a name."""
    (found,) = head.select(f'meta[property="{name}"], meta[name="{name}"]')
    return found["content"]


def canonical(client, path, settings):
    (link,) = head_of(client, path).select("link[rel=canonical]")
    assert link["href"].startswith(settings.SITE_URL)
    return link["href"].removeprefix(settings.SITE_URL)


def alternates(client, path, settings):
    links = head_of(client, path).select("link[rel=alternate][hreflang]")
    return {link["hreflang"]: link["href"].removeprefix(settings.SITE_URL) for link in links}


# --- for those who pass a link on ---


@pytest.mark.parametrize("path", PUBLIC)
def test_page_can_be_shared_with_a_title_a_text_and_a_picture(client, settings, path):
    head = head_of(client, path)
    title = head.title.get_text()
    assert title == said(head, "og:title") or title == f"{said(head, 'og:title')} | Elm & Oak Spine"
    assert said(head, "og:description") == said(head, "description")
    assert said(head, "og:url") == head.select_one("link[rel=canonical]")["href"]
    assert said(head, "og:image").startswith(f"{settings.SITE_URL}/static/img/share.")
    assert (said(head, "og:image:width"), said(head, "og:image:height")) == ("1200", "630")
    assert said(head, "og:image:alt")


def test_each_page_says_in_words_of_its_own_what_it_is_about(client):
    gists = [said(head_of(client, path), "description") for path in PUBLIC]
    assert {gist for gist in gists if gists.count(gist) > 1} == set()
    assert {"", "Elm & Oak Spine"}.isdisjoint(gists)


def test_picture_of_the_site_is_as_large_as_it_says(client, settings):
    answer = client.get(said(head_of(client, "/"), "og:image").removeprefix(settings.SITE_URL))
    served = Pillow.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (served.size, served.format) == ((1200, 630), "PNG")


def test_picture_of_the_site_is_drawn_of_our_spine_in_the_sites_colors(settings):
    static = settings.BASE_DIR / "static"
    drawing = (settings.BASE_DIR / "tests/screenshots/share.svg").read_text()
    spine = (static / "img/spine.svg").read_text()
    parts = re.findall(r'<use href="/spine\.svg#(\w+)"', drawing)
    assert parts == re.findall(r'<g id="(\w+)"', spine)
    tokens = dict(re.findall(r"--([\w-]+): (#\w{6});", (static / "css/site.css").read_text())[::-1])
    outside, inside = tokens["accent"], tokens["accent-soft"]
    assert set(re.findall(r"#[0-9a-f]{6}", drawing)) == {outside, inside}
    with Pillow.open(static / "img/share.png") as picture:
        shown = [picture.convert("RGB").getpixel(place) for place in ((5, 5), (300, 315))]
    wanted = [ImageColor.getrgb(color) for color in (outside, inside)]
    assert all(near(one, other) for one, other in zip(shown, wanted, strict=True))


def near(one, other):
    """A picture of few colors may miss one by a shade."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 2


def test_page_with_a_lead_image_is_shared_with_it(client, settings):
    image = library_image(size=(640, 400), alternative_text="A “disk” that bulges.")
    page = PageFactory(slug="disk", lead_image=image)
    page.save_draft(by=editor())
    publish(page)
    head = head_of(client, "/health-library/disk/")
    assert said(head, "og:image") == urljoin(settings.SITE_URL, image.file.url)
    assert (said(head, "og:image:width"), said(head, "og:image:height")) == ("640", "400")
    assert said(head, "og:image:alt") == "A “disk” that bulges."
    assert said(head, "og:type") == "article"


def test_person_is_shared_with_their_portrait(client, settings):
    person = ProviderFactory(name="Bo Lind", slug="bo-lind", portrait=picture_file(size=(90, 60)))
    head = head_of(client, "/our-team/bo-lind/")
    assert said(head, "og:image") == urljoin(settings.SITE_URL, person.portrait.url)
    assert (said(head, "og:image:width"), said(head, "og:image:alt")) == ("90", "Bo Lind, MD")


def test_title_with_quotes_stays_one_attribute(client):
    published_page(title='A "slipped" disk & <more>', slug="slipped")
    head = head_of(client, "/health-library/slipped/")
    assert said(head, "og:title") == 'A "slipped" disk & <more>'


@pytest.mark.parametrize("language", ["", "/es"])
def test_every_page_leads_to_the_feed_of_its_language(client, language):
    link = head_of(client, f"{language}/health-library/").select_one(
        'link[type="application/atom+xml"]'
    )
    assert (link["rel"], link["href"]) == (["alternate"], f"{language}/feed/")


# --- for search engines ---


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_for_search_engines_under_its_own_address(client, settings, path):
    assert said(head_of(client, path), "robots") == "index, follow"
    assert canonical(client, path, settings) == path


@pytest.mark.parametrize("path", NOT_FOR_ENGINES)
def test_other_views_of_the_same_pages_are_not(client, path):
    assert said(head_of(client, path), "robots").startswith("noindex")


@pytest.mark.parametrize(
    ("path", "known_as"),
    [
        ("/health-library/?page=1", "/health-library/"),
        ("/health-library/?region=lumbar&utm_source=x", "/health-library/?region=lumbar"),
        ("/health-library/?q=1&page=1&region=lumbar", "/health-library/?region=lumbar"),
        ("/health-library/sciatica/?from=mail", "/health-library/sciatica/"),
        ("/es/health-library/?region=lumbar", "/es/health-library/?region=lumbar"),
        ("/es/privacy/", "/privacy/"),
    ],
)
def test_page_has_one_address_however_it_was_asked_for(client, settings, path, known_as):
    assert canonical(client, path, settings) == known_as


def test_further_page_of_a_list_is_known_as_itself(client, settings, monkeypatch):
    published_page(title="Stenosis", regions=["lumbar"])
    monkeypatch.setattr(LibraryView, "paginate_by", 1)
    for path in ("/health-library/?page=2", "/health-library/?region=lumbar&page=2"):
        assert canonical(client, path, settings) == path
        assert said(head_of(client, path), "robots") == "index, follow"
        assert alternates(client, path, settings) == {}
    assert canonical(client, "/health-library/?page=1", settings) == "/health-library/"
    told = client.get("/sitemap-lists.xml").content.decode()
    assert ("?region=lumbar" in told, "page=" in told) == (True, False)


def test_page_tells_of_its_other_languages_and_whom_to_lead_where(client, settings):
    for path in ("/locations/", "/es/locations/"):
        assert alternates(client, path, settings) == {
            "en": "/locations/",
            "es": "/es/locations/",
            "x-default": "/locations/",
        }


def test_narrowed_list_tells_of_other_languages_that_have_one(client, settings):
    path = "/health-library/?region=lumbar"
    assert alternates(client, path, settings) == {}
    PageFactory(language="es", slug="ciatica", regions=["lumbar"], title="Ciática")
    spanish = PageFactory._meta.model.objects.get(slug="ciatica")
    spanish.save_draft(by=editor())
    publish(spanish)
    assert alternates(client, path, settings) == {
        "en": path,
        "es": f"/es{path}",
        "x-default": path,
    }


def test_topic_is_a_list_of_its_own(client, settings):
    page = published_page(title="Walking")
    page.publications.get().topics.add(TopicFactory(slug="exercise"))
    path = "/health-library/?topic=exercise"
    assert canonical(client, path, settings) == path
    assert said(head_of(client, path), "robots") == "index, follow"


def test_headers_keep_engines_from_what_is_not_public(client):
    for path in (reverse("appointments:request"), reverse("appointments:status")):
        assert client.get(path)["X-Robots-Tag"] == "noindex"
