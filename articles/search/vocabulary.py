"""The words of the site: which of them a word is, and which stand near one that the site does not know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.db import connection

from articles.models import Publication, Word
from articles.models.postings import TEXT_SEARCH
from articles.search.scope import Scope
from articles.words import CONTRACTIONS


@dataclass(frozen=True)
class Reading:
    """How search reads a word: its stems, and whether any page can be found by it.

    A word without stems says nothing (“the”); that is known, too.
    """

    terms: tuple[str, ...]
    is_known: bool


SAYS_NOTHING = Reading((), is_known=True)


def read(words: Collection[str], *, scope: Scope) -> dict[str, Reading]:
    """Each of these folded words as search reads it, in one query."""
    if not words:
        return {}
    live_sql, live_params = live_in(scope)
    language = scope.language
    dictionary = f"{TEXT_SEARCH[language]}_stem"
    with connection.cursor() as cursor:
        cursor.execute(
            READ.replace("{live}", live_sql),
            [language, *live_params, sorted({*words}), language, dictionary, language],
        )
        found = {
            word: Reading(tuple(filter(None, terms)), is_known)
            for word, terms, is_known in cursor.fetchall()
        }
    return found | {word: SAYS_NOTHING for word in CONTRACTIONS & found.keys()}


def forms_of(terms: Iterable[str], *, language: str) -> dict[str, str]:
    """The folded words of the site that are stemmed to one of these, each with its stem."""
    found = Word.objects.filter(language=language, term__in=terms)
    return dict(found.values_list("word", "term"))


def live_in(scope: Scope) -> tuple[str, list]:
    """A subquery for the keys of what patients can read, and its parameters."""
    sql, params = _live_in(scope.language)
    return sql, [scope.at if value == SOME_MOMENT else value for value in params]


SOME_MOMENT = datetime(1, 1, 1, tzinfo=UTC)


@cache  # to put the words together takes longer than to ask the database
def _live_in(language: str) -> tuple[str, tuple]:
    live = Publication.objects.live(SOME_MOMENT).in_language(language)
    return live.order_by().values("pk").query.sql_with_params()


READ = """
SELECT word, array_agg(term), bool_or(is_known) FROM (
    SELECT asked.word, stemmed.term, stemmed.term = '' OR EXISTS (
        SELECT FROM articles_posting AS posting
        WHERE posting.language = %s AND posting.term = stemmed.term AND posting.publication_id IN ({live})
    ) AS is_known
    FROM unnest(%s::text[]) AS asked (word)
    -- The site's own words first: they know how a word is written with its accents.
    CROSS JOIN LATERAL (
        SELECT term FROM articles_word WHERE language = %s AND word = asked.word
        UNION ALL
        SELECT coalesce((ts_lexize(%s::regdictionary, asked.word))[1], '')
        WHERE NOT EXISTS (SELECT FROM articles_word WHERE language = %s AND word = asked.word)
    ) AS stemmed
) AS read
GROUP BY word
"""
