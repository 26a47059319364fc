"""One page of what was found, with all that the results page says of it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page as PageOfHits
from django.core.paginator import Paginator
from django.db.models.functions import Left

from articles.models import Publication
from articles.narrowing import Narrowing
from articles.search.facets import Facet, facets_of, narrowed
from articles.search.named import named
from articles.search.practical import Practical, practical
from articles.search.question import Question, did_you_mean, understand
from articles.search.ranking import Ranked, rank
from articles.search.scope import Scope
from articles.search.snippets import LOOKED_THROUGH, Marker
from articles.search.vocabulary import forms_of, read
from articles.words import words_of_query
from clinic.models import Location, Provider

HITS_PER_PAGE = 10
# A best page that holds less of what was asked than this did not find it.
HALF = 0.5
SHOWN = ("kind", "language", "slug", "title", "summary", "subject", "regions")


@dataclass(frozen=True)
class Results:
    """One page of hits, best first: publications with a `snippet` and a `marked_title`, both of fragments.

    `repaired` is the query that was searched for when words of `query` were misspelled, `did_you_mean` one that may
    have been meant when this one does not find what was asked, else "". `ours` are the people, places and practical
    pages of ours that it asks for. `total` counts what was found before it was narrowed, `facets` say by what it
    can be narrowed. `covers` is False when nothing was found, or the best page holds less than half of what was
    asked and is not named in it; unless it asks for something of ours.
    """

    query: str
    repaired: str
    did_you_mean: str
    ours: list[Provider | Location | Practical]
    hits: PageOfHits
    total: int
    covers: bool
    facets: list[Facet] = field(default_factory=list)


def search(
    query: str,
    *,
    language: str = "en",
    at: datetime | None = None,
    page: int | str = 1,
    narrowing: Narrowing | None = None,
    literal: bool = False,
) -> Results:
    """Live publications that hold a word of the query, those it says most about first.

    Takes anything a person may type; a page number out of range gives the nearest one. A `literal` search
    takes every word as it was typed, misspelled or not.
    """
    scope = Scope.of(language, at)
    question = understand(query, scope=scope, literal=literal)
    found = rank(question.asked, scope=scope)
    ours = [
        *named(question.words, on_no_page=question.on_no_page, scope=scope),
        *practical(question.telling, language=language),
    ]
    covers = bool(ours or (found and _covers(found[0], question, scope)))
    chosen = narrowed(found, narrowing)
    hits: PageOfHits = Paginator(chosen, HITS_PER_PAGE).get_page(page)
    hits.object_list = _publications(list(hits.object_list), question, language)
    return Results(
        query=question.typed,
        repaired=question.repaired,
        ours=ours,
        hits=hits,
        total=len(found),
        covers=covers,
        did_you_mean="" if covers and not literal else did_you_mean(question, scope=scope),
        facets=facets_of(found, narrowing),
    )


def _covers(best: Ranked, question: Question, scope: Scope) -> bool:
    if best.share >= HALF:
        return True
    # Whoever names a page has found it, whatever else the question says (“what helps … at night?”).
    readings = read(words_of_query(best.title), scope=scope).values()
    title = {term for reading in readings for term in reading.terms}
    return bool(title) and question.terms >= title


def _publications(ranked: list[Ranked], question: Question, language: str) -> list[Publication]:
    """What was ranked, in its order, with the words shown of it."""
    keys = [one.publication_id for one in ranked]
    beginning = Left("text", LOOKED_THROUGH)
    publications = Publication.objects.only(*SHOWN).annotate(beginning=beginning).in_bulk(keys)
    marker = Marker(forms_of(question.terms, language=language))
    hits = [publications[key] for key in keys if key in publications]
    for hit in hits:
        hit.marked_title = marker.marked(hit.title)
        hit.snippet = marker.snippet(f"{hit.summary}\n{hit.beginning}")
    return hits
