"""A query → ranked publications. Everything about ranking stands behind `search`."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.core.paginator import Page as PageOfHits
from django.core.paginator import Paginator
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from articles.models import Publication
from articles.models.preparation import TEXT_SEARCH
from articles.models.publications import PublicationQuerySet

HITS_PER_PAGE = 10
# Longer questions are letters to us, not queries; their first words say what they are about.
LONGEST_QUERY = 500
# Weights of body text, summary, headings, title with other names.
WEIGHTS = [0.1, 0.2, 0.4, 1.0]
# Control characters cannot come from a keyboard or survive sanitising as words.
FOUND, FOUND_END = "\x02", "\x03"


@dataclass(frozen=True)
class Fragment:
    """A piece of a snippet; `found` when it is a word of the query."""

    words: str
    found: bool


@dataclass(frozen=True)
class Results:
    """One page of hits, best first; each is a publication with a `snippet`."""

    query: str
    hits: PageOfHits


class AnyWord(SearchQuery):
    """A query that any of its words satisfies: real questions seldom meet a text with every word."""

    def as_sql(self, *args, **kwargs):
        sql, params = super().as_sql(*args, **kwargs)
        return f"replace(({sql})::text, ' & ', ' | ')::tsquery", params


def search(
    query: str, *, language: str = "en", at: datetime | None = None, page: int | str = 1
) -> Results:
    """Live publications that hold a word of the query, those with many and weighty ones first.

    Takes anything a person may type; a page number out of range gives the nearest one.
    """
    words = " ".join(_storable(query).split())[:LONGEST_QUERY]
    hits = Paginator(_ranked(words, language, at), HITS_PER_PAGE).get_page(page)
    for hit in hits:
        hit.snippet = _fragments(hit.headline)
    return Results(query=words, hits=hits)


def _storable(query: str) -> str:
    """The query without what Postgres cannot take: NUL and halves of characters."""
    return query.replace("\x00", " ").encode(errors="ignore").decode()


def _ranked(words: str, language: str, at: datetime | None) -> PublicationQuerySet:
    config = TEXT_SEARCH[language]
    any_word = AnyWord(words, config=config)
    rank = SearchRank(F("search"), any_word, weights=WEIGHTS)
    headline = SearchHeadline(
        Concat("summary", Value(" "), "text", output_field=TextField()),
        any_word,
        config=config,
        start_sel=FOUND,
        stop_sel=FOUND_END,
        max_words=20,
        min_words=8,
        short_word=0,  # type: ignore[arg-type]  # a number, whatever the stubs say
        max_fragments=2,  # with fragments, Postgres shows words before a match as well
        fragment_delimiter=" … ",
    )
    return (
        Publication.objects.live(at)
        .in_language(language)
        .filter(search=any_word)
        .annotate(rank=rank, headline=headline)
        .defer("search", "text", "content")
        .order_by("-rank", "sort_key", "pk")
    )


def _fragments(headline: str) -> list[Fragment]:
    before, *rest = headline.split(FOUND)
    fragments = [Fragment(before, found=False)]
    for piece in rest:
        word, _, after = piece.partition(FOUND_END)
        fragments += [Fragment(word, found=True), Fragment(after, found=False)]
    return [fragment for fragment in fragments if fragment.words]
