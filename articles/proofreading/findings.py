"""What the proofreader says: what it found, where, why it matters, and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

QUOTED = 90  # characters of the page's own words that a finding shows


class Severity(StrEnum):
    """A blocking finding stops a page on its way to patients; advice never does."""

    BLOCKING = "blocking"
    ADVICE = "advice"


@dataclass(frozen=True)
class Place:
    """Where on a page: a section by its place from 0 (None: the page itself), and a field of it.

    `label` names the place to people; `line` is known where the words came from a file.
    """

    field: str
    label: str
    section: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Hit:
    """A place that a rule points at, with what the rule's own sentence is filled with."""

    place: Place
    words: str = ""
    count: float = 0


Hits = Iterator[Hit]


@dataclass(frozen=True)
class Finding:
    """One thing to mend or to think about, in sentences for the person who writes."""

    rule: str
    severity: Severity
    place: Place
    what: str
    why: str
    mend: str

    @property
    def blocks(self) -> bool:
        """Whether the page cannot be approved or published as it stands."""
        return self.severity == Severity.BLOCKING

    def stored(self) -> dict[str, Any]:
        """What a publication keeps of it, as JSON."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "section": self.place.section,
            "field": self.place.field,
            "label": self.place.label,
            "what": self.what,
        }


def quoted(words: str, at_end: bool = False) -> str:
    """Words of the page, short enough for a sentence about them."""
    line = " ".join(words.split())
    if len(line) <= QUOTED:
        return line
    if at_end:
        return "…" + line[-QUOTED:].split(" ", 1)[-1]
    return line[:QUOTED].rsplit(" ", 1)[0] + "…"
