"""A page's words → the few that show why it was found. Pure."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Characters. The beginning of a long page says what it is about.
LOOKED_THROUGH = 3_000
LONGEST = 190
# Shorter than this, a line is a heading rather than a sentence.
SHORTEST_SENTENCE = 45
SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?!\s)[^\n.!?]*)*[.!?]*")
# Letters with an accent that have one without it: places in the text stay the same when these are exchanged.
PLAIN_LETTERS = {
    code: plain
    for code in range(0xC0, 0x250)
    if len(plain := unicodedata.normalize("NFD", chr(code))[0]) == 1 and plain.isascii()
}


@dataclass(frozen=True)
class Fragment:
    """A piece of a snippet; `found` when it is a word of the query."""

    words: str
    found: bool


class Marker:
    """Marks words in texts: the folded ones of `forms`, of which each has a stem."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = forms
        self._pattern = _any_of(forms) if forms else None

    def marked(self, text: str) -> list[Fragment]:
        """A text with the words that were found told apart; those that follow each other are one piece."""
        fragments, end = [], 0
        for start, stop in _together(text, self._places(text)):
            fragments += [Fragment(text[end:start], False), Fragment(text[start:stop], True)]
            end = stop
        fragments.append(Fragment(text[end:], False))
        return [fragment for fragment in fragments if fragment.words]

    def snippet(self, text: str) -> list[Fragment]:
        """The sentence that holds most of the words that were found, the first of several, and what follows it."""
        beginning = text[:LOOKED_THROUGH]
        sentences = [match.span() for match in SENTENCE.finditer(beginning)]
        starts = [start for start, _end in sentences]
        held: dict[int, set[str]] = {}
        for start, _stop, stem in self._places(beginning):
            held.setdefault(max(bisect_right(starts, start) - 1, 0), set()).add(stem)
        best = max(held, key=lambda one: (len(held[one]), _is_long(sentences[one])), default=0)
        return self.marked(shortened(text, starts[best] if starts else 0))

    def _places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where words that were found begin and end, each with its stem."""
        plain = text.lower() if text.isascii() else text.lower().translate(PLAIN_LETTERS)
        if self._pattern and len(plain) == len(text):
            for match in self._pattern.finditer(plain):
                start = match.start()
                if not (start and plain[start - 1].isalnum()):
                    yield start, match.end(), self._forms[match[0]]


def _together(text: str, places: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Where words begin and end, with nothing but a space between them as one."""
    spans: list[tuple[int, int]] = []
    for start, stop, _stem in places:
        if spans and text[spans[-1][1] : start].isspace():
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((start, stop))
    return spans


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """What finds these words, also at the end of longer ones: to look back from each letter takes twice as long."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")


def _is_long(span: tuple[int, int]) -> bool:
    return span[1] - span[0] >= SHORTEST_SENTENCE


def shortened(text: str, start: int) -> str:
    """At most `LONGEST` characters of a text from a place on, in whole words and on one line."""
    words = " ".join(text[start : start + LONGEST + 1].split())
    if start + LONGEST >= len(text):
        return words
    return f"{words.rpartition(' ')[0] or words} …"
