"""A misspelled word → the word of this site that was meant.

The site's own vocabulary is what a word is repaired against. Every process keeps it in memory, as the near
ones are sought among all of them (rapidfuzz); which of the near ones is best is asked of the database.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from heapq import nsmallest

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from articles.models import Word
from articles.search.meanings import synonyms
from articles.search.named import words_of_names
from articles.search.practical import practical_words
from articles.search.scope import Scope
from articles.search.vocabulary import live_in
from articles.words import folded

# Shorter words have too many near ones to guess.
SHORTEST = 4
# From this many letters on, so many may be wrong, missing, too many or have changed places.
MISTAKES = ((12, 3), (6, 2), (SHORTEST, 1))
# What one more mistake counts against a candidate, and another first letter, beside the logarithm of how much the
# site says about the word. Chosen with `make bench-search`; see docs/decisions/search.md.
PER_MISTAKE, OTHER_FIRST_LETTER = 8.0, 3.0
# What the site says at least about a word before we doubt one that is spelled right.
MUCH = 10.0
# In mistakes: “backpain” is no backpack.
MISSING_SPACE = 1.5
# Words that staff know patients to write, and names, are likelier meant than what a few pages happen to hold.
SAID_BY_STAFF = 20.0
# How many of the nearest words are weighed against each other, and how many pages it takes to weigh one.
NEAREST, PAGES = 40, 200
# Seconds; a word whose page took longer to publish than a later one's is found by then.
ANEW_AFTER = 600


ByLength = Mapping[int, Collection[str]]


class Vocabulary:
    """The words of one language in the memory of this process, kept up with the table as it grows."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._lock = threading.Lock()
        self._begin_anew()

    def words(self, newest: int) -> ByLength:
        """All words up to the newest one, by their number of letters."""
        with self._lock:
            if time.monotonic() > self._anew_at:
                self._begin_anew()
            # Somebody slower may have looked before the last word came in.
            if newest > self._last:
                self._add(newest)
            return self._words

    def _begin_anew(self) -> None:
        # Another set of words, not this one emptied: somebody may be reading it.
        self._words: dict[int, set[str]] = {}
        self._last = 0
        self._anew_at = time.monotonic() + ANEW_AFTER

    def _add(self, newest: int) -> None:
        fresh = Word.objects.filter(language=self.language, pk__gt=self._last, pk__lte=newest)
        longer = {length: {*words} for length, words in self._words.items()}
        for word in fresh.exclude(term="").values_list("word", flat=True):
            longer.setdefault(len(word), set()).add(word)
        self._words = longer
        self._last = newest


def near(word: str, candidates: Iterable[str], allowed: int) -> dict[str, int]:
    """Those candidates that are at most so many typing errors away, with the number of errors."""
    choices = [*candidates]
    found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    return {str(candidate): int(mistakes) for candidate, mistakes, _place in found}


def near_ones(word: str, known: ByLength, allowed: int) -> dict[str, int]:
    """The known words that this one becomes by so many mistakes at most, with their number."""
    found: dict[str, int] = {}
    for length in range(len(word) - allowed, len(word) + allowed + 1):
        found |= near(word, known.get(length, ()), allowed)
    return found


def beginnings(letters: str, known: ByLength) -> list[str]:
    """How known words begin that these letters may have been meant for, the likeliest first."""
    begun = Counter(word[: len(letters)] for words in known.values() for word in words)
    found = near(letters, begun, mistakes_allowed(letters))
    found.pop(letters, None)
    return sorted(found, key=lambda one: (found[one], one[0] != letters[0], -begun[one]))


def parts(word: str, known: ByLength) -> list[str]:
    """The word as two known ones that were written without a space: “backpain”."""
    pairs = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return [
        f"{a} {b}" for a, b in pairs if a in known.get(len(a), ()) and b in known.get(len(b), ())
    ]


def known_words(scope: Scope) -> ByLength:
    """The words of the site by their number of letters."""
    return _vocabulary(scope.language).words(scope.edition.word)


@cache
def _vocabulary(language: str) -> Vocabulary:
    return Vocabulary(language)


@cache
def ordinary_words(language: str) -> frozenset[str]:
    """Words that everybody spells like this: when the site has no page on them, that is no mistake."""
    return frozenset(map(folded, SpellChecker(language=language).word_frequency.words()))


