"""What staff's synonyms add to a query: “slipped disc” is looked for as *herniated disk*, too."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.models import Synonym
from articles.search.scope import Scope
from articles.words import words_of_query

# As long as the longest synonym that staff can enter.
LONGEST_PHRASE = 10
SHORTEST_WITH_A_PLURAL = 4
# Languages, and what the list was a moment ago.
KEPT = 8


@dataclass(frozen=True)
class Meaning:
    """Words of a query, from `start` up to `end`, and the words of our pages that they stand for."""

    start: int
    end: int
    words: tuple[str, ...]


def meanings(words: Sequence[str], *, scope: Scope) -> list[Meaning]:
    """The synonyms that stand in a query."""
    known = synonyms(scope)
    return [
        Meaning(start, end, tuple(words_of_query(meant)))
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1)
        for form in _numbers(" ".join(words[start:end]))
        for meant in known.get(form, [])
    ]


def synonyms(scope: Scope) -> Mapping[str, Sequence[str]]:
    """All that words may mean in a language, by the key of what patients write."""
    return _synonyms(scope.language, scope.edition.synonyms)


@lru_cache(maxsize=KEPT)
def _synonyms(language: str, _edition: int) -> Mapping[str, Sequence[str]]:
    means = defaultdict(list)
    for key, meant in Synonym.objects.in_language(language).values_list("key", "means"):
        means[key].append(meant)
    return dict(means)


def _numbers(key: str) -> set[str]:
    """“Slipped disc” and “slipped discs” ask for the same, in English and in Spanish; “TOS” and “to” do not."""
    if len(key.rsplit(maxsplit=1)[-1]) < SHORTEST_WITH_A_PLURAL:
        return {key}
    return {key, key.removesuffix("s") if key.endswith("s") else f"{key}s"}
