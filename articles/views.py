"""What anybody may read: the library, its pages, the search."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseGone,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.views.generic import ListView, TemplateView

from articles.a_to_z import entries
from articles.addresses import follower, is_gone
from articles.change_log import change_log
from articles.models import Kind, Name, Publication, ShareLink
from articles.models.missed import record_missed
from articles.narrowing import LETTERS, SEARCH, Narrowing, heading
from articles.proofs import proof_of
from articles.reading import (
    context_of,
    keep_secret,
    proof_page,
    publication_at,
    template_of,
)
from articles.search import search
from articles.search.suggesting import how_many, suggest
from articles.ways_in import WaysIn, topics_in
from clinic.models import Clinic, SafetyQuestionSet
from clinic.public import PublicPage, keep_for
from clinic.red_flags import RedFlag, red_flag_in

CONDITION_PAGES = 6  # at the head of a narrowed list


class LibraryView(PublicPage, ListView):
    """The health library from A to Z, narrowed by letter, subject, region and topic.

    Other names stand among the titles, each with the page to see.
    """

    template_name = "articles/library.html"
    context_object_name = "names"
    paginate_by = 400

    def get_queryset(self):
        self.at = timezone.now()
        self.narrowing = Narrowing(self.request.GET)
        live = Publication.objects.live(self.at).in_language(get_language())
        self.live = live.of_kind(Kind.ARTICLE)
        names = Name.objects.in_language(get_language()).of_kind(Kind.ARTICLE)
        self.names = names.of(self.narrowing.narrow(self.live, besides=("letter",)))
        self.initials = self.names.counted_by_initial()
        letter = self.narrowing.chosen("letter")
        return (self.names.starting_with(letter) if letter else self.names).listed()

    def get_paginator(self, *args, **kwargs):
        """Told how many there are: they have been counted letter by letter."""
        paginator = super().get_paginator(*args, **kwargs)
        letter = self.narrowing.chosen("letter")
        paginator.count = self.initials.get(letter, 0) if letter else sum(self.initials.values())
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            narrowing=self.narrowing,
            heading=heading(self.narrowing),
            letter_chosen=self.narrowing.chosen("letter"),
            letters=LETTERS,
            initials=self.initials,
            ways=WaysIn(self.narrowing, self.live),
            conditions=self._condition_pages(),
            **kwargs,
        )
        self.request.own_query = self.narrowing.address_of_page(context["page_obj"].number)
        self.request.own_languages = self._languages(context["page_obj"].number)
        robots = "" if self._is_for_engines(context["paginator"].count) else "noindex, follow"
        return context | {"entries": entries(context["names"]), "robots": robots}

    def _condition_pages(self) -> Iterable[Publication]:
        """What the center treats of the part, subject or topic that was asked for."""
        if not self.narrowing.place:
            return []
        live = Publication.objects.live(self.at).in_language(get_language())
        pages = live.of_kind(Kind.CONDITION_PAGE)
        return self.narrowing.narrow(pages, besides=("letter",)).featured()[:CONDITION_PAGES]

    def _is_for_engines(self, found: int) -> bool:
        """Whether search engines should know the list: not another view of the same pages, not an empty one."""
        return self.narrowing.is_of_its_own and bool(found or not self.narrowing.criteria)

    def _languages(self, page: int) -> list[str]:
        """Where the same list stands: a further page nowhere else, a narrowed one where it is not empty."""
        if page > 1:
            return [get_language()]
        if not self.narrowing.criteria:
            return [code for code, _name in settings.LANGUAGES]
        live = Publication.objects.live(self.at).of_kind(Kind.ARTICLE)
        return self.narrowing.narrow(live).languages()

    def keep_until(self) -> datetime | None:
        return Publication.objects.next_change(self.at)


class TopicsView(PublicPage, TemplateView):
    """What the library's topics are about, each with the way to its pages."""

    template_name = "articles/topics.html"

    def get_context_data(self, **kwargs):
        self.at = timezone.now()
        live = Publication.objects.live(self.at).of_kind(Kind.ARTICLE)
        topics = topics_in(get_language(), live)
        self.request.own_languages = live.on_a_topic().languages()
        robots = "" if topics else "noindex, follow"
        return super().get_context_data(topics=topics, robots=robots, **kwargs)

    def keep_until(self) -> datetime | None:
        return Publication.objects.next_change(self.at)


class ConditionsView(PublicPage, ListView):
    """What the center treats."""

    template_name = "articles/conditions.html"
    context_object_name = "publications"

    def get_queryset(self):
        self.at = timezone.now()
        live = Publication.objects.live(self.at).of_kind(Kind.CONDITION_PAGE)
        others = Prefetch("names", Name.objects.others(), to_attr="other_names")
        return live.in_language(get_language()).listed().prefetch_related(others)

    def keep_until(self) -> datetime | None:
        return Publication.objects.next_change(self.at)


