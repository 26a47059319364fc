"""What the search reads: which word stands in which publication and how much it weighs there (BM25).

Derived when a publication is made, with Postgres' own stemming of the page's language, so that a question
is answered from one index. The weights were chosen by `make bench-search`; docs/decisions/search.md tells how.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.rendering import Content
from articles.words import CONTRACTIONS, folded, tokens

from .publication import Publication

TEXT_SEARCH = {"en": "english", "es": "spanish"}
# Postgres takes at most 1 MB of search terms; a page of this many characters stays well below.
SEARCHED_CHARACTERS = 300_000
# A “word” longer than this is a mistake, or somebody's joke.
LONGEST_WORD = 60

# How often a word stands in a field counts for less the longer the field is (BM25's b), beside the usual
# number of words in it, and times how much the field says about the page.
BODY = (0.75, 620, 1.0)
HEADINGS = (0.5, 21, 2.0)
SUMMARY = (0.5, 25, 2.0)
SHORTEST = 0.5
# From this on, one more mention hardly counts (BM25's k1).
SATURATION = 2.0
# A word that is all of a title weighs as much as this many full bodies; of a longer one, less.
TITLE, OTHER_NAME = 1.5, 1.2


class Posting(models.Model):
    """One word of one publication, stemmed, and how much the page is about it."""

    pk = models.CompositePrimaryKey("publication_id", "term")
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="postings", db_index=False
    )
    language = models.CharField(max_length=7, choices=settings.LANGUAGES)
    term = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    weight = models.FloatField()

    class Meta:
        verbose_name = _("word of a publication")
        verbose_name_plural = _("words of publications")
        indexes = [
            # Everything that ranking reads: it never has to look into the table.
            models.Index(
                fields=["language", "term"],
                include=["publication", "weight"],
                name="posting_by_term",
            ),
        ]

    def __str__(self) -> str:
        return self.term


class Word(models.Model):
    """A word that has stood on a page, as most people type it, and what it is stemmed to.

    An empty `term` marks a word that says nothing (“the”).
    """

    language = models.CharField(max_length=7, choices=settings.LANGUAGES)
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    term = models.CharField(max_length=LONGEST_WORD, db_collation="C", blank=True)

    class Meta:
        verbose_name = _("word of the site")
        verbose_name_plural = _("words of the site")
        indexes = [models.Index(fields=["language", "term"], name="word_by_term")]
        constraints = [
            # Words with and without an accent may be stemmed differently.
            models.UniqueConstraint(fields=["language", "word", "term"], name="word_once"),
        ]

    def __str__(self) -> str:
        return self.word


class Field(NamedTuple):
    """A piece of a publication; a name's `factor` is shared out among its words."""

    publication_id: int
    language: str
    is_name: bool
    factor: float
    words: str


class Found(NamedTuple):
    """A word as it is written somewhere, and as most people type it."""

    language: str
    written: str
    typed: str


def write_postings(publications: Sequence[Publication]) -> None:
    """Write the words of these publications in place of what was written; a few statements for all."""
    now = timezone.now()
    keys: dict[str, Any] = {
        "keys": [publication.pk for publication in publications],
        "pages": [publication.page_id for publication in publications],
        "now": now,
    }
    # What has ended is never read again.
    read = [p for p in publications if p.live_until is None or p.live_until > now]
    fields = [field for publication in read for field in _fields(publication)]
    with connection.cursor() as cursor:
        cursor.execute(DELETE, keys)
        cursor.execute(INSERT_POSTINGS, _columns(Field, fields) | CONSTANTS)
        cursor.execute(INSERT_WORDS, _columns(Found, _words(fields)) | CONSTANTS)


def forget_what_ended() -> int:
    """Delete the words of publications that are never read again; returns how many of these had any.

    Those of a page with newer ones are gone already: what is left was withdrawn, or came to its planned end.
    """
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"now": timezone.now()})
        return cursor.fetchone()[0]


