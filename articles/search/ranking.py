"""Words with weights → publications, best first. BM25 over the postings, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from articles.search.vocabulary import live_in

# Nobody reads on for fifty pages of results, and what is far below the best only shares a common word with it.
MOST = 500
FAR_BELOW = 0.12


@dataclass(frozen=True)
class Asked:
    """A stemmed word to look for; `weight` is 1 for a word that somebody typed.

    A `required` word counts when we ask whether a page holds what was asked.
    """

    term: str
    weight: float = 1.0
    required: bool = True


@dataclass(frozen=True)
class Ranked:
    """A publication that holds some of the words, with what the results can be narrowed by.

    `share` is how much of what was asked it holds, 0 to 1, rare words counting for more than common ones.
    """

    publication_id: int
    score: float
    share: float
    kind: str
    subject: str
    regions: list[str]


def rank(asked: Sequence[Asked], *, language: str, at: datetime | None = None) -> list[Ranked]:
    """The live publications in a language that hold any of these words, at most `MOST`, best first."""
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement(asked, language=language, at=at))
        return [Ranked(*row) for row in cursor.fetchall()]


def statement(
    asked: Sequence[Asked], *, language: str, at: datetime | None = None
) -> tuple[str, list]:
    """The SQL that ranks, and its parameters."""
    live_sql, live_params = live_in(language, at)
    words = [
        [word.term for word in asked],
        [word.weight for word in asked],
        [word.required for word in asked],
    ]
    return RANK.replace("{live}", live_sql), [*live_params, *words, language, FAR_BELOW, MOST]


# A word that half of the pages hold says little, one that few hold says much: idf. Words that no page holds
# are missing from `found` and weigh as the rarest do when the share is reckoned.
RANK = """
WITH live (id) AS MATERIALIZED ({live}),
size AS (SELECT count(*)::float8 AS pages FROM live),
asked AS (
    SELECT term, max(weight) AS weight, bool_or(required) AS required
    FROM unnest(%s::text[], %s::float8[], %s::boolean[]) AS given (term, weight, required)
    GROUP BY term
),
found AS MATERIALIZED (
    SELECT posting.publication_id, posting.term, posting.weight
    FROM articles_posting AS posting
    JOIN live ON live.id = posting.publication_id
    WHERE posting.language = %s AND posting.term IN (SELECT term FROM asked)
),
weighed AS (
    SELECT asked.term, asked.weight * idf AS weight, CASE WHEN required THEN idf ELSE 0 END AS required
    FROM asked
    LEFT JOIN (SELECT term, count(*)::float8 AS pages FROM found GROUP BY term) AS held USING (term)
    CROSS JOIN size
    CROSS JOIN LATERAL (
        SELECT ln(1 + (size.pages - coalesce(held.pages, 0) + 0.5) / (coalesce(held.pages, 0) + 0.5)) AS idf
    ) AS rarity
),
scored AS (
    SELECT found.publication_id, sum(weighed.weight * found.weight) AS score,
        sum(weighed.required) AS held
    FROM found JOIN weighed USING (term)
    GROUP BY found.publication_id
),
best AS (
    SELECT *, max(score) OVER () AS highest FROM scored ORDER BY score DESC
)
SELECT best.publication_id, best.score,
    best.held / greatest((SELECT sum(required) FROM weighed), 1e-9) AS share,
    publication.kind, publication.subject, publication.regions
FROM best JOIN articles_publication AS publication ON publication.id = best.publication_id
WHERE best.score >= %s * best.highest
ORDER BY best.score DESC, publication.sort_key, publication.id
LIMIT %s
"""
