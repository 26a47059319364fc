"""What a search looks into, and what of it is remembered between searches."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from django.db import connection
from django.utils import timezone


class Edition(NamedTuple):
    """What changes when pages are published, words come in, or staff touch synonyms, people or places.

    What a process remembers, it remembers for one edition, so that one statement tells whether all of it is still
    true. `synonyms` and `names` are checksums of whole tables: an edit leaves no other trace.
    """

    publication: int | None
    published: datetime | None
    word: int
    synonyms: int
    names: int


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
SELECT
    newest.id,
    newest.live_from,
    (SELECT coalesce(max(id), 0) FROM articles_word),
    (SELECT coalesce(bit_xor(hash_record_extended(synonym, 0)), 0) FROM articles_synonym AS synonym),
    (SELECT coalesce(bit_xor(hash_record_extended(person, 0)), 0) FROM clinic_provider AS person)
        # (SELECT coalesce(bit_xor(hash_record_extended(place, 1)), 0) FROM clinic_location AS place)
FROM (SELECT) AS one
LEFT JOIN LATERAL (
    SELECT id, live_from FROM articles_publication ORDER BY id DESC LIMIT 1
) AS newest ON true
"""
