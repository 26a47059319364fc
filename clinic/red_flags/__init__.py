"""A search query → whether it reads like an emergency or a thought of suicide. Pure.

The signs are those of SAFETY's first tier, as the safety questions ask them, in the words that patients type. Sources:
AHCPR Clinical Practice Guideline 14 (NCBI Bookshelf NBK52120), the cauda equina safety-net cards of NHS trusts
(backes.org.uk), American Family Physician 2012;85:343. Where a query can be read in two ways, it is an emergency: a
card too many costs a line of the screen. Plain topics (“numbness”, “leg weakness”, “bladder”, “paralysis exercises”)
are none, or the card would be one more thing that everybody learns to look past.
"""

from . import english, spanish
from .signs import RedFlag, Sign, folded, mended

__all__ = ["RedFlag", "red_flag_in", "sign_in"]

SIGNS = {"en": english.SIGNS, "es": spanish.SIGNS}
SPELLED = {"en": english.SPELLED, "es": spanish.SPELLED}


def red_flag_in(words: str, language: str) -> RedFlag | None:
    """What a query calls for before any result; a thought of suicide comes before everything else.

    `words` may stand as typed or folded. The signs of `language` are looked for first, then those of the others:
    somebody in distress writes the language at hand.
    """
    sign = sign_in(words, language)
    return sign.flag if sign else None


def sign_in(words: str, language: str) -> Sign | None:
    """The sign that a query shows, as it is spelled or as it was meant."""
    text = folded(words)
    readings = {text, *(mended(text, spelled) for spelled in SPELLED.values())}
    signs = [
        *SIGNS.get(language, ()),
        *(s for code in SIGNS if code != language for s in SIGNS[code]),
    ]
    found = [sign for sign in signs if any(sign.shows_in(reading) for reading in readings)]
    return min(found, key=lambda sign: sign.flag is not RedFlag.LIFELINE, default=None)
