"""Our people and places that a query names: “Dr Reyes”, “Harbor Street”."""

from collections.abc import Collection, Sequence
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

    def is_meant(self, asked: Sequence[str], on_no_page: Collection[str]) -> bool:
        """Whether these words hold the name, or a title and the last of it, or are a part that only a name can be."""
        said = [word for word in asked if word not in TITLES]
        is_part = set(self.words).issuperset(said) and not {*said}.isdisjoint(on_no_page)
        titled = {name for title, name in pairwise(asked) if title in TITLES}
        return is_part or self.words[-1] in titled or _holds(said, self.words)


def named(
    words: Sequence[str], *, on_no_page: Collection[str], scope: Scope
) -> list[Provider | Location]:
    """The practicing people and the open places that a query names.

    A word that stands on a page is no name by itself: not everybody who asks for “spine” wants the Spine Center.
    """
    everybody = _all_named(scope.edition.names)
    return [each.one for each in everybody if each.is_meant(words, on_no_page)]


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
    """Whether a name of several words stands in these, or one of a single word is all of them."""
    length = len(name)
    places = range(len(words)) if length > 1 else range(len(words) == 1)
    return any(tuple(words[start : start + length]) == name for start in places)
