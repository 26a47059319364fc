"""What a search looks into, and what of it is remembered between searches."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from django.db import connection
from django.utils import timezone


class Edition(NamedTuple):
    """What changes when pages are published, words come in, or staff touch the synonyms.

    What a process remembers, it remembers for one edition, so that one statement tells whether all of it is still
    true. `synonyms` is a checksum of the whole list: an edit leaves no other trace.
    """

    publication: int | None
    published: datetime | None
    word: int
    synonyms: int


@dataclass(frozen=True)
class Scope:
    """The pages of a language that are live at a moment, in an edition."""

    language: str
    at: datetime
    edition: Edition

    @classmethod
    def of(cls, language: str, at: datetime | None = None) -> Self:
        """What a search in this language looks into, now unless another moment is given."""
        with connection.cursor() as cursor:
            cursor.execute(NEWEST)
            edition = Edition(*cursor.fetchone())
        return cls(language, at or timezone.now(), edition)


NEWEST = """
SELECT publication.id, publication.live_from, (SELECT coalesce(max(id), 0) FROM articles_word), synonyms.checksum
FROM (
    SELECT coalesce(bit_xor(hashtextextended(concat_ws('|', language, key, means), 0)), 0) AS checksum
    FROM articles_synonym
) AS synonyms
LEFT JOIN LATERAL (
    SELECT id, live_from FROM articles_publication ORDER BY id DESC LIMIT 1
) AS publication ON true
"""
