"""What somebody typed → the words to look for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from articles.search.meanings import Meaning, meanings
from articles.search.named import words_of_names
from articles.search.practical import practical_words
from articles.search.ranking import Asked
from articles.search.scope import Scope
from articles.search.spelling import repaired, slips
from articles.search.vocabulary import Reading, read
from articles.words import WRITTEN, folded, tokens, words_of_query

# Longer questions are letters to us, not queries; their first words say what they are about.
LONGEST_QUERY = 500
MOST_WORDS = 40


@dataclass(frozen=True)
class Question:
    """A query as search understands it.

    `typed` is the query, tidied; `repaired` the same with misspelled words put right, empty when there were none;
    `words` are those that are looked for, in their order, each with its reading; `unknown` those that nothing here
    holds.
    """

    typed: str
    repaired: str = ""
    asked: list[Asked] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @property
    def terms(self) -> set[str]:
        """The stems that are looked for."""
        return {word.term for word in self.asked}

    @property
    def telling(self) -> list[str]:
        """The words that say something."""
        return [word for word in self.words if self.readings[word].terms]

    @property
    def on_no_page(self) -> set[str]:
        """The words that no live page holds."""
        return {word for word in self.words if not self.readings[word].is_known}


def understand(query: str, *, scope: Scope, literal: bool = False) -> Question:
    """What a query asks for; takes anything a person may type. `literal`: no word is repaired."""
    typed = " ".join(_storable(query).split())[:LONGEST_QUERY]
    words = words_of_query(typed)[:MOST_WORDS]
    readings = read(words, scope=scope)
    meant = _said(meanings(words, scope=scope), words, readings)
    ours = words_of_names(scope) | practical_words(scope.language)
    unknown = _unknown(words, readings, meant, ours)
    right = {} if literal else repaired(unknown, scope=scope)
    if right:
        words = [part for word in words for part in right.get(word, word).split()]
        readings |= read({*words} - readings.keys(), scope=scope)
        meant = _said(meanings(words, scope=scope), words, readings)
    return Question(
        typed,
        repaired=_put_right(typed, right),
        asked=[*_asked(words, readings, meant), *_meant(meant, scope)],
        words=words,
        readings=readings,
        unknown=[word for word in unknown if word not in right],
    )


def did_you_mean(question: Question, *, scope: Scope) -> str:
    """What somebody may have meant whose words no page holds, as a query; "" when nothing is likely."""
    words = question.unknown
    right = {**repaired(words, scope=scope), **slips(words, scope=scope)}
    return _put_right(question.repaired or question.typed, right)


def _said(
    meant: Sequence[Meaning], words: Sequence[str], readings: Mapping[str, Reading]
) -> list[Meaning]:
    """The meanings that somebody had in mind: “it” is a condition to nobody who says more than that."""
    return [
        meaning
        for meaning in meant
        if len(words) == meaning.end - meaning.start
        or any(readings[word].terms for word in words[meaning.start : meaning.end])
    ]


def _unknown(
    words: Sequence[str],
    readings: Mapping[str, Reading],
    meant: Sequence[Meaning],
    ours: Collection[str],
) -> list[str]:
    """The words that no page and no synonym holds, and that are not ours."""
    by_synonyms = {place for meaning in meant for place in range(meaning.start, meaning.end)}
    return [
        word
        for place, word in enumerate(words)
        if place not in by_synonyms and word not in ours and not readings[word].is_known
    ]


def _asked(
    words: Sequence[str], readings: Mapping[str, Reading], meant: Sequence[Meaning]
) -> Iterator[Asked]:
    for place, word in enumerate(words):
        has_other_meaning = any(m.start <= place < m.end for m in meant)
        for term in readings[word].terms:
            yield Asked(term, meant=not has_other_meaning)


def _meant(meant: Sequence[Meaning], scope: Scope) -> Iterator[Asked]:
    words = [word for meaning in meant for word in meaning.words]
    for reading in read(words, scope=scope).values():
        for term in reading.terms:
            yield Asked(term, typed=False)


def _put_right(typed: str, right: Mapping[str, str]) -> str:
    """The query as it was typed, but for these words; "" when there are none."""
    if not right:
        return ""

    def mended(written: str) -> str:
        return right.get("".join(map(folded, tokens(written))), written)

    return WRITTEN.sub(lambda match: mended(match[0]), typed)


def _storable(query: str) -> str:
    """The query without what Postgres cannot take: NUL and halves of characters."""
    return query.replace("\x00", " ").encode(errors="ignore").decode()