def _fields(publication: Publication) -> Iterator[Field]:
    content: Content = publication.content
    names = [(publication.title, TITLE)]
    names += [(name, OTHER_NAME) for name in content["also_called"]]
    for name, factor in names:
        yield Field(publication.pk, publication.language, True, factor, _searched(name))
    headings = " ".join(section["heading"] for section in content["sections"])
    for words, weighed in [
        (headings, HEADINGS),
        (content["summary"], SUMMARY),
        (publication.text, BODY),
    ]:
        searched = _searched(words)
        factor = _factor(searched.count(" ") + 1, *weighed)
        yield Field(publication.pk, publication.language, False, factor, searched)


def _searched(words: str) -> str:
    return " ".join(
        token
        for token in tokens(words[:SEARCHED_CHARACTERS])
        if len(token) <= LONGEST_WORD and token not in CONTRACTIONS
    )


def _factor(length: int, share: float, usual: int, boost: float) -> float:
    # A field of two words is not many times as much about each of them.
    return boost / (1 - share + share * max(length / usual, SHORTEST))


def _words(fields: Iterable[Field]) -> list[Found]:
    found = {(field.language, token) for field in fields for token in field.words.split()}
    return [Found(language, token, folded(token)) for language, token in sorted(found)]


def _columns(shape: type[tuple], rows: Sequence[tuple]) -> dict[str, Any]:
    """Rows as the arrays that Postgres unnests, by the names of their fields."""
    columns = zip(*rows, strict=True) if rows else [()] * len(shape._fields)  # type: ignore[attr-defined]
    return {name: list(column) for name, column in zip(shape._fields, columns, strict=True)}  # type: ignore[attr-defined]


# The words of what has ended go when its page has newer ones.
DELETE = """
DELETE FROM articles_posting AS posting USING articles_publication AS publication
WHERE posting.publication_id = publication.id AND (
    publication.id = ANY(%(keys)s)
    OR publication.page_id = ANY(%(pages)s) AND publication.live_until <= %(now)s
)
"""
FORGET = """
WITH deleted AS (
    DELETE FROM articles_posting AS posting USING articles_publication AS publication
    WHERE posting.publication_id = publication.id AND publication.live_until <= %(now)s
    RETURNING posting.publication_id
)
SELECT count(DISTINCT publication_id) FROM deleted
"""
CONSTANTS: dict[str, Any] = {
    "configs": json.dumps(TEXT_SEARCH),
    "saturation": SATURATION,
    "longest": LONGEST_WORD,
}
INSERT_POSTINGS = """
INSERT INTO articles_posting (publication_id, language, term, weight)
SELECT publication_id, language, term, said / (%(saturation)s + said) + named
FROM (
    SELECT publication_id, language, found.lexeme AS term,
        coalesce(sum(factor * cardinality(found.positions)) FILTER (WHERE NOT is_name), 0) AS said,
        coalesce(max(factor / sqrt(length(vector))) FILTER (WHERE is_name), 0) AS named
    FROM unnest(
        %(publication_id)s::bigint[], %(language)s::text[], %(is_name)s::boolean[],
        %(factor)s::float8[], %(words)s::text[]
    ) AS field (publication_id, language, is_name, factor, words)
    CROSS JOIN LATERAL to_tsvector((%(configs)s::jsonb ->> language)::regconfig, words) AS vector
    CROSS JOIN LATERAL unnest(vector) AS found
    WHERE length(found.lexeme) <= %(longest)s
    GROUP BY publication_id, language, found.lexeme
) AS weighed
"""
INSERT_WORDS = """
INSERT INTO articles_word (language, word, term)
SELECT DISTINCT language, typed, coalesce(term, '')
FROM (
    SELECT language, typed, (
        ts_lexize(((%(configs)s::jsonb ->> language) || '_stem')::regdictionary, written)
    )[1] AS term
    FROM unnest(%(language)s::text[], %(written)s::text[], %(typed)s::text[])
        AS found (language, written, typed)
) AS stemmed
WHERE NOT EXISTS (
    SELECT FROM articles_word AS known
    WHERE known.language = stemmed.language AND known.word = typed
        AND known.term = coalesce(stemmed.term, '')
)
-- In one order everywhere, so that two who publish at once wait for each other and never both.
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
"""
