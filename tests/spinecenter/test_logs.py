import logging

from spinecenter.logs import PrivateFormatter

NAME = "Mrs. Example"
PHONE = "555-0100"


def logged(error):
    record = logging.LogRecord(
        "site", logging.ERROR, "", 0, "It broke", (), (type(error), error, error.__traceback__)
    )
    return PrivateFormatter("%(message)s").format(record)


def raised(fail):
    try:
        fail()
    except Exception as error:  # noqa: BLE001 - any error will do
        return error


def read_number():
    int(PHONE)


def read_twice():
    try:
        read_number()
    except ValueError as error:
        raise LookupError(NAME) from error


def test_exception_is_logged_with_its_place_and_type_but_without_its_words():
    words = logged(raised(read_number))
    assert "in read_number" in words
    assert words.endswith("builtins.ValueError")
    assert PHONE not in words


def test_chained_exceptions_are_all_named_and_none_is_quoted():
    words = logged(raised(read_twice))
    assert "builtins.LookupError" in words
    assert "builtins.ValueError" in words
    assert NAME not in words
    assert PHONE not in words
