"""The sitemap of the whole site, assembled."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from articles.sitemaps import PublicationSitemap
from clinic.models import Location, Provider

STANDING = (
    "/",
    "/health-library/",
    "/conditions/",
    "/our-team/",
    "/locations/",
    "/appointments/",
    "/appointments/virtual-visits/",
    "/about/editorial-process/",
    "/privacy/",
    "/accessibility/",
    "/language-help/",
)


class OurAddress:
    """Mixed into a sitemap: its addresses begin with SITE_URL, whatever host a request names."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesSitemap(OurAddress, PublicationSitemap):
    """Every page that is live."""


class StandingSitemap(OurAddress, Sitemap):
    """Pages that are always there."""

    def items(self):
        return STANDING

    def location(self, path: str) -> str:
        return path


class PeopleSitemap(OurAddress, Sitemap):
    """Everybody on the team page."""

    def items(self):
        return Provider.objects.practicing()


class PlacesSitemap(OurAddress, Sitemap):
    """Every place that patients can visit."""

    def items(self):
        return Location.objects.open_to_patients()


SITEMAPS = {
    "standing": StandingSitemap,
    "pages": PagesSitemap,
    "people": PeopleSitemap,
    "places": PlacesSitemap,
}
