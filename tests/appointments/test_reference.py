import pytest

from appointments.reference import ALPHABET, grouped, new_reference, read_reference


def test_references_are_eight_unambiguous_characters():
    reference = new_reference()
    assert len(reference) == 8
    assert set(reference) <= set(ALPHABET)


@pytest.mark.parametrize(
    "alike", ["AEIOU", "0OQ", "1IL", "2Z", "5S", "8B", "UV", "BCDEGPTVZ3", "AJK8", "MN", "FS"]
)
def test_a_reference_holds_at_most_one_of_those_that_look_or_sound_alike(alike):
    assert len(set(ALPHABET) & set(alike)) <= 1


def test_references_do_not_repeat_or_count():
    many = [new_reference() for _ in range(2000)]
    assert len(set(many)) == 2000
    assert many != sorted(many)


def test_a_reference_is_grouped_for_the_eye_and_read_back_however_it_is_typed():
    assert grouped("K7M4QX9T") == "K7M4-QX9T"
    for typed in ("K7M4-QX9T", "k7m4 qx9t", " k7 m4 qx 9t ", "K7M4QX9T", "K7M4–QX9T"):
        assert read_reference(typed) == "K7M4QX9T"


def test_what_can_not_be_a_reference_is_read_as_none():
    for typed in ("", "K7M4", "K7M4-QX9T-9", "K0M4-QX9T", "<script>"):
        assert read_reference(typed) == ""
