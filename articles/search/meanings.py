"""What staff's synonyms add to a query: “slipped disc” is looked for as *herniated disk*, too."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import Synonym
from articles.words import words_of_query

# As long as the longest synonym that staff can enter.
LONGEST_PHRASE = 10
SHORTEST_WITH_A_PLURAL = 4


@dataclass(frozen=True)
class Meaning:
    """Words of a query, from `start` up to `end`, and the words of our pages that they stand for."""

    start: int
    end: int
    words: tuple[str, ...]


def meanings(words: Sequence[str], *, language: str) -> list[Meaning]:
    """The synonyms that stand in a query, in one query of the database."""
    spans = {
        (start, end): " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1)
    }
    keys = {form for key in spans.values() for form in _numbers(key)}
    found = Synonym.objects.in_language(language).filter(key__in=keys)
    means: dict[str, list[str]] = {}
    for key, meant in found.values_list("key", "means"):
        means.setdefault(key, []).append(meant)
    return [
        Meaning(start, end, tuple(words_of_query(meant)))
        for (start, end), key in spans.items()
        for form in _numbers(key)
        for meant in means.get(form, [])
    ]


def _numbers(key: str) -> set[str]:
    """“Slipped disc” and “slipped discs” ask for the same, in English and in Spanish; “TOS” and “to” do not."""
    if len(key.rsplit(maxsplit=1)[-1]) < SHORTEST_WITH_A_PLURAL:
        return {key}
    return {key, key.removesuffix("s") if key.endswith("s") else f"{key}s"}
