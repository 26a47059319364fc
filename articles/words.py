"""Text → the words that search compares: folded, without accents, case or apostrophes. Pure."""

import re
import unicodedata

# Letters and digits of any script; a hyphen parts two words, as a reader may leave it out.
WORD = re.compile(r"[^\W_]+")
APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ´`"))


def folded(text: str) -> str:
    """Text without case, accents and apostrophes: “Can’t” and “cant” are one word, “ciática” and “ciatica” too."""
    plain = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def words_of_query(text: str) -> list[str]:
    """The words of a text in their order, folded."""
    return WORD.findall(folded(text))


def key_of(text: str) -> str:
    """What two ways to write the same words have in common: “Slipped Disc” and “slipped-disc”."""
    return " ".join(words_of_query(text))