def is_ordinary(word: str, language: str) -> bool:
    """Whether a word is spelled right; the lists do not hold every plural."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es")}
    return not forms.isdisjoint(ordinary_words(language))


def mistakes_allowed(word: str) -> int:
    """How many typing errors a word may hold and still be recognized."""
    return next((mistakes for letters, mistakes in MISTAKES if len(word) >= letters), 0)


def repaired(words: Iterable[str], *, scope: Scope) -> Mapping[str, str]:
    """Those of these words that are misspelled, each with what was meant: one word of the site, or two.

    The words are folded ones that no live page holds. One that is spelled right is left alone.
    """
    unknown = [word for word in _doubtful(words) if not is_ordinary(word, scope.language)]
    return _likeliest(unknown, mistakes_allowed, scope)


def slips(words: Iterable[str], *, scope: Scope) -> Mapping[str, str]:
    """Those of these words that are spelled right and may be another by a slip: “sipped” for “slipped”."""
    # One letter makes almost any word of four another: “cost” is not “lost”.
    long = [word for word in _doubtful(words) if len(word) > SHORTEST]
    ordinary = [word for word in long if is_ordinary(word, scope.language)]
    meant = _likeliest(ordinary, lambda _word: 1, scope, least=MUCH)
    # A word of a synonym is known, also where no page holds it: nobody is asked whether it is itself.
    return {word: other for word, other in meant.items() if other != word}


def _doubtful(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.isalpha() and len(word) >= SHORTEST]


def _likeliest(
    words: Collection[str], allowed: Callable[[str], int], scope: Scope, *, least: float = 0
) -> Mapping[str, str]:
    """What each of these words was most likely meant to be, of what the site says at least so much about."""
    if not words:
        return {}
    asked = _words_of_synonyms(scope) | words_of_names(scope) | practical_words(scope.language)
    known = known_words(scope)
    candidates = {word: _candidates(word, known, asked, allowed(word)) for word in words}
    said = _how_much_is_said({c for found in candidates.values() for c in found}, scope)
    for word in asked:
        said[word] = said.get(word, 0) + SAID_BY_STAFF
    said = {word: much for word, much in said.items() if much >= least}
    best = {word: _best(word, found, said) for word, found in candidates.items()}
    return {word: meant for word, meant in best.items() if meant}


def _candidates(
    word: str, known: ByLength, asked: Collection[str], allowed: int
) -> dict[str, float]:
    found = near_ones(word, known, allowed) | near(word, asked, allowed)
    nearest = nsmallest(NEAREST, found.items(), key=lambda one: (one[1], one[0][0] != word[0]))
    return dict(nearest) | dict.fromkeys(parts(word, known), MISSING_SPACE)


def _words_of_synonyms(scope: Scope) -> set[str]:
    """Those that are spelled right: staff enter misspelled ones, too."""
    words = {word for key in synonyms(scope) for word in key.split()}
    return words & ordinary_words(scope.language)


def _best(word: str, candidates: Mapping[str, float], said: Mapping[str, float]) -> str:
    """The candidate that was most likely meant; "" when no live page holds any."""

    def likeness(candidate: str) -> tuple[float, str]:
        other_start = OTHER_FIRST_LETTER if candidate[0] != word[0] else 0.0
        how_much = min(said[part] for part in candidate.split())
        return math.log(how_much) - PER_MISTAKE * candidates[candidate] - other_start, candidate

    possible = [one for one in candidates if all(part in said for part in one.split())]
    return max(possible, key=likeness, default="")


def _how_much_is_said(candidates: Iterable[str], scope: Scope) -> dict[str, float]:
    """How much live pages say about each of these words; those that none holds are left out."""
    words = {part for candidate in candidates for part in candidate.split()}
    live_sql, live_params = live_in(scope)
    with connection.cursor() as cursor:
        cursor.execute(
            SAID.replace("{live}", live_sql), [PAGES, scope.language, sorted(words), *live_params]
        )
        return dict(cursor.fetchall())


# Whether a page is live is asked of one that holds the word, not of all: those that have ended are few.
SAID = """
SELECT word.word, sum(posting.weight)
FROM articles_word AS word
CROSS JOIN LATERAL (
    SELECT posting.weight FROM articles_posting AS posting
    WHERE posting.language = word.language AND posting.term = word.term
    LIMIT %s
) AS posting
WHERE word.language = %s AND word.word = ANY(%s::text[]) AND EXISTS (
    SELECT FROM articles_posting AS posting
    WHERE posting.language = word.language AND posting.term = word.term AND posting.publication_id IN ({live})
)
GROUP BY word.word
"""
