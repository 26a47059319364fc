"""A page as the proofreader reads it, and what it must be told about the rest of the site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from .blocks import Block, blocks_of
from .findings import Place, quoted

QUESTION = "question"


@dataclass(frozen=True)
class Passage:
    """A section: its heading, and its body as a sequence of blocks."""

    number: int
    kind: str
    heading: str
    blocks: tuple[Block, ...]
    card: Any = None
    line: int | None = None

    def place(self, name: str = "body", block: Block | None = None) -> Place:
        """A field of this section, or one block of its body."""
        label = _("Section %(number)s") % {"number": self.number + 1}
        if self.heading:
            label += f", “{quoted(self.heading)}”"
        line = block.line if block else self.line
        return Place(field=name, label=label, section=self.number, line=line)

    @property
    def prose(self) -> list[Block]:
        """Paragraphs and list items that say something."""
        return [block for block in self.blocks if block.is_prose]


@dataclass(frozen=True)
class Draft:
    """A page's words; `sections` in their order. Files have no sources and no summary to judge."""

    title: str
    summary: str
    sections: tuple[Passage, ...]
    sources: tuple[Mapping[str, str], ...] = ()
    language: str = "en"
    is_whole: bool = True  # False: a file, which cannot hold all that a page of the site has
    has_guessed_headings: bool = False  # a plain text's are known by their looks only

    def place(self, name: str, label: str) -> Place:
        """A field of the page itself."""
        return Place(field=name, label=label)

    @cached_property
    def blocks(self) -> list[tuple[Passage, Block]]:
        """Every block of every section, with the section it stands in."""
        return [(passage, block) for passage in self.sections for block in passage.blocks]


@dataclass(frozen=True)
class Card:
    """The words of a care card."""

    level: str
    heading: str
    items: str
    action: str = ""


@dataclass(frozen=True)
class Facts:
    """What the rules need to know beyond the page's own words; None: nobody could be asked.

    `dead_links` are addresses on this site, as `internal_path` writes them, under which readers would
    find nothing; under `coming_links` they will, once pages that are on their way are live. `pictures` are the library's pictures that the page shows: address → alternative
    text, empty for a decorative one. `has_reviewer` says whether a clinician with a public name
    stands ready to vouch for the words. Of a translation: `foreign_cards` are headings of cards in
    another language by key, `cards_left_out` those of the original's emergency cards that the page does
    not show, `original` what was translated.
    """

    own_hosts: frozenset[str] = frozenset()
    media: str = "/media/"
    dead_links: frozenset[str] = frozenset()
    coming_links: frozenset[str] = frozenset()
    pictures: Mapping[str, str] | None = None
    cards: Mapping[Any, Card] = field(default_factory=dict)
    has_reviewer: bool | None = None
    foreign_cards: Mapping[Any, str] = field(default_factory=dict)
    cards_left_out: tuple[str, ...] = ()
    original: Draft | None = None


def draft_of(snapshot: Mapping[str, Any]) -> Draft:
    """A revision's snapshot, ready to be read."""
    return Draft(
        title=snapshot["title"],
        summary=snapshot["summary"],
        sections=tuple(
            Passage(
                number=number,
                kind=section["kind"],
                heading=" ".join(section["heading"].split()),
                blocks=blocks_of(section["body"]),
                card=section["care_card"],
            )
            for number, section in enumerate(snapshot["sections"])
        ),
        sources=tuple(snapshot["sources"]),
        language=snapshot["language"],
    )
