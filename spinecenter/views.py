"""The home page and the pages about the site itself."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import TemplateView

from articles.models import Kind, Publication, Subject
from articles.sitemaps import MOST_IN_A_FILE
from articles.ways_in import parts_of_the_spine
from clinic.models import (
    Clinic,
    Location,
    OpeningHours,
    Provider,
    SafetyQuestionSet,
)
from clinic.prepared import A_MOMENT, Prepared
from clinic.public import PublicPage, keep_for
from clinic.structured_data import Thing, center_at_home, graph, website
from spinecenter.languages import WITH_PREFIX
from spinecenter.sitemaps import SITEMAPS, files_of

# How many pages the home page names under each subject, and how many people it shows.
PAGES_PER_SUBJECT = {Subject.CONDITION: 8}
PAGES_OTHERWISE = 4
MOST_PER_SUBJECT = max(PAGES_PER_SUBJECT.values())
PEOPLE = 5

# Asked for each subject.
FEATURED = Prepared(
    lambda at, language, subject: (
        Publication.objects.live(at)
        .in_language(language)
        .of_kind(Kind.ARTICLE)
        .on_subject(subject)
        .featured()[:MOST_PER_SUBJECT]
    ),
    at=A_MOMENT,
    language="?language",
    subject="?subject",
)


class PublicTemplate(PublicPage, TemplateView):
    """A page without anything of its own to look up.

    `words_in` names the one language of a page that nobody has translated yet; elsewhere it says so.
    """

    words_in: str | None = None

    def get_context_data(self, **kwargs):
        return super().get_context_data(words_in=self.words_in, **kwargs)


class HomeView(PublicTemplate):
    """Where most readers begin."""

    template_name = "spinecenter/home.html"

    def get_context_data(self, **kwargs):
        self.at = timezone.now()
        self.request.clinic = Clinic.objects.current()
        locations = Location.objects.open_to_patients().prefetch_related("hours")
        live = Publication.objects.live(self.at).in_language(get_language())
        here = {"at": self.at, "language": get_language()}
        return super().get_context_data(
            regions=parts_of_the_spine(),
            subjects=[
                (subject, FEATURED.rows(subject=subject, **here)[: _shown(subject)])
                for subject in Subject
            ],
            conditions=live.of_kind(Kind.CONDITION_PAGE).featured()[:6],
            people=Provider.objects.practicing()[:PEOPLE],
            locations=locations,
            structured_data=_said_at_home(self.request.clinic, locations),
            signs=SafetyQuestionSet.objects.emergency_signs(self.at),
            desk_hours=OpeningHours.objects.of_the_desk(),
            **kwargs,
        )

    def keep_until(self) -> datetime | None:
        return Publication.objects.next_change(self.at)


def _said_at_home(clinic: Clinic, locations: Iterable[Location]) -> Thing:
    home = reverse("home")
    return graph(
        website(clinic, home, get_language() or settings.LANGUAGE_CODE),
        center_at_home(clinic, home, locations),
    )


def _shown(subject: Subject) -> int:
    return PAGES_PER_SUBJECT.get(subject, PAGES_OTHERWISE)


class RobotsView(PublicTemplate):
    """What crawlers may look at. The search is not kept from them: they read there that it is not for them."""

    template_name = "robots.txt"
    content_type = "text/plain"
    extra_context = {
        "site_url": settings.SITE_URL,
        "prefixes": ["", *(f"/{code}" for code in WITH_PREFIX)],
    }


def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponseBase:
    """Every public address, for search engines; where one file cannot hold them all, the files that do."""
    maps = {name: made() for name, made in SITEMAPS.items()}
    until = Publication.objects.next_change(timezone.now())
    if section or sum(one.paginator.count for one in maps.values()) <= MOST_IN_A_FILE:
        return keep_for(sitemap_views.sitemap(request, maps, section=section), until)
    files = [file for name, one in maps.items() for file in files_of(name, one)]
    told = render(request, "sitemap_index.xml", {"files": files}, content_type="application/xml")
    return keep_for(told, until)
