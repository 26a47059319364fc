"""Our people and places that a query names: “Dr Reyes”, “Harbor Street”."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from articles.search.scope import Scope
from articles.words import words_of_query
from clinic.models import Location, Provider

# How people are called in English and Spanish, beside their name.
TITLES = frozenset("dr dra doctor doctora prof professor profesor profesora md dpt np".split())
# Editions.
KEPT = 4


@dataclass(frozen=True)
class Named:
    """A person or a place, and the folded words of the name."""

    one: Provider | Location
    words: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """The words as a text in which each has a space before it."""
        return "".join(f" {word}" for word in self.words)

    def is_meant(self, asked: Sequence[str]) -> bool:
        """Whether these words are the name or a part of it, hold all of it, or a title and the last of it."""
        said = [word for word in asked if word not in TITLES]
        if said and set(self.words).issuperset(said):
            return True
        titled = {name for title, name in pairwise(asked) if title in TITLES}
        return self.words[-1] in titled or _holds(said, self.words)


def named(words: Sequence[str], *, scope: Scope) -> list[Provider | Location]:
    """The practicing people and the open places that a query names."""
    return [each.one for each in _all_named(scope.edition.names) if each.is_meant(words)]


def names_begun(words: str, *, scope: Scope) -> list[str]:
    """The names that begin with what somebody has typed so far, or hold it from the start of a word."""
    typed = " ".join(word for word in words.split() if word not in TITLES)
    begun = [each for each in _all_named(scope.edition.names) if f" {typed}" in each.spoken]
    return [each.one.name for each in begun] if typed else []


def words_of_names(scope: Scope) -> set[str]:
    """All words that people and places are called by."""
    return {word for each in _all_named(scope.edition.names) for word in each.words}


@lru_cache(maxsize=KEPT)
def _all_named(_edition: int) -> list[Named]:
    shown = [*Provider.objects.practicing(), *Location.objects.open_to_patients()]
    found = [Named(one, tuple(words_of_query(one.name))) for one in shown]
    return [each for each in found if each.words]


def _holds(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a name of several words stands in these."""
    length = len(name)
    return length > 1 and any(
        tuple(words[start : start + length]) == name for start in range(len(words))
    )
