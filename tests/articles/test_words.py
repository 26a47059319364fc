"""What search takes for the same word."""

import pytest

from articles.words import key_of, words_of_query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Slipped-Disc", ["slipped", "disc"]),
        ("can’t feel my foot", ["cant", "feel", "my", "foot"]),
        ("can't", ["cant"]),
        ("Ciática y lumbalgia", ["ciatica", "y", "lumbalgia"]),
        ("L4/L5 (C5–C6)", ["l4", "l5", "c5", "c6"]),
        ("ﬁbrosis", ["fibrosis"]),
        ("  \x00 ' OR 1=1;--", ["or", "1", "1"]),
        ("", []),
    ],
)
def test_words_of_query_are_folded(text, words):
    assert words_of_query(text) == words


def test_key_of_is_one_for_all_ways_to_write_it():
    assert {key_of(text) for text in ["Slipped disc", " slipped-disc ", "SLIPPED  DISC?"]} == {
        "slipped disc"
    }
