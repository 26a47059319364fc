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
    """Sections that still say what the original says, word for word."""
    original = {_words(passage) for passage in facts.original.sections} if facts.original else set()
    for passage in draft.sections:
        words = _words(passage)
        if len(words.split()) >= ENOUGH_WORDS and words in original:
            yield Hit(passage.place(), quoted(passage.heading or words))


def _words(passage: Passage) -> str:
    return " ".join(" ".join(block.text for block in passage.blocks).split())
