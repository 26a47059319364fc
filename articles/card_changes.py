"""What changed between two versions of a care card, field by field and line by line; pure."""

from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from articles.models.card_words import WORDS, CardWords, Level

MARKS = {"  ": "same", "- ": "removed", "+ ": "added"}


@dataclass(frozen=True)
class FieldChange:
    """One field of a card that says something else; `lines` are (mark, words) in reading order."""

    label: Any
    lines: list[tuple[str, str]]


def changes(before: CardWords | None, after: CardWords) -> list[FieldChange]:
    """The fields in which two versions differ; everything is new when there was nothing before."""
    old = before.words() if before else dict.fromkeys(WORDS, "")
    new = after.words()
    return [
        FieldChange(
            CardWords._meta.get_field(name).verbose_name, _lines(name, old[name], new[name])
        )
        for name in WORDS
        if old[name] != new[name]
    ]


def _lines(name: str, old: str, new: str) -> list[tuple[str, str]]:
    if name == "level":
        old, new = (str(Level(value).label) if value else "" for value in (old, new))
    compared = ndiff(old.splitlines(), new.splitlines())
    return [(MARKS[line[:2]], line[2:]) for line in compared if line[:2] in MARKS]
