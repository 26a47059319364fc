"""How much a word says: much when few pages hold it, little when many do (BM25's inverse document frequency)."""

import math
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from django.db import connection

from articles.models import Publication
from articles.search.scope import Scope

# Languages, and what was newest a moment ago while an import goes on.
KEPT = 8
# Of a number alone (“T6”, “5 types of …”), beside a word that is as rare.
OF_A_NUMBER = 0.5
ALL_PAGES = ""  # no stem is empty


def rarities(terms: Collection[str], *, scope: Scope) -> dict[str, float]:
    """Each stem's weight among the pages of a language; one that no page holds weighs most.

    Counts are remembered until something newer is published: common words are asked for again and again, and
    to count them takes as long as to rank. A page withdrawn meanwhile hardly changes them, nor does a rebuild.
    """
    counted = _counted(scope.language, scope.edition.publication, scope.edition.published)
    if fresh := {term for term in terms if term not in counted}:
        counted |= _count(fresh, scope.language)
    if not counted.get(ALL_PAGES):
        live = Publication.objects.live(scope.at).in_language(scope.language)
        counted[ALL_PAGES] = live.count()
    return {term: _rarity(term, counted.get(term, 0), counted[ALL_PAGES]) for term in terms}


@lru_cache(maxsize=KEPT)
def _counted(_language: str, _newest: int | None, _published: datetime | None) -> dict[str, int]:
    """What has been counted in a language since its newest publication."""
    return {}


def _count(terms: Collection[str], language: str) -> dict[str, int]:
    """How many publications hold each of these stems; without those that none holds, which are endless."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [sorted(terms), language])
        return {term: held for term, held in cursor.fetchall() if held}


def _rarity(term: str, held: int, pages: int) -> float:
    weight = math.log(1 + (max(pages - held, 0) + 0.5) / (held + 0.5))
    return weight * OF_A_NUMBER if term.isdecimal() else weight


COUNT = """
SELECT term, held FROM unnest(%s::text[]) AS asked (term) CROSS JOIN LATERAL (
    SELECT count(*) AS held FROM articles_posting AS posting
    WHERE posting.language = %s AND posting.term = asked.term
) AS counted
"""
