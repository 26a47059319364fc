"""What a comparison consists of, and in whose names the keys of a snapshot are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .lines import Line


@dataclass(frozen=True)
class Names:
    """What the keys of a snapshot stand for.

    `pictures` is asked by key and by `src`; `cards` gives the words of each care card line by line.
    """

    topics: Mapping[int, str] = field(default_factory=dict)
    pages: Mapping[int, str] = field(default_factory=dict)
    providers: Mapping[int, str] = field(default_factory=dict)
    pictures: Mapping[int | str, str] = field(default_factory=dict)
    cards: Mapping[int, Sequence[str]] = field(default_factory=dict)
    revisions: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One field of the page, or one section, with its lines on both sides.

    `state` is same, changed, moved (and nothing else), added or removed; `notes` say what the lines cannot show.
    """

    label: str
    anchor: str
    state: str
    lines: list[Line]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """The fields that differ, and all sections, the same ones too."""

    fields: list[Difference]
    sections: list[Difference]

    @property
    def changes(self) -> list[Difference]:
        """What is not the same, in the order of the screen."""
        return [part for part in [*self.fields, *self.sections] if part.state != "same"]

    @property
    def is_same(self) -> bool:
        """Whether both say the same in every respect."""
        return not self.changes


def state_of(lines: Iterable[Line]) -> str:
    """What has become of a part with these lines: same, changed, added or removed."""
    states = {line.state for line in lines}
    if states <= {"same"}:
        return "same"
    return states.pop() if len(states) == 1 else "changed"


def gone(key: Any) -> str:
    """What stands for a row that is not there any more."""
    return _("(deleted since, number %(key)s)") % {"key": key}
