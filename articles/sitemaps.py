"""What search engines are told of the library: its pages and lists, in which languages, with which pictures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import override

from articles.models import Image, Kind, Publication
from articles.models.publication import path_of
from articles.models.publications import PublicationQuerySet
from clinic.structured_data import absolute

# The protocol allows 50,000 addresses and 50 MB in a file; with languages and pictures the second comes first.
MOST_IN_A_FILE = 20_000

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Entry:
    """One address; `places` are the paths of the same page by language, its own among them."""

    path: str
    lastmod: datetime | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    images: Iterable[str] = ()


class EntrySitemap(Sitemap):
    """Tells what `entries` finds; asked once, and under SITE_URL whatever host a request names."""

    limit = MOST_IN_A_FILE
    protocol = urlsplit(settings.SITE_URL).scheme

    def entries(self) -> Iterable[Entry]:
        """What there is to tell."""
        raise NotImplementedError

    @cached_property
    def found(self) -> list[Entry]:
        """The entries, each asked for once."""
        return list(self.entries())

    def items(self) -> list[Entry]:
        return self.found

    def location(self, entry: Entry) -> str:
        return entry.path

    def lastmod(self, entry: Entry) -> datetime | None:
        return entry.lastmod

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Django's description of each address, with its moment in words, its languages and its pictures."""
        return [url | _beside(url["item"]) for url in super().get_urls(*args, **kwargs)]


def _beside(entry: Entry) -> dict[str, Any]:
    places = entry.places if len(entry.places) > 1 else {}
    if settings.LANGUAGE_CODE in places:
        places = {**places, "x-default": places[settings.LANGUAGE_CODE]}
    return {
        "lastmod": entry.lastmod and entry.lastmod.isoformat(),
        "alternates": [(language, absolute(path)) for language, path in places.items()],
        "images": [absolute(image) for image in entry.images],
    }


def in_every_language(
    name: str, *args: str, newest: Mapping[str, datetime] | None = None, query: str = ""
) -> dict[str, str]:
    """The paths of one view by language."""
    paths = {}
    for language in LANGUAGES if newest is None else newest:
        with override(language):
            paths[language] = reverse(name, args=args) + query
    return paths


def entries_of(
    places: Mapping[str, str],
    newest: Mapping[str, datetime] | None = None,
    images: Iterable[str] = (),
) -> Iterator[Entry]:
    """One entry for each language in which a page stands."""
    for language, path in places.items():
        yield Entry(path, (newest or {}).get(language), places, images)


class PublicationSitemap(EntrySitemap):
    """Every page that is live: a query for the pages, one for their pictures."""

    def entries(self) -> Iterator[Entry]:
        live = Publication.objects.live()
        pictures = _pictures(live)
        rows = list(live.in_families())
        paths = _paths(rows)
        families: dict[int, dict[str, str]] = defaultdict(dict)
        for row, path in zip(rows, paths, strict=True):
            families[row["family"]][row["language"]] = path
        for row, path in zip(rows, paths, strict=True):
            places = families[row["family"]]
            yield Entry(path, row["live_from"], places, pictures[row["pk"]])


def _paths(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The path of each page. Django reverses an address in 30 µs: too long for each of 10,000."""
    folder = cache(lambda kind, language: path_of(kind, "-", language).removesuffix("-/"))
    return [f"{folder(row['kind'], row['language'])}{row['slug']}/" for row in rows]


def _pictures(live: PublicationQuerySet) -> dict[int, list[str]]:
    """The addresses of the pictures that each publication shows, by its key."""
    url = Image._meta.get_field("file").storage.url  # type: ignore[union-attr]
    found = defaultdict(list)
    for key, name in live.pictures():
        found[key].append(url(name))
    return found


class ListSitemap(EntrySitemap):
    """The lists of pages, each as new as its newest page; narrowed ones where there is something in them."""

    def entries(self) -> Iterator[Entry]:
        live = Publication.objects.live()
        articles = live.of_kind(Kind.ARTICLE)
        yield from _whole("articles:library", articles)
        yield from _whole("articles:conditions", live.of_kind(Kind.CONDITION_PAGE))
        newest = newest_of(articles.on_a_topic())
        yield from entries_of(in_every_language("articles:topics", newest=newest), newest)
        for query, newest in _narrowed(articles).items():
            places = in_every_language("articles:library", newest=newest, query=query)
            yield from entries_of(places, newest)


def _whole(name: str, publications: PublicationQuerySet) -> Iterator[Entry]:
    return entries_of(in_every_language(name), newest_of(publications))


def newest_of(publications: PublicationQuerySet) -> dict[str, datetime]:
    """When the newest of some pages went live, by language."""
    newest = publications.order_by("language").values_list("language")
    return dict(newest.annotate(newest=Max("live_from")))


def _narrowed(articles: PublicationQuerySet) -> dict[str, dict[str, datetime]]:
    """Queries of the narrowed lists that are of their own, with their newest page by language."""
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    for key, name in (("subject", "subject"), ("region", "each_region"), ("topic", "topics__slug")):
        for language, value, newest in articles.newest_by(name):
            if value:
                found["?" + urlencode({key: value})][language] = newest
    return found
