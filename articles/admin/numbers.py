"""Numbers that come with a request: whoever made it by hand gets an answer, not an error."""

MOST_DIGITS = 18  # what the database can look for


def is_number(words: str) -> bool:
    """Whether a text is the key of a row, or a number that can be one."""
    return words.isdecimal() and len(words) <= MOST_DIGITS
