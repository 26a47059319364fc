"""Words with weights → publications, best first. BM25 over the postings, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

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


def rank(asked: Sequence[Asked], *, language: str, at: datetime) -> list[Ranked]:
    """The live publications in a language that hold any of these words, at most `MOST`, best first."""
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement(asked, language=language, at=at))
        found = [Ranked(*row) for row in cursor.fetchall()]
    return [one for one in found if one.score >= FAR_BELOW * found[0].score]


def statement(asked: Sequence[Asked], *, language: str, at: datetime) -> tuple[str, list]:
    """The SQL that ranks, and its parameters."""
    live_sql, live_params = live_in(language, at)
    words = [
        [word.term for word in asked],
        [word.typed for word in asked],
        [word.meant for word in asked],
    ]
    sql = RANK.replace("{live}", live_sql)
    return sql, [*live_params, *words, language, language, CONSIDERED, *live_params, MOST]


# What is not live is left out at the end: it is so little that to score it costs less than to ask about every
# page that holds a common word. A word that half of the pages hold says little, one that few hold says much
# (idf); one that no page holds weighs as the rarest would when the share is reckoned.
RANK = """
WITH pages AS (SELECT count(*)::float8 AS number FROM ({live}) AS live),
asked AS (
    SELECT term, bool_or(typed) AS typed, bool_or(meant) AS meant
    FROM unnest(%s::text[], %s::boolean[], %s::boolean[]) AS given (term, typed, meant)
    GROUP BY term
),
weighed AS MATERIALIZED (
    SELECT term, typed, meant, ln(1 + (greatest(number - held, 0) + 0.5) / (held + 0.5)) AS idf
    FROM asked CROSS JOIN pages CROSS JOIN LATERAL (
        SELECT count(*) AS held FROM articles_posting AS posting
        WHERE posting.language = %s AND posting.term = asked.term
    ) AS counted
),
whole AS (
    SELECT sum(idf) FILTER (WHERE typed) AS typed, sum(idf) FILTER (WHERE meant) AS meant FROM weighed
),
scored AS (
    SELECT posting.publication_id, sum(idf * posting.weight) AS score,
        sum(idf) FILTER (WHERE typed) AS typed, sum(idf) FILTER (WHERE meant) AS meant
    FROM weighed
    JOIN articles_posting AS posting ON posting.language = %s AND posting.term = weighed.term
    GROUP BY posting.publication_id
    ORDER BY score DESC
    LIMIT %s
)
SELECT publication.id, score, greatest(scored.typed / whole.typed, scored.meant / whole.meant, 0) AS share,
    publication.title, publication.kind, publication.subject, publication.regions
FROM scored
CROSS JOIN whole
JOIN articles_publication AS publication ON publication.id = scored.publication_id
WHERE publication.id IN ({live})
ORDER BY score DESC, publication.sort_key, publication.id
LIMIT %s
"""
