"""The sitemap: every public address, valid, with its languages and pictures, in few queries."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from lxml import etree

from articles import sitemaps
from articles.models import Kind, Publication
from spinecenter import views
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
    reviewer,
)

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).parent.parent / "schemas/sitemap.xsd"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
}
NOON = datetime(2026, 6, 5, 12, tzinfo=ZoneInfo("America/New_York"))


def read(client, path="/sitemap.xml"):
    """A file of the sitemap, held against the schema."""
    answer = client.get(path, headers={"host": "localhost"})
    assert answer["Content-Type"] == "application/xml"
    document = etree.fromstring(answer.content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(document)
    return document


def told(document, settings):
    """The description of each address, by its path."""
    return {
        url.findtext("s:loc", namespaces=NAMES).removeprefix(settings.SITE_URL): url
        for url in document.iterfind("*", NAMES)
    }


def lastmod(url):
    words = url.findtext("s:lastmod", namespaces=NAMES)
    return words and datetime.fromisoformat(words)


def languages(url, settings):
    return {
        link.get("hreflang"): link.get("href").removeprefix(settings.SITE_URL)
        for link in url.iterfind("x:link", NAMES)
    }


def pictures(url):
    return [one.text for one in url.iterfind("i:image/i:loc", NAMES)]


def translated(source, **fields):
    """A page and its translation, both live."""
    page = PageFactory(language="es", translation_of=source, **fields)
    page.save_draft(by=editor())
    publish(page)
    return page


def test_sitemap_is_valid_and_names_every_page_that_engines_may_know(client, settings):
    published_page(slug="sciatica", subject="condition", regions=["lumbar"])
    published_page(slug="sciatica-care", kind=Kind.CONDITION_PAGE)
    ProviderFactory(slug="ana-reyes")
    LocationFactory(slug="harbor-street")
    found = told(read(client), settings)
    assert {
        "/",
        "/es/",
        "/health-library/",
        "/es/health-library/",
        "/health-library/?subject=condition",
        "/health-library/?region=lumbar",
        "/health-library/sciatica/",
        "/conditions/sciatica-care/",
        "/es/our-team/ana-reyes/",
        "/es/locations/harbor-street/",
        "/appointments/prepare/",
        "/privacy/",
    } <= set(found)
    assert not {"/search/", "/es/privacy/", "/appointments/request/", "/feed/"} & set(found)
    titles = set()
    for path in found:
        head = BeautifulSoup(client.get(path).content, "html.parser").head
        assert head.select_one("meta[name=robots]")["content"] == "index, follow", path
        assert head.select_one("link[rel=canonical]")["href"] == settings.SITE_URL + path
        titles.add((path.startswith("/es/"), head.title.get_text()))
        shown = head.select("link[rel=alternate][hreflang]")
        assert languages(found[path], settings) == {
            link["hreflang"]: link["href"].removeprefix(settings.SITE_URL) for link in shown
        }, path
    assert len(titles) == len(found)


def test_page_is_as_new_as_what_patients_read(client, settings):
    page = published_page(slug="sciatica", at=NOON, regions=["lumbar"], subject="condition")
    published_page(slug="older", at=NOON - timedelta(days=9), subject="condition")
    page.publications.get().topics.add(TopicFactory(slug="pain"))
    found = told(read(client), settings)
    for path in ("", "?subject=condition", "?region=lumbar", "?topic=pain", "sciatica/"):
        assert lastmod(found[f"/health-library/{path}"]) == NOON, path
    assert lastmod(found["/health-library/older/"]) == NOON - timedelta(days=9)
    assert lastmod(found["/"]) == NOON
    assert lastmod(found["/conditions/"]) is lastmod(found["/es/health-library/"]) is None
    page.renew_review(by=reviewer())
    renewed = page.publications.live().get().live_from
    found = told(read(client), settings)
    for path in ("/", "/health-library/", "/health-library/sciatica/"):
        assert lastmod(found[path]) == renewed


def test_list_of_topics_stands_in_the_languages_that_have_one(client, settings):
    page = published_page(slug="sciatica", at=NOON)
    spanish = published_page(slug="dolor", language="es", at=NOON - timedelta(days=9))
    nerves, unnamed = TopicFactory(spanish_name="Nervios"), TopicFactory()
    assert "/topics/" not in told(read(client), settings)
    page.publications.get().topics.add(nerves)
    spanish.publications.get().topics.add(unnamed)
    found = told(read(client), settings)
    assert ("/es/topics/" in found, lastmod(found["/topics/"])) == (False, NOON)
    spanish.publications.get().topics.add(nerves)
    found = told(read(client), settings)
    assert lastmod(found["/es/topics/"]) == NOON - timedelta(days=9)
    assert languages(found["/topics/"], settings) == {
        "en": "/topics/",
        "es": "/es/topics/",
        "x-default": "/topics/",
    }


def test_translations_know_each_other(client, settings):
    source = published_page(slug="sciatica")
    translated(source, slug="ciatica")
    published_page(slug="alone")
    found = told(read(client), settings)
    both = {
        "en": "/health-library/sciatica/",
        "es": "/es/health-library/ciatica/",
        "x-default": "/health-library/sciatica/",
    }
    assert languages(found["/health-library/sciatica/"], settings) == both
    assert languages(found["/es/health-library/ciatica/"], settings) == both
    assert languages(found["/health-library/alone/"], settings) == {}


def test_translation_that_is_no_longer_live_is_not_told_of(client, settings):
    source = published_page(slug="sciatica")
    translated(source, slug="ciatica").retire(by=reviewer())
    found = told(read(client), settings)
    assert "/es/health-library/ciatica/" not in found
    assert languages(found["/health-library/sciatica/"], settings) == {}


def test_pictures_stand_with_the_page_that_shows_them(client, settings):
    lead, inside = library_image(), library_image(kind="PNG")
    body = f'<p>Look.</p><p><img src="{inside.file.url}" alt="A disk"></p>'
    page = PageFactory(slug="disk", lead_image=lead, sections=[{"body": body}])
    page.save_draft(by=editor())
    publish(page)
    published_page(slug="bare")
    person = ProviderFactory(slug="ana-reyes", portrait=picture_file())
    found = told(read(client), settings)
    assert sorted(pictures(found["/health-library/disk/"])) == sorted(
        settings.SITE_URL + image.file.url for image in (lead, inside)
    )
    assert pictures(found["/health-library/bare/"]) == []
    portrait = settings.SITE_URL + person.portrait.url
    assert pictures(found["/our-team/ana-reyes/"]) == [portrait]


def test_sitemap_takes_as_many_queries_for_fifteen_pages_as_for_three(
    client, django_assert_num_queries
):
    def add(count):
        for number in range(count):
            page = published_page(subject="condition", regions=["lumbar"])
            if number % 2:
                translated(page)

    add(2)
    with django_assert_num_queries(12):
        read(client)
    add(8)
    with django_assert_num_queries(12):
        read(client)


def test_site_too_large_for_one_file_has_an_index_of_several(client, settings, monkeypatch):
    for number in range(5):
        published_page(slug=f"page-{number}", at=NOON)
    ProviderFactory(slug="ana-reyes")
    whole = set(told(read(client), settings))
    monkeypatch.setattr(views, "MOST_IN_A_FILE", 4)
    monkeypatch.setattr(sitemaps.EntrySitemap, "limit", 4)
    index = read(client)
    assert etree.QName(index).localname == "sitemapindex"
    files = told(index, settings)
    assert {"/sitemap-pages.xml", "/sitemap-pages.xml?p=2", "/sitemap-people.xml"} <= set(files)
    assert "/sitemap-places.xml" not in files  # a file without an address would not be valid
    assert lastmod(files["/sitemap-pages.xml"]) == NOON
    assert lastmod(files["/sitemap-people.xml"]) is None
    parts = [told(read(client, path), settings) for path in files]
    assert all(len(part) <= 4 for part in parts)
    assert sum(map(len, parts)) == len(whole)
    assert set().union(*parts) == whole


def test_file_that_is_not_there_is_not_found(client):
    for path in ("/sitemap-nothing.xml", "/sitemap-pages.xml?p=9", "/sitemap-pages.xml?p=x"):
        assert client.get(path).status_code == 404


def test_schema_refuses_what_the_protocol_does(client):
    published_page()
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    good = client.get(reverse("sitemap")).content.decode()
    assert Publication.objects.live().count() == 1
    for before, after in [
        ("<loc>http://", "<loc>ftp://"),
        ("/health-library/</loc>", "/health library/</loc>"),
        ("<lastmod>20", "<lastmod>next 20"),
        ("<url><loc>", "<url><lastmod>2026-01-01</lastmod><loc>"),
        ('hreflang="es"', 'hreflang="Spanish"'),
        ("</url>", "<unknown/></url>"),
    ]:
        assert before in good
        broken = etree.fromstring(good.replace(before, after, 1).encode())
        assert not schema.validate(broken), after
