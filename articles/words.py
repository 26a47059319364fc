"""Text → the words that search compares. Pure."""

import re
import unicodedata

# Letters and digits of any script; a hyphen parts two words, as a reader may leave it out.
WORD = re.compile(r"[^\W_]+")
APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ´`"))


def tokens(text: str) -> list[str]:
    """The words of a text in their order, without case and apostrophes; accents stay, for the stemming."""
    return WORD.findall(unicodedata.normalize("NFKC", text.translate(APOSTROPHES)).casefold())


def folded(token: str) -> str:
    """A word as most people type it: “ciática” becomes “ciatica”."""
    if token.isascii():
        return token
    plain = unicodedata.normalize("NFKD", token)
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of_query(text: str) -> list[str]:
    """The words of a text in their order, folded."""
    return [folded(token) for token in tokens(text)]


def key_of(text: str) -> str:
    """What two ways to write the same words have in common: “Slipped Disc” and “slipped-disc”."""
    return " ".join(words_of_query(text))
