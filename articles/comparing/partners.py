"""Which section of one snapshot is which of another, and which have moved. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from articles.html import plain_text

from .lines import alike

# Two sections with other headings are one that was rewritten when this much of their words is common.
ALIKE = 0.5


def partners_of(before: Sequence[Mapping], after: Sequence[Mapping]) -> dict[int, int]:
    """New place → old place of sections that are one: alike in all, in heading, or in most words."""
    partners: dict[int, int] = {}
    for sign in (_whole, _heading):
        _match(before, after, sign, partners)
    _match_rewritten(before, after, partners)
    return partners


def moved(partners: Mapping[int, int]) -> set[int]:
    """The fewest new places whose sections must have moved: all but the longest run still in order."""
    places = sorted(partners)
    tails: list[int] = []
    chain: list[list[int]] = []
    for place in places:
        old = partners[place]
        at = bisect_left(tails, old)
        tails[at : at + 1] = [old]
        chain[at : at + 1] = [[*(chain[at - 1] if at else []), place]]
    stayed = set(chain[-1]) if chain else set()
    return {place for place in places if place not in stayed}


def _whole(section: Mapping) -> Any:
    return section["kind"], section["heading"], section["body"], section["care_card"]


def _heading(section: Mapping) -> Any:
    return " ".join(section["heading"].split()).casefold() or None


def _match(
    before: Sequence[Mapping], after: Sequence[Mapping], sign: Callable, partners: dict[int, int]
) -> None:
    free: dict[Any, list[int]] = {}
    for place, section in enumerate(before):
        if place not in partners.values():
            free.setdefault(sign(section), []).append(place)
    for place, section in enumerate(after):
        found = free.get(sign(section)) if sign(section) is not None else None
        if place not in partners and found:
            partners[place] = found.pop(0)


def _match_rewritten(
    before: Sequence[Mapping], after: Sequence[Mapping], partners: dict[int, int]
) -> None:
    taken = set(partners.values())
    olds = {n: _bag(part) for n, part in enumerate(before) if n not in taken}
    news = {n: _bag(part) for n, part in enumerate(after) if n not in partners}
    likeness = [(alike(olds[i], news[k]), i, k) for i in olds for k in news]
    for share, i, k in sorted(likeness, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share >= ALIKE and i in olds and k in news:
            partners[k] = i
            del olds[i], news[k]


def _bag(section: Mapping) -> Counter[str]:
    return Counter(f"{section['heading']} {plain_text(section['body'])}".casefold().split())
