"""What goes wrong between a page and the one it is a translation of."""

from django.utils.translation import gettext as _

from .draft import Draft, Facts, Passage
from .findings import Hit, Hits, quoted

# Fewer words may be the same in two languages: names, numbers.
ENOUGH_WORDS = 5


def foreign_cards(draft: Draft, facts: Facts) -> Hits:
    for passage in draft.sections:
        if passage.card in facts.foreign_cards:
            yield Hit(passage.place("care_card"), quoted(facts.foreign_cards[passage.card]))


def cards_left_out(draft: Draft, facts: Facts) -> Hits:
    for heading in facts.cards_left_out:
        yield Hit(draft.place("sections", _("Sections")), quoted(heading))


def untranslated(draft: Draft, facts: Facts) -> Hits:
    """The summary and sections that still say what the original says, word for word."""
    if facts.original is None:
        return
    if _is_long(draft.summary) and draft.summary == facts.original.summary:
        yield Hit(draft.place("summary", _("Summary")), quoted(draft.summary))
    original = {_words(passage) for passage in facts.original.sections}
    for passage in draft.sections:
        words = _words(passage)
        if _is_long(words) and words in original:
            yield Hit(passage.place(), quoted(passage.heading or words))


def _words(passage: Passage) -> str:
    return " ".join(" ".join(block.text for block in passage.blocks).split())


def _is_long(words: str) -> bool:
    return len(words.split()) >= ENOUGH_WORDS
