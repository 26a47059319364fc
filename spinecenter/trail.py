"""Where each public page hangs on the site: the way from the home page down to it.

One table for the breadcrumb that readers see and for the one that search engines are told of. In templates:
`{% load site %}{% trail as crumbs %}`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Subject
from articles.templatetags.reading import subject_plural

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Crumb:
    """One page on the way: what it is called, and its path; empty where nobody else may come by it."""

    name: str
    path: str


def nothing_more(context: Context) -> Iterator[Crumb]:
    """For a page that is always called the same."""
    yield from ()


@dataclass(frozen=True)
class Place:
    """What a page hangs under, by URL name; its own name, or what makes crumbs of what the page shows."""

    under: str
    name: str = ""
    crumbs: Callable[[Context], Iterator[Crumb]] = nothing_more


def narrowed(context: Context) -> Iterator[Crumb]:
    """What the library was narrowed to, if anything; a topic stands among the topics."""
    narrowing = context.get("narrowing")
    if narrowing and narrowing.criteria and narrowing.is_known:
        if [criterion.key for criterion in narrowing.criteria] == ["topic"]:
            yield Crumb(str(PLACES[TOPICS].name), reverse(TOPICS))
        yield Crumb(context["heading"], context["request"].get_full_path())


def article(context: Context) -> Iterator[Crumb]:
    """An article, under its subject."""
    if publication := context.get("publication"):
        if publication.subject in Subject:  # a draft may have none yet
            library = reverse("articles:library")
            yield Crumb(
                subject_plural(publication.subject), f"{library}?subject={publication.subject}"
            )
        yield Crumb(publication.title, publication.get_absolute_url())


def condition_page(context: Context) -> Iterator[Crumb]:
    """What the center says of one problem that it treats."""
    if publication := context.get("publication"):
        yield Crumb(publication.title, publication.get_absolute_url())


def changes(context: Context) -> Iterator[Crumb]:
    """The log of a page."""
    if "publication" in context:
        yield Crumb(_("How this page has changed"), context["request"].path)


def provider(context: Context) -> Iterator[Crumb]:
    """Somebody of the team."""
    if person := context.get("provider"):
        yield Crumb(person.full_name, person.get_absolute_url())


def location(context: Context) -> Iterator[Crumb]:
    """One place."""
    if place := context.get("location"):
        yield Crumb(place.name, place.get_absolute_url())


def sent(context: Context) -> Iterator[Crumb]:
    """A confirmation, whose address only the patient has."""
    if "made" in context:
        yield Crumb(_("Your request is sent"), "")


HOME = "home"
TOPICS = "articles:topics"
# A page that stands at anybody's address, such as an error's, names itself: its template sets `here`.
PLACES = {
    HOME: Place("", gettext_lazy("Home")),
    "articles:library": Place(HOME, gettext_lazy("Health library"), narrowed),
    TOPICS: Place("articles:library", gettext_lazy("Topics")),
    "articles:article": Place("articles:library", crumbs=article),
    "articles:article_changes": Place("articles:article", crumbs=changes),
    "articles:conditions": Place(HOME, gettext_lazy("What we treat")),
    "articles:condition_page": Place("articles:conditions", crumbs=condition_page),
    "articles:condition_page_changes": Place("articles:condition_page", crumbs=changes),
    "articles:shared": Place(HOME),
    "articles:search": Place(HOME, gettext_lazy("Search")),
    "clinic:team": Place(HOME, gettext_lazy("Our team")),
    "clinic:provider": Place("clinic:team", crumbs=provider),
    "clinic:locations": Place(HOME, gettext_lazy("Locations")),
    "clinic:location": Place("clinic:locations", crumbs=location),
    "appointments:index": Place(HOME, gettext_lazy("Appointments")),
    "appointments:request": Place("appointments:index", gettext_lazy("Request a visit")),
    "appointments:sent": Place("appointments:index", crumbs=sent),
    "appointments:virtual_visits": Place("appointments:index", gettext_lazy("Virtual visits")),
    "appointments:set_up": Place(
        "appointments:virtual_visits", gettext_lazy("Get ready for your video visit")
    ),
    "appointments:prepare": Place("appointments:index", gettext_lazy("Prepare for your visit")),
    "appointments:prepare_for": Place("appointments:prepare"),
    "appointments:status": Place("appointments:index", gettext_lazy("Where your request stands")),
    "appointments:status_by_link": Place("appointments:status"),
    "editorial-process": Place(HOME, gettext_lazy("How we write and review")),
    "privacy": Place(HOME, gettext_lazy("Privacy")),
    "accessibility": Place(HOME, gettext_lazy("Accessibility")),
    "language-help": Place(HOME, gettext_lazy("Language help")),
}


def trail_of(context: Context) -> list[Crumb]:
    """The way to the page that a template's context belongs to, from the home page on, the page itself last.

    Empty for what has no place on the public site, such as a screen of the staff's.
    """
    found = list(_way_to(_place_name(context), context))
    if here := context.get("here"):
        found = [*(found or _way_to(HOME, context)), Crumb(here, "")]
    return found


def _place_name(context: Context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return context.get("place") or (match.view_name if match else "")


def _way_to(name: str, context: Context) -> Iterator[Crumb]:
    if place := PLACES.get(name):
        yield from _way_to(place.under, context)
        if place.name:
            yield Crumb(str(place.name), reverse(name))
        yield from place.crumbs(context)
