"""The lines of the A–Z: titles, and other names with “see” and the pages that they lead to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from articles.models import Name, Publication


@dataclass(frozen=True)
class Entry:
    """One line: a title that leads to its page, or another name and the pages to see for it."""

    words: str
    initial: str
    is_title: bool
    pages: list[Publication]


def entries(names: Iterable[Name]) -> list[Entry]:
    """Names in their order as lines; pages that share another name stand in one line."""
    return [_entry(list(same)) for _same, same in groupby(names, key=_line)]


def _line(name: Name) -> tuple[str, int]:
    return (name.key, name.pk if name.is_title else 0)


def _entry(names: list[Name]) -> Entry:
    first = names[0]
    return Entry(first.name, first.initial, first.is_title, [name.publication for name in names])
