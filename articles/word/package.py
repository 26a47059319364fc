"""The file itself: is it a Word document that may be opened, and its parts within limits.

A .docx is a zip of XML files. Nothing is unpacked to the disk, nothing outside of the file is ever
asked for, and every part is read up to a limit, whatever the zip says of its size.
"""

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_UNPACKED = 150 * 1024 * 1024
LARGEST_XML = 4 * 1024 * 1024  # of one part; a hundred printed pages have about 1 MB
MOST_PARTS = 3000
DEEPEST_XML = 200

CONTENT_TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
OLD_WORD = "WordDocument".encode("utf-16-le")

EMPTY = _("This file is empty. Choose the Word document again.")
TOO_LARGE = _(
    "This file is larger than 25 MB. Make its pictures smaller (in Word: Picture Format, Compress "
    "Pictures), or split the document, and try again."
)
UNPACKS_TOO_LARGE = _(
    "This document unpacks to far more than a page of words and pictures. Copy what you need into "
    "a new Word document and import that."
)
PASSWORD = _(
    "This document is protected by a password. Open it in Word, take the password away (File, "
    "Info, Protect Document), save it and try again."
)
OLD_FORMAT = _(
    "This is a document of an old Word version (.doc). Open it in Word, choose Save As, Word "
    "Document (.docx), and import that file."
)
MACROS = _(
    "This document holds macros (small programs), which we do not take in. In Word, choose Save "
    "As, Word Document (.docx), and import that file."
)
NOT_WORD = _("This is not a Word document. Choose a file whose name ends in .docx.")
DAMAGED = _(
    "This document is damaged and cannot be read. Open it in Word, save it under a new name and "
    "try again."
)
UNSAFE = _(
    "This document holds instructions that no Word document needs, so it is not opened. Copy its "
    "words into a new Word document and import that."
)

EMPTY_WORDS = _("There are no words in this document. Choose another one.")
TOO_MANY_PICTURES = _(
    "This document has more than 40 pictures. Split it into several documents and import these."
)

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
READ_AS_XML = {"officeDocument", "styles", "numbering", "footnotes", "endnotes", "comments"}
Parts = dict[str, bytes]


class WordRefused(ValueError):
    """A file that is not taken in; its text tells the editor how to mend it."""


def read_parts(file: IO[bytes]) -> Parts:
    """Every part of the document by its name; raises WordRefused with what to do."""
    content = _content(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_directory(package.infolist())
            parts = dict(_unpacked(package))
            _check_names(parts)
            return parts
    except WordRefused:
        raise
    except UNREADABLE as error:
        raise WordRefused(DAMAGED) from error


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise WordRefused(TOO_LARGE)
    if not content:
        raise WordRefused(EMPTY)
    if content.startswith(OLE):
        raise WordRefused(_what_the_container_holds(content))
    if not content.startswith(b"PK"):
        raise WordRefused(NOT_WORD)
    return content


def _what_the_container_holds(content: bytes) -> str:
    if ENCRYPTED_PACKAGE in content:
        return str(PASSWORD)
    return str(OLD_FORMAT if OLD_WORD in content else NOT_WORD)


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise WordRefused(PASSWORD)
    if any(posixpath.basename(name).lower().startswith("vba") for name in names):
        raise WordRefused(MACROS)
    if CONTENT_TYPES not in names:
        raise WordRefused(NOT_WORD)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise WordRefused(UNPACKS_TOO_LARGE)


def _unpacked(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    left = LARGEST_UNPACKED
    for part in package.infolist():
        is_xml = part.filename.lower().endswith((".xml", ".rels"))
        limit = min(left, LARGEST_XML) if is_xml else left
        with package.open(part) as opened:
            content = opened.read(limit + 1)
        if len(content) > limit:
            raise WordRefused(UNPACKS_TOO_LARGE)
        left -= len(content)
        if is_xml:
            _check_xml(content)
        if part.filename == CONTENT_TYPES:
            _check_type(content)
        yield part.filename, content


def _check_names(parts: Parts) -> None:
    """What will be read as XML must be called so: by its name it was checked and measured."""
    for name, content in parts.items():
        for relationship in _relationships(content) if name.endswith(".rels") else ():
            kind = relationship.get("Type", "").rpartition("/")[2]
            if kind in READ_AS_XML and not relationship.get("Target", "").lower().endswith(".xml"):
                raise WordRefused(DAMAGED)


def _relationships(content: bytes) -> Iterator[ET.Element]:
    return ET.fromstring(content).iter()  # noqa: S314 - entities and declarations were refused


def _check_type(content_types: bytes) -> None:
    if b"macroEnabled" in content_types:
        raise WordRefused(MACROS)
    if b"wordprocessingml." not in content_types:
        raise WordRefused(NOT_WORD)


def _check_xml(content: bytes) -> None:
    """Well-formed, not absurdly deep, and without the declarations by which XML reaches elsewhere."""
    depth = 0

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST_XML:
            raise WordRefused(DAMAGED)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_what: object) -> None:
        raise WordRefused(UNSAFE)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise WordRefused(DAMAGED) from error