def read(request: HttpRequest, slug: str, kind: Kind) -> HttpResponse:
    """One page: a query for its publication, one for the clinic, and no parsing."""
    now = timezone.now()
    publication = publication_at(kind, get_language(), slug, now)
    if publication is None:
        return _elsewhere(request, kind, slug, now)
    request.clinic = Clinic.objects.current()
    request.addresses = publication.addresses
    etag = _etag(
        request.clinic,
        now,
        publication.pk,
        publication.beside,
        publication.sister_list,
        publication.is_older_than_source,
    )
    response = get_conditional_response(request, etag=etag) or render(
        request,
        template_of(publication),
        context_of(publication, request.clinic, now),
    )
    response["ETag"] = etag
    return keep_for(response, until=publication.live_until)


def _etag(clinic: Clinic, now: datetime, *said: Any) -> str:
    """Changes whenever any word of the page does; the day is in it since a review can fall due."""
    parts = (
        clinic.edition,
        settings.BUILD,
        settings.SITE_URL,
        clinic.current_notice(now),
        now.astimezone(clinic.zone).date(),
        *said,
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _elsewhere(request: HttpRequest, kind: Kind, slug: str, now: datetime) -> HttpResponse:
    """Where an address leads that no page has now: a new address, a farewell, or nowhere."""
    if publication := follower(kind, get_language(), slug, now):
        return keep_for(HttpResponsePermanentRedirect(publication.get_absolute_url()))
    if is_gone(kind, get_language(), slug, now):
        request.addresses = {}
        return keep_for(HttpResponseGone(render_to_string("410.html", request=request)))
    raise Http404("No page has this address.")


def changes(request: HttpRequest, slug: str, kind: Kind) -> HttpResponse:
    """How a live page has changed: a query for what was published, one for the clinic."""
    now = timezone.now()
    log = change_log(kind, get_language(), slug, now)
    if log is None:
        return _elsewhere(request, kind, slug, now)
    request.clinic = Clinic.objects.current()
    request.addresses = {}
    context = {"publication": log.publication, "changes": log.changes}
    etag = _etag(request.clinic, now, log.publication.pk, log.changes)
    response = get_conditional_response(request, etag=etag) or render(
        request, "articles/changes.html", context
    )
    response["ETag"] = etag
    return keep_for(response, until=log.publication.live_until)


def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A draft for a colleague without an account, as long as its link works."""
    link = ShareLink.objects.select_related("revision", "page").named_by(token)
    if link is None:
        raise Http404("This address was never given out.")
    now = timezone.now()
    if link.works(now):
        return proof_page(
            request, proof_of(link.revision, now), now, "articles/shared.html", link=link
        )
    request.addresses = {}
    with override(link.revision.snapshot["language"]):
        return keep_secret(render(request, "articles/share_ended.html", status=410))


class SuggestionsView(PublicPage):
    """Names to choose from while somebody types into a search field, for search-suggestions.js."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = suggest(request.GET.get("q", ""), language=get_language())
        answer = {"suggestions": [asdict(one) for one in found], "said": how_many(found)}
        return JsonResponse(answer, headers={"X-Robots-Tag": "noindex"})


class SearchView(PublicPage, TemplateView):
    """The site's search: everything live, best first."""

    template_name = "articles/search.html"

    def get_context_data(self, **kwargs):
        asked, language = self.request.GET, get_language()
        narrowing, exact = Narrowing(asked, SEARCH), "1" if asked.get("exact") else ""
        results = search(
            asked.get("q", ""),
            language=language,
            page=asked.get("page", "1"),
            narrowing=narrowing,
            literal=bool(exact),
        )
        if not results.query:
            return super().get_context_data(**kwargs)
        if not results.covers and results.hits.number == 1 and not narrowing.criteria:
            record_missed(results.query, language)
        advice = _advice(results.query, language)
        return super().get_context_data(
            results=results,
            words=results.repaired or results.query,
            exact=exact,
            narrowing=narrowing,
            narrowed=any(criterion.name for criterion in narrowing.criteria),
            facets=[facet for facet in results.facets if len(facet.options) > 1],
            # Whoever turns a page goes on at the results, unless something more important stands above.
            at="" if advice["flag"] else "#results",
            **advice,
            **kwargs,
        )


def _advice(query: str, language: str) -> dict[str, Any]:
    """What a query calls for before any result: nothing of it is stored."""
    flag = red_flag_in(query, language)
    is_emergency = flag is RedFlag.EMERGENCY
    return {
        "flag": flag.value if flag else "",
        "signs": SafetyQuestionSet.objects.emergency_signs() if is_emergency else [],
    }
