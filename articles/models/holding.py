"""What only one may have: an address, the place of a translation, a meaning on the list of synonyms.

Whoever gives one of these away holds it first, until the transaction ends, and then looks who has it. Of two
who ask at once the second waits, sees what the first did, and can be answered with a sentence.
Hold after locking rows, and all that a transaction needs at once: then nobody waits for one another in a ring.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

LONGEST_STEM = 140  # leaves room for a number in the 150 characters of an address


class Address(NamedTuple):
    """Where a page can be read, or shall be."""

    kind: str
    language: str
    slug: str


def stem_of(slug: str) -> str:
    """What an address has in common with the numbered ones that are made from it."""
    return slug[:LONGEST_STEM].rstrip("-_0123456789")


def hold_addresses(addresses: Iterable[Address]) -> None:
    """Hold addresses, and with each of them all that differ from it by their number."""
    _hold(f"address {kind} {language} {stem_of(slug)}" for kind, language, slug in addresses)


def hold_translation(source: int, language: str) -> None:
    """Hold the place of a page's translation into a language."""
    _hold([f"translation {source} {language}"])


def hold_meaning(language: str, key: str) -> None:
    """Hold the place of a synonym: what words stand for on the list."""
    _hold([f"synonym {language} {key}"])


def _hold(names: Iterable[str]) -> None:
    # Sorted, and locked in that order.
    keys = sorted({_key(name) for name in names})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _key(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def first_free(stem: str, taken: Iterable[str]) -> str:
    """A slug as it is wanted or, where it is taken, with the first number that makes it free."""
    taken, slug, number = set(taken), stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem[:LONGEST_STEM].rstrip('-_')}-{number}"
    return slug
