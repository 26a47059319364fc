"""Text → the words that search compares. Pure."""

import re
import unicodedata

# Letters and digits of any script; a hyphen parts two words, as a reader may leave it out.
WORD = re.compile(r"[^\W_]+")
APOSTROPHES = "'’‘ʼ´`"
WITHOUT_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES))
# A word as it stands in a text, with its apostrophes.
WRITTEN = re.compile(rf"{WORD.pattern}(?:[{APOSTROPHES}]{WORD.pattern})*")

# What is left of “can’t” and its like without the apostrophe: as empty as the words they are made of, but not
# in Postgres' lists.
CONTRACTIONS = frozenset(
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent hes im isnt ive shes shouldnt thats theres theyre "
    "wasnt werent whats wont wouldnt youre youve".split()
)


def tokens(text: str) -> list[str]:
    """The words of a text in their order, without case and apostrophes; accents stay, for the stemming."""
    return WORD.findall(
        unicodedata.normalize("NFKC", text.translate(WITHOUT_APOSTROPHES)).casefold()
    )


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
