"""What a sign is made of, and how it is found in a query."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from rapidfuzz import process
from rapidfuzz.distance import OSA

APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ´`"))
# A query is a line. What stands behind this many words is a letter, and still read.
MOST_WORDS = 200
SHORT, LONG = 5, 9  # letters
WORD = re.compile(r"[^\W_]+")

# Ways to say one thing: words as `folded` gives them, * at the end for any ending. Each may hold several words.
Ways = tuple[str, ...]


class RedFlag(Enum):
    """What the reader is told above the results."""

    EMERGENCY = "emergency"
    LIFELINE = "lifeline"


@dataclass(frozen=True)
class Sign:
    """Things that must all be said, within so many words of each other, and words that explain them away.

    `question` is the code of the safety question that asks the same.
    """

    question: str
    said: tuple[Ways, ...]
    unless: Ways = ()
    within: int = 12
    flag: RedFlag = RedFlag.EMERGENCY

    def shows_in(self, text: str) -> bool:
        """Whether folded text says all of it, in any order."""
        if not self._said_in(text) or _any_in(self.unless, text):
            return False
        return any(self._said_in(window) for window in _windows(text, self.within))

    def _said_in(self, text: str) -> bool:
        return all(_any_in(ways, text) for ways in self.said)


def ways(text: str) -> Ways:
    """Ways to say one thing, as they stand in a list with commas between."""
    return tuple(" ".join(way.split()) for way in text.split(","))


def folded(text: str) -> str:
    """Words without case, accents, apostrophes or marks, a space around each: “Can’t pee!” is “ cant pee ”."""
    plain = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return f" {' '.join(WORD.findall(letters)[:MOST_WORDS])} "


def mended(text: str, spelled: tuple[str, ...]) -> str:
    """Folded text with each word that is a slip away from a known one put right.

    Two slips in a long word; in a short one only letters that changed places (“lges”), for most short words
    are other words as well.
    """
    return f" {' '.join(_mended_word(word, spelled) for word in text.split())} "


def _mended_word(word: str, spelled: tuple[str, ...]) -> str:
    if word in spelled:
        return word
    if len(word) < SHORT:
        return next((known for known in spelled if sorted(known) == sorted(word)), word)
    alike = [known for known in spelled if known[0] == word[0]]
    slips = 1 if len(word) < LONG else 2
    found = process.extractOne(word, alike, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else word


def _any_in(ways: Ways, text: str) -> bool:
    return any((f" {way[:-1]}" if way.endswith("*") else f" {way} ") in text for way in ways)


def _windows(text: str, size: int) -> Iterator[str]:
    """Every run of `size` words, or the whole text when it is shorter."""
    words = text.split()
    for start in range(max(1, len(words) - size + 1)):
        yield f" {' '.join(words[start : start + size])} "
