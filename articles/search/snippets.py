"""A page's words → the few that show why it was found. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from articles.words import WORD, WRITTEN, folded, tokens

# Characters. The beginning of a long page says what it is about.
LOOKED_THROUGH = 4_000
LONGEST = 190
# Shorter than this, a line is a heading rather than a sentence.
SENTENCE_BEGINS_AT = 45
SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?!\s)[^\n.!?]*)*[.!?]*")

Forms = Mapping[str, str]
"""The folded words that were found on pages, each with its stem."""


@dataclass(frozen=True)
class Fragment:
    """A piece of a snippet; `found` when it is a word of the query."""

    words: str
    found: bool


def marked(text: str, forms: Forms) -> list[Fragment]:
    """A text with the words that were found told apart."""
    fragments, end = [], 0
    for match in WRITTEN.finditer(text):
        if any(folded(token) in forms for token in tokens(match[0])):
            fragments += [Fragment(text[end : match.start()], False), Fragment(match[0], True)]
            end = match.end()
    fragments.append(Fragment(text[end:], False))
    return [fragment for fragment in fragments if fragment.words]


def snippet(text: str, forms: Forms) -> list[Fragment]:
    """The sentence that holds most of the words that were found, the first of several, and what follows it."""
    best, most = 0, (0, False)
    for match in SENTENCE.finditer(text, 0, LOOKED_THROUGH):
        held = len({forms[word] for word in _folded_words(match[0]) if word in forms})
        if held and (held, len(match[0]) >= SENTENCE_BEGINS_AT) > most:
            best, most = match.start(), (held, len(match[0]) >= SENTENCE_BEGINS_AT)
    return marked(shortened(text, best), forms)


def _folded_words(text: str) -> list[str]:
    lower = text.casefold()
    return WORD.findall(lower if lower.isascii() else folded(lower))


def shortened(text: str, start: int) -> str:
    """At most `LONGEST` characters of a text from a place on, in whole words and on one line."""
    words = " ".join(text[start : start + LONGEST + 1].split())
    if start + LONGEST >= len(text):
        return words
    return f"{words.rpartition(' ')[0] or words} …"
