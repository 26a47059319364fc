"""A page's words → the few that show why it was found. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from articles.words import WORD

# What is looked through for a snippet; the beginning of a long page says what it is about.
LOOKED_THROUGH = 20_000
LONGEST = 190
SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?!\s)[^\n.!?]*)*[.!?]*")
APOSTROPHES = "'’‘ʼ´`"
WRITTEN = re.compile(rf"{WORD.pattern}(?:[{APOSTROPHES}]{WORD.pattern})*")

IsFound = Callable[[str], str]


@dataclass(frozen=True)
class Fragment:
    """A piece of a snippet; `found` when it is a word of the query."""

    words: str
    found: bool


def marked(text: str, term_of: IsFound) -> list[Fragment]:
    """A text with the words that were found told apart; `term_of` gives the term a word was found by, or ""."""
    fragments, end = [], 0
    for match in WRITTEN.finditer(text):
        if term_of(match[0]):
            fragments += [Fragment(text[end : match.start()], False), Fragment(match[0], True)]
            end = match.end()
    fragments.append(Fragment(text[end:], False))
    return [fragment for fragment in fragments if fragment.words]


def snippet(text: str, term_of: IsFound) -> list[Fragment]:
    """The sentence that holds most of the words that were found, the first of several, shortened."""
    best, most = "", 0
    for match in SENTENCE.finditer(text[:LOOKED_THROUGH]):
        sentence = match[0].strip()
        held = len({term for word in WRITTEN.findall(sentence) if (term := term_of(word))})
        if held > most:
            best, most = sentence, held
    return marked(shortened(best, term_of), term_of)


def shortened(sentence: str, term_of: IsFound) -> str:
    """At most `LONGEST` characters of a sentence, around the first word that was found."""
    if len(sentence) <= LONGEST:
        return sentence
    first = next((m.start() for m in WRITTEN.finditer(sentence) if term_of(m[0])), 0)
    start = max(0, min(first - LONGEST // 3, len(sentence) - LONGEST))
    piece = sentence[start : start + LONGEST]
    before, after = start > 0, start + LONGEST < len(sentence)
    if before:
        piece = piece.partition(" ")[2] or piece
    if after:
        piece = piece.rpartition(" ")[0] or piece
    return f"{'… ' if before else ''}{piece}{' …' if after else ''}"
