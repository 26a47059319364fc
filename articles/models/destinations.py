"""Where links to our own site lead: to a page that is there, to one on its way, to nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from clinic.models import Location, Provider

from .library import Redirect
from .publication import Publication

Address = tuple[str, str, str]  # kind, language and slug of a page


class LinkFacts(TypedDict):
    """Of some links, those that lead nowhere and those that will lead somewhere."""

    dead_links: frozenset[str]
    coming_links: frozenset[str]


class Destinations:
    """What stands under some paths now, asked of the database once for all of them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._targets = {path: _target(path) for path in set(paths)}
        pages = {target for target in self._targets.values() if not isinstance(target, bool)}
        self._live, self._coming = _standing(pages)

    def facts(self, paths: Iterable[str], own: set[Address]) -> LinkFacts:
        """What the proofreader must know of these paths, among those asked for.

        `own` are the addresses of the pages that are being read: they count as there.
        """
        dead: set[str] = set()
        coming: set[str] = set()
        for path in paths:
            target = self._targets[path]
            if target is True or target in own or target in self._live:
                continue
            (coming if target in self._coming else dead).add(path)
        return LinkFacts(dead_links=frozenset(dead), coming_links=frozenset(coming))


def _target(path: str) -> Address | bool:
    """What stands under a path: a page's address, something else that is there, or nothing."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return True  # files are served past the views
    match = _match(path) or (None if path.endswith("/") else _match(path + "/"))
    if match is None or "admin" in match.app_names:
        return False
    if check := THERE.get(match.view_name):
        return check(match.kwargs["slug"])
    if "kind" in match.kwargs:
        language = get_language_from_path(path) or settings.LANGUAGE_CODE
        return (str(match.kwargs["kind"]), language, match.kwargs["slug"])
    return True


def _match(path: str) -> Any:
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


THERE: Mapping[str, Callable[[str], bool]] = {
    "clinic:provider": lambda slug: Provider.objects.filter(slug=slug).exists(),
    "clinic:location": lambda slug: Location.objects.open_to_patients().filter(slug=slug).exists(),
}


def _standing(addresses: set[Address]) -> tuple[set[Address], set[Address]]:
    """Which addresses patients can read now, and which pages are on their way to them."""
    if not addresses:
        return set(), set()
    slugs = {slug for _kind, _language, slug in addresses}
    names = ("kind", "language", "slug")
    live = Publication.objects.live()
    led = Redirect.objects.filter(slug__in=slugs, page__publications__in=live)
    succeeded = Publication.objects.filter(slug__in=slugs, page__successor__publications__in=live)
    # By name: the page's own module needs this one.
    coming = apps.get_model("articles.Page").objects.on_their_way().filter(slug__in=slugs)
    readable = live.filter(slug__in=slugs)
    found = (readable, led, succeeded)
    there = {address for pages in found for address in pages.values_list(*names)}
    return there, set(coming.values_list(*names))
