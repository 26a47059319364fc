"""Words with weights → publications, best first. BM25 over the postings, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from articles.search.rarity import rarities
from articles.search.scope import Scope
from articles.search.vocabulary import live_in

# Nobody reads on for twenty pages of results, and what is far below the best only shares a common word with it.
MOST = 200
FAR_BELOW = 0.12
# Before what is not live any more, or not yet, is left out.
CONSIDERED = 2 * MOST


@dataclass(frozen=True)
class Asked:
    """A stemmed word to look for.

    It is one that somebody `typed`, or one that is `meant`, where a synonym stands for what was typed; or both.
    A page covers a query that holds what was typed or what was meant.
    """

    term: str
    typed: bool = True
    meant: bool = True


@dataclass(frozen=True)
class Ranked:
    """A publication that holds some of the words, with what the results can be narrowed by.

    `share` is how much of what was asked it holds, 0 to 1, rare words counting for more than common ones.
    """

    publication_id: int
    score: float
    share: float
    title: str
    kind: str
    subject: str
    regions: list[str]


def rank(asked: Sequence[Asked], *, scope: Scope) -> list[Ranked]:
    """The publications that hold any of these words, at most `MOST`, best first."""
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement(asked, scope=scope))
        found = [Ranked(*row) for row in cursor.fetchall()]
    return [one for one in found if one.score >= FAR_BELOW * found[0].score]


def statement(asked: Sequence[Asked], *, scope: Scope) -> tuple[str, list]:
    """The SQL that ranks, and its parameters."""
    live_sql, live_params = live_in(scope)
    rarity = rarities([word.term for word in asked], scope=scope)
    typed = {word.term for word in asked if word.typed}
    meant = {word.term for word in asked if word.meant}
    terms = sorted(rarity)
    columns = [
        terms,
        [rarity[term] for term in terms],
        [rarity[term] if term in typed else 0 for term in terms],
        [rarity[term] if term in meant else 0 for term in terms],
    ]
    whole = [_sum(rarity, typed), _sum(rarity, meant)]
    return RANK.replace("{live}", live_sql), [
        *columns, scope.language, CONSIDERED, *whole, *live_params, MOST,
    ]  # fmt: skip


def _sum(rarity: Mapping[str, float], terms: Iterable[str]) -> float:
    # Never nothing: it divides.
    return sum(rarity[term] for term in terms) or 1.0


# What is not live is left out at the end: it is so little that to score it costs less than to ask about every
# page that holds a common word.
RANK = """
WITH weighed AS (
    SELECT * FROM unnest(%s::text[], %s::float8[], %s::float8[], %s::float8[])
        AS asked (term, rarity, typed, meant)
),
scored AS (
    SELECT posting.publication_id, sum(rarity * posting.weight) AS score,
        sum(typed) AS typed, sum(meant) AS meant
    FROM weighed
    JOIN articles_posting AS posting ON posting.language = %s AND posting.term = weighed.term
    GROUP BY posting.publication_id
    ORDER BY score DESC
    LIMIT %s
)
SELECT publication.id, score, greatest(scored.typed / %s, scored.meant / %s) AS share,
    publication.title, publication.kind, publication.subject, publication.regions
FROM scored
JOIN articles_publication AS publication ON publication.id = scored.publication_id
WHERE publication.id IN ({live})
ORDER BY score DESC, publication.sort_key, publication.id
LIMIT %s
"""
