"""Log lines that hold no patient's particulars."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any


class PrivateFormatter(logging.Formatter):
    """Says where an exception came from and of what type it is, not its words.

    The words can quote what a patient typed (`invalid literal: '555-0100'`) or a whole database row.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        return "\nwhile handling\n".join(self._one(error) for error in chain(ei[1]))

    def _one(self, error: BaseException) -> str:
        frames = "".join(traceback.format_tb(error.__traceback__))
        return f"{frames}{type(error).__module__}.{type(error).__qualname__}"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and those that led to it, the last one first."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
