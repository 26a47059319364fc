"""How a page is laid out for reading: headings, levels and where questions gather. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Level, SectionKind

QUESTIONS_ANCHOR = "questions-and-answers"


@dataclass(frozen=True)
class Part:
    """A section, or a run of questions under one heading.

    `level` is the level of the part's own heading, `card_level` that of its care card's heading.
    """

    heading: str
    anchor: str
    level: int = 2
    kind: str = SectionKind.OTHER
    html: str = ""
    card: Mapping[str, Any] | None = None
    questions: list["Part"] = field(default_factory=list)

    @property
    def card_level(self) -> int:
        """One below the heading that the card stands under; the heading's own where there is none."""
        return self.level + 1 if self.heading else self.level

    @property
    def is_emergency(self) -> bool:
        """Whether the part says when to call for help at once; nothing may push it down the page."""
        return self.card is not None and self.card["level"] == Level.EMERGENCY


def outline(
    sections: Iterable[Mapping[str, Any]], cards: Mapping[int, Mapping[str, Any]]
) -> list[Part]:
    """The sections of a publication in order, neighbouring questions brought together."""
    parts: list[Part] = []
    for is_question, neighbours in groupby(sections, key=_is_question):
        run = list(neighbours)
        if is_question and len(run) > 1:
            parts.append(_questions([_part(section, cards, level=3) for section in run], parts))
        else:
            parts += [_part(section, cards) for section in run]
    return parts


def _is_question(section: Mapping[str, Any]) -> bool:
    return section["kind"] == SectionKind.QUESTION


def _part(
    section: Mapping[str, Any], cards: Mapping[int, Mapping[str, Any]], level: int = 2
) -> Part:
    return Part(
        heading=section["heading"],
        anchor=section["anchor"],
        level=level,
        kind=section["kind"],
        html=section["html"],
        card=cards.get(section["card"]) if section["card"] else None,
    )


def _questions(questions: list[Part], before: list[Part]) -> Part:
    # A page may hold several runs of questions; only the first can have the plain name.
    number = sum(1 for part in before if part.questions) + 1
    return Part(
        heading=_("Questions and answers") if number == 1 else _("More questions and answers"),
        anchor=QUESTIONS_ANCHOR if number == 1 else f"{QUESTIONS_ANCHOR}-{number}",
        kind=SectionKind.QUESTION,
        questions=questions,
    )
