"""What somebody typed → the words to look for."""

from dataclasses import dataclass, field
from datetime import datetime

from articles.search.ranking import Asked
from articles.search.vocabulary import read
from articles.words import words_of_query

# Longer questions are letters to us, not queries; their first words say what they are about.
LONGEST_QUERY = 500
MOST_WORDS = 40


@dataclass(frozen=True)
class Question:
    """A query as search understands it.

    `typed` is the query, tidied; `repaired` the same with misspelled words put right, empty when
    there were none.
    """

    typed: str
    repaired: str = ""
    asked: list[Asked] = field(default_factory=list)

    @property
    def terms(self) -> set[str]:
        """The stems that are looked for."""
        return {word.term for word in self.asked}


def understand(
    query: str, *, language: str, at: datetime | None = None, literal: bool = False
) -> Question:
    """What a query asks for; takes anything a person may type."""
    typed = " ".join(_storable(query).split())[:LONGEST_QUERY]
    words = words_of_query(typed)[:MOST_WORDS]
    readings = read(words, language=language, at=at)
    asked = [Asked(term) for word in words for term in readings[word].terms]
    return Question(typed, asked=asked)


def _storable(query: str) -> str:
    """The query without what Postgres cannot take: NUL and halves of characters."""
    return query.replace("\x00", " ").encode(errors="ignore").decode()
