"""The language of a page: how hard it is to read, and words that promise too much. Advice only."""

import re
from collections.abc import Iterable
from functools import lru_cache

import textstat
from django.utils.translation import gettext as _

from .blocks import Block, Shape
from .draft import Draft, Facts
from .findings import Hit, Hits, quoted

HARDEST_GRADE = 8
FEWEST_WORDS = 60  # a grade of fewer words says little
LONGEST_SENTENCE = 25  # words
LONGEST_SUMMARY = 320  # characters
ABSOLUTE = re.compile(
    r"\b(?:without|always|never|guarantee[ds]?|100\s?%|risk[- ]free|no risks?|painless"
    r"|cures?|cured|sin riesgos?|siempre|nunca|jamás|garantizad[oa]s?)(?!\w)",
    re.IGNORECASE,
)
# Two numbers that may be day or month, and a year.
NUMERIC_DATE = re.compile(r"(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/-])")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9ÁÉÍÓÚÑ¿¡])")
WORD = re.compile(r"\w+(?:['’-]\w+)*")
ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e|approx|No|Inc)\.$")


@lru_cache(maxsize=2_000)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of some prose; an abbreviation's full stop ends none."""
    found: list[str] = []
    for part in SENTENCE_END.split(" ".join(text.split())):
        if found and ABBREVIATED.search(found[-1]):
            found[-1] += " " + part
        elif part:
            found.append(part)
    return tuple(found)


@lru_cache(maxsize=50_000)
def _syllables(word: str) -> int:
    # Word by word: asked for whole texts, the library counts the same words again and again.
    textstat.set_lang("en_US")
    return textstat.syllable_count(word)


def reading_grade(blocks: Iterable[Block]) -> float | None:
    """The Flesch-Kincaid grade: years of school in the US; None for too few words to tell.

    Items of a list count as sentences.
    """
    texts = [block.text for block in blocks if block.is_prose]
    words = [word for text in texts for word in WORD.findall(text.lower())]
    if len(words) < FEWEST_WORDS:
        return None
    length = len(words) / sum(len(sentences(text)) for text in texts)
    return round(0.39 * length + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59, 1)


def hard_pages(draft: Draft, facts: Facts) -> Hits:
    if draft.language != "en":
        return
    grade = reading_grade(block for _passage, block in draft.blocks)
    if grade and grade > HARDEST_GRADE:
        yield Hit(draft.place("sections", _("The whole page")), count=grade)


def hard_sections(draft: Draft, facts: Facts) -> Hits:
    for passage in draft.sections if draft.language == "en" else ():
        grade = reading_grade(passage.blocks)
        if grade and grade > HARDEST_GRADE:
            yield Hit(passage.place(), count=grade)


def long_sentences(draft: Draft, facts: Facts) -> Hits:
    for passage, block in draft.blocks:
        for sentence in sentences(block.text) if block.is_prose else ():
            if (length := len(sentence.split())) > LONGEST_SENTENCE:
                yield Hit(passage.place(block=block), quoted(sentence), length)


def absolute_claims(draft: Draft, facts: Facts) -> Hits:
    for sentence in sentences(draft.summary):
        if ABSOLUTE.search(sentence):
            yield Hit(draft.place("summary", _("Summary")), sentence)
    for passage, block in draft.blocks:
        if block.is_prose and ABSOLUTE.search(block.text):
            for sentence in filter(ABSOLUTE.search, sentences(block.text)):
                yield Hit(passage.place(block=block), sentence)


def numeric_dates(draft: Draft, facts: Facts) -> Hits:
    if found := NUMERIC_DATE.search(draft.summary):
        yield Hit(draft.place("summary", _("Summary")), found[0])
    for passage, block in draft.blocks:
        if block.shape != Shape.TABLE:
            for found in NUMERIC_DATE.finditer(block.text):
                yield Hit(passage.place(block=block), found[0])


def long_summaries(draft: Draft, facts: Facts) -> Hits:
    if len(draft.summary) > LONGEST_SUMMARY:
        yield Hit(draft.place("summary", _("Summary")), count=len(draft.summary))


def no_summary(draft: Draft, facts: Facts) -> Hits:
    if draft.is_whole and not draft.summary.strip():
        yield Hit(draft.place("summary", _("Summary")))


def no_sources(draft: Draft, facts: Facts) -> Hits:
    if draft.is_whole and not draft.sources:
        yield Hit(draft.place("sources", _("Sources")))
