"""By what search results can be narrowed, and how many remain. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from articles.models import Kind, Region, Subject
from articles.narrowing import Narrowing
from articles.search.ranking import Ranked


@dataclass(frozen=True)
class Option:
    """One value to narrow by; `count` is how many results it would leave."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """What results can be narrowed by: `key` is the name in the address."""

    key: str
    options: list[Option]


VALUES: dict[str, Callable[[Ranked], Sequence[str]]] = {
    "kind": lambda one: [one.kind],
    "subject": lambda one: [one.subject],
    "region": lambda one: one.regions,
}
CHOICES = {"kind": Kind, "subject": Subject, "region": Region}


def narrowed(
    found: Sequence[Ranked], narrowing: Narrowing | None, *, besides: str = ""
) -> list[Ranked]:
    """What remains of the results; one key may be left out, to see what else it could be.

    Values that nobody knows narrow nothing.
    """
    criteria = narrowing.criteria if narrowing else []
    known = [c for c in criteria if c.name and c.key in VALUES and c.key != besides]
    for criterion in known:
        found = [one for one in found if criterion.value in VALUES[criterion.key](one)]
    return list(found)


def facets_of(found: Sequence[Ranked], narrowing: Narrowing | None) -> list[Facet]:
    """Every key with the values that would leave something, and the one that was chosen."""
    return [Facet(key, _options(key, found, narrowing)) for key in VALUES]


def _options(key: str, found: Sequence[Ranked], narrowing: Narrowing | None) -> list[Option]:
    chosen = narrowing.chosen(key) if narrowing else ""
    counts = Counter(
        value for one in narrowed(found, narrowing, besides=key) for value in VALUES[key](one)
    )
    return [
        Option(value, counts[value], value == chosen)
        for value in CHOICES[key].values
        if counts[value] or value == chosen
    ]
