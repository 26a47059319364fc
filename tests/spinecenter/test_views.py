"""The home page, the pages about the site, and what crawlers are told."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from articles.models import Kind
from clinic.models import Clinic, SafetyQuestionSet
from tests.factories import (
    LocationFactory,
    ProviderFactory,
    published_page,
    reviewer,
    unlocked_questions,
)

pytestmark = pytest.mark.django_db

STANDING = [
    "/",
    "/health-library/",
    "/topics/",
    "/conditions/",
    "/our-team/",
    "/locations/",
    "/search/",
    "/about/editorial-process/",
    "/privacy/",
    "/accessibility/",
    "/language-help/",
]


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("path", STANDING)
def test_standing_page_opens_with_emergency_phone_and_request(client, path):
    Clinic.objects.update(phone="+15185550142")
    shown = text_of(client.get(path))
    assert "In an emergency, call 911" in shown
    assert "(518) 555-0142" in shown
    assert 'href="/appointments/request/"' in shown


@pytest.mark.parametrize("path", [*STANDING, "/feed/", "/sitemap.xml", "/robots.txt"])
def test_standing_page_is_kept_a_minute_and_sets_no_cookie(client, path):
    response = client.get(path)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", STANDING)
def test_standing_page_works_before_the_clinic_is_named(client, path):
    Clinic.objects.all().delete()
    assert client.get(path).status_code == 200


def test_titles_and_descriptions_are_unique(client):
    page, condition = published_page(), published_page(kind=Kind.CONDITION_PAGE)
    paths = [*STANDING, f"/health-library/{page.slug}/", f"/conditions/{condition.slug}/"]
    shown = [text_of(client.get(path)) for path in paths]
    titles = [re.search(r"<title>(.+?)</title>", one)[1] for one in shown]
    assert sorted(set(titles)) == sorted(titles)
    assert all(re.search(r'<meta name="description" content="[^"]+">', one) for one in shown)


def test_notice_stands_on_every_page_until_its_time_is_over(client):
    Clinic.objects.update(
        notice="Closed for the storm.", notice_until=timezone.now() + timedelta(hours=1)
    )
    assert "Closed for the storm." in text_of(client.get("/privacy/"))
    Clinic.objects.update(notice_until=timezone.now() - timedelta(hours=1))
    assert "Closed for the storm." not in text_of(client.get("/privacy/"))


def test_home_shows_people_places_pages_and_the_signs_not_to_wait_with(client):
    ProviderFactory(name="Ana Reyes")
    LocationFactory(name="Harbor Street")
    published_page(title="Sciatica")
    published_page(title="Scoliosis care", kind=Kind.CONDITION_PAGE)
    shown = text_of(client.get("/"))
    signs = SafetyQuestionSet.objects.in_force().questions.filter(tier="emergency")
    for words in ["Ana Reyes", "Harbor Street", "Sciatica", "Scoliosis care", signs[0].text]:
        assert words in shown


def test_home_without_anything_yet_is_whole(client):
    with unlocked_questions():
        SafetyQuestionSet.objects.all().delete()
    response = client.get("/")
    assert response.status_code == 200
    assert "How asking for a visit works" in text_of(response)


def test_home_names_the_centers_own_pages_before_imported_ones(client):
    imported = published_page(title="Aardvark spine")
    imported.publications.update(was_imported=True)
    published_page(title="Sciatica")
    shown = text_of(client.get("/"))
    assert shown.index("Sciatica") < shown.index("Aardvark spine")


def test_region_map_works_as_plain_links(client):
    shown = text_of(client.get("/"))
    for region in ("cervical", "thoracic", "lumbar", "sacral"):
        assert f'<a href="/health-library/?region={region}">' in shown


def test_sitemap_lists_what_is_live_and_nothing_else(client):
    page, gone = published_page(slug="sciatica"), published_page(slug="bed-rest")
    gone.retire(by=reviewer())
    spanish = published_page(slug="ciatica")
    spanish.publications.update(language="es")
    ProviderFactory(slug="ana-reyes")
    told = text_of(client.get("/sitemap.xml", headers={"host": "localhost"}))
    addresses = re.findall(rf"<loc>{settings.SITE_URL}(.+?)</loc>", told)
    assert "localhost" not in told
    assert page.publications.get().get_absolute_url() in addresses
    assert "/our-team/ana-reyes/" in addresses
    assert "/health-library/bed-rest/" not in addresses
    assert "/health-library/ciatica/" not in addresses


def test_robots_keep_out_of_requests_and_are_told_of_the_sitemap(client):
    told = text_of(client.get("/robots.txt"))
    assert "Disallow: /appointments/request/" in told
    assert told.rstrip().endswith("/sitemap.xml")


def test_interpreters_are_offered_in_fifteen_languages_each_marked(client):
    Clinic.objects.update(phone="+15185550142")
    shown = text_of(client.get("/language-help/"))
    assert len(set(re.findall(r'<p lang="(\w+)', shown))) == 15
    assert re.findall(r'<p lang="(\w+)" dir="rtl"', shown) == ["ar", "ur"]


def test_unknown_path_is_a_helpful_404(client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "We cannot find this page" in text_of(response)
