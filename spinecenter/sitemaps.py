"""The sitemap of the whole site, assembled."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from articles.models import Publication
from articles.sitemaps import (
    Entry,
    EntrySitemap,
    ListSitemap,
    PublicationSitemap,
    entries_of,
    in_every_language,
    newest_of,
)
from clinic.models import Location, Provider
from clinic.structured_data import absolute

STANDING = (
    "clinic:team",
    "clinic:locations",
    "appointments:index",
    "appointments:virtual_visits",
    "appointments:set_up",
    "appointments:prepare",
    "language-help",
)
# Nobody has translated these yet.
IN_ENGLISH_ONLY = ("editorial-process", "privacy", "accessibility")


class StandingSitemap(EntrySitemap):
    """Pages that are always there; the home page is as new as the newest page of its language."""

    def entries(self) -> Iterator[Entry]:
        yield from entries_of(in_every_language("home"), newest_of(Publication.objects.live()))
        for name in STANDING:
            yield from entries_of(in_every_language(name))
        with override(settings.LANGUAGE_CODE):
            yield from [Entry(reverse(name)) for name in IN_ENGLISH_ONLY]


class PeopleSitemap(EntrySitemap):
    """Everybody on the team page, with their portraits."""

    def entries(self) -> Iterator[Entry]:
        for person in Provider.objects.practicing():
            images = [person.portrait.url] if person.portrait else []
            yield from entries_of(in_every_language("clinic:provider", person.slug), images=images)


class PlacesSitemap(EntrySitemap):
    """Every place that patients can visit."""

    def entries(self) -> Iterator[Entry]:
        for slug in Location.objects.open_to_patients().values_list("slug", flat=True):
            yield from entries_of(in_every_language("clinic:location", slug))


SITEMAPS = {
    "standing": StandingSitemap,
    "lists": ListSitemap,
    "pages": PublicationSitemap,
    "people": PeopleSitemap,
    "places": PlacesSitemap,
}


def files_of(section: str, sitemap: EntrySitemap) -> Iterator[tuple[str, datetime | None]]:
    """The address of each file that a sitemap fills, with its newest moment; none where it is empty."""
    address = absolute(reverse("sitemap-section", args=[section]))
    for page in sitemap.paginator if sitemap.found else ():
        moments = [entry.lastmod for entry in page if entry.lastmod]
        number = f"?p={page.number}" if page.number > 1 else ""
        yield address + number, max(moments, default=None)
