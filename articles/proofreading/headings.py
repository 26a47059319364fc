"""Headings and what stands under them: the skeleton that readers and screen readers go by."""

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from .blocks import Block, Shape
from .draft import QUESTION, Draft, Facts, Passage
from .findings import Hit, Hits, quoted

YES_OR_NO = re.compile(
    r"^(?:yes|no|sí)(?:\s*[,;:!–—]|\.(?!\s*\d)|\s*$)|^(?:yes|sí)\s+[a-z]", re.IGNORECASE
)
REVIEWED = re.compile(r"\b(?:last|medically|clinically) reviewed\b", re.IGNORECASE)
NAMED = re.compile(r"\bby\s+(?:dr\.?\s+)?[A-Z]")
LONGEST_DISGUISED = 70  # characters of a bold line that is a heading in all but name


def empty_headings(draft: Draft, facts: Facts) -> Hits:
    for passage in draft.sections:
        if not passage.heading and passage.blocks and draft.is_whole:
            yield Hit(passage.place("heading"), quoted(passage.blocks[0].text))
        for block in passage.blocks:
            if block.shape == Shape.HEADING and not block.text:
                yield Hit(passage.place(block=block))


def repeated_headings(draft: Draft, facts: Facts) -> Hits:
    seen: set[str] = set()
    for passage in draft.sections:
        if passage.heading and _key(passage.heading) in seen:
            yield Hit(passage.place("heading"), passage.heading)
        seen.add(_key(passage.heading))
        yield from _repeated_within(passage)


def _repeated_within(passage: Passage) -> Hits:
    # The same small heading may return under another section (“Risks”), never under one.
    seen = {_key(passage.heading)}
    for block in passage.blocks:
        if block.shape == Shape.HEADING and block.text:
            if _key(block.text) in seen:
                yield Hit(passage.place(block=block), quoted(block.text))
            seen.add(_key(block.text))


def _key(heading: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", heading.casefold()).split())


def empty_sections(draft: Draft, facts: Facts) -> Hits:
    for passage in draft.sections:
        is_bare = passage.heading and not passage.blocks and not passage.card
        if is_bare and not draft.has_guessed_headings:
            yield Hit(passage.place(), passage.heading)
        for block, after in pairwise([*passage.blocks, None]):
            assert block is not None
            if block.shape == Shape.HEADING and block.text and _leads_nowhere(block, after):
                if after is None and passage.card:
                    continue
                yield Hit(passage.place(block=block), quoted(block.text))


def _leads_nowhere(heading: Block, after: Block | None) -> bool:
    return after is None or (after.shape == Shape.HEADING and after.level <= heading.level)


def skipped_levels(draft: Draft, facts: Facts) -> Hits:
    for passage, level in _with_levels(draft):
        above = level
        for block in passage.blocks:
            if block.shape == Shape.HEADING:
                if block.level > above + 1:
                    yield Hit(passage.place(block=block), quoted(block.text))
                above = block.level


def _with_levels(draft: Draft) -> Iterator[tuple[Passage, int]]:
    """Sections with the level of their own heading: neighboring questions gather under one more."""
    kinds = [None, *(passage.kind for passage in draft.sections), None]
    for index, passage in enumerate(draft.sections):
        in_a_run = passage.kind == QUESTION and QUESTION in (kinds[index], kinds[index + 2])
        yield passage, 3 if in_a_run else 2


def answers_without_question(draft: Draft, facts: Facts) -> Hits:
    for passage in draft.sections:
        asked = passage.kind == QUESTION or passage.heading.rstrip("”\"' ").endswith("?")
        for block in passage.blocks:
            if block.shape == Shape.PARAGRAPH and not asked and YES_OR_NO.match(block.text):
                yield Hit(passage.place(block=block), quoted(block.text))
            # One question may be answered in several paragraphs; another heading ends it.
            asked = block.text.endswith("?") or (asked and block.shape != Shape.HEADING)


def disguised_headings(draft: Draft, facts: Facts) -> Hits:
    """Whole lines in bold that stand where a heading should."""
    for passage in draft.sections:
        for block, after in pairwise([*passage.blocks, None]):
            assert block is not None
            alone = block.shape == Shape.PARAGRAPH and block.is_bold and "\n" not in block.text
            short = len(block.text) <= LONGEST_DISGUISED and not block.text.endswith((".", "!"))
            if alone and short and after is not None and after.shape == Shape.PARAGRAPH:
                yield Hit(passage.place(block=block), quoted(block.text))


def no_reviewer(draft: Draft, facts: Facts) -> Hits:
    """A page that no clinician with a public name stands ready for, or a text that hides who read it."""
    if facts.has_reviewer is False:
        yield Hit(draft.place("reviewer", _("Review")))
    for passage, block in [] if draft.is_whole else draft.blocks:
        if REVIEWED.search(block.text) and not NAMED.search(block.text):
            yield Hit(passage.place(block=block), quoted(block.text))
