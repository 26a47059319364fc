"""The sitemap of the whole site, assembled."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.sitemaps import PublicationSitemap
from clinic.models import Location, Provider
from spinecenter.languages import LANGUAGES

STANDING = (
    "home",
    "articles:library",
    "articles:conditions",
    "clinic:team",
    "clinic:locations",
    "appointments:index",
    "appointments:virtual_visits",
    "appointments:set_up",
    "appointments:prepare",
    "editorial-process",
    "privacy",
    "accessibility",
    "language-help",
)
# Nobody has translated these yet.
IN_ENGLISH_ONLY = {"editorial-process", "privacy", "accessibility"}


class OurAddress:
    """Mixed into a sitemap: its addresses begin with SITE_URL, whatever host a request names."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesSitemap(OurAddress, PublicationSitemap):
    """Every page that is live."""


class InEveryLanguage(OurAddress, Sitemap):
    """Pages that stand in every language, each told of the others."""

    i18n = True
    alternates = True


class StandingSitemap(InEveryLanguage):
    """Pages that are always there."""

    def items(self):
        return STANDING

    def location(self, name: str) -> str:
        return reverse(name)

    def get_languages_for_item(self, name: str) -> list[str]:
        return [settings.LANGUAGE_CODE] if name in IN_ENGLISH_ONLY else LANGUAGES


class PeopleSitemap(InEveryLanguage):
    """Everybody on the team page."""

    def items(self):
        return Provider.objects.practicing()


class PlacesSitemap(InEveryLanguage):
    """Every place that patients can visit."""

    def items(self):
        return Location.objects.open_to_patients()


SITEMAPS = {
    "standing": StandingSitemap,
    "pages": PagesSitemap,
    "people": PeopleSitemap,
    "places": PlacesSitemap,
}
