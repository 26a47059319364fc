"""A file of import lines, read one line at a time, whatever it holds; gzip is known by its content."""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LONGEST_LINE = 10 * 1024 * 1024
GZIP = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"
BEGINNING = 4096  # bytes, enough to tell text from a picture or a Word document
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
SOURCE_ID = re.compile(rb'"source_id"\s*:\s*"((?:[^"\\]|\\.)*)"')


class FileRefused(ValueError):
    """A file that cannot be read, or not to its end; its text says why and what to do."""


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number; raises FileRefused."""
    try:
        with path.open("rb") as plain:
            start = plain.read(2)
            if start in UTF_16:
                raise FileRefused(f"{path} is in UTF-16. Save it as UTF-8 and try again.")
            plain.seek(0)
            with gzip.open(plain) if start == GZIP else plain as lines:
                _require_text(path, lines.peek(BEGINNING)[:BEGINNING])
                yield from _numbered(lines)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRefused(
            f"{path} is cut off or damaged ({error}). What stands before the damage went in; "
            "get the file again and run the import again."
        ) from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}.") from error


def _require_text(path: Path, beginning: bytes) -> None:
    """Refuse a whole file that holds no words, instead of each of what would pass for its lines."""
    if CONTROLS.search(beginning) and not beginning.removeprefix(BOM).lstrip().startswith(b"{"):
        raise FileRefused(
            f"{path} is not a text file: it may be a picture, a Word document or an archive. "
            "Name a file with one JSON object a line; docs/importing.md describes it."
        )


def _numbered(lines: Any) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := lines.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) > LONGEST_LINE:
            while not line.endswith(b"\n") and (line := lines.readline(LONGEST_LINE)):
                pass
            yield number, b""
        elif line.strip():
            yield number, line


def text_of(line: bytes) -> str:
    """The line's text; raises ValueError with what to do."""
    if not line:
        raise ValueError(f"it is longer than {LONGEST_LINE // 1024 // 1024} MB")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"it is not UTF-8 (byte {error.start + 1} is 0x{line[error.start]:02X}). "
            "Save the file as UTF-8"
        ) from error
