"""A file, as a writer sends it → drafts for the proofreader: text, HTML, Word, import lines."""

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from articles.html import sanitise
from articles.proofreading import Draft, draft_of
from articles.proofreading.manuscripts import draft_of_html, draft_of_text
from articles.word import WordRefused, read_document

LARGEST = 200 * 1024 * 1024
KINDS_IN_WORDS = (
    "text (.txt, .md), HTML (.html), Word (.docx) or import lines (.jsonl, .json), also as .gz"
)


class Unreadable(ValueError):
    """A file that cannot be proofread; its text says why and what to do."""


@dataclass(frozen=True)
class Manuscript:
    """One draft of a file; `line` is its line where the file holds one draft a line.

    `address` is where the draft will stand: kind, language and slug. A line that is no draft is
    `refused`, with the reason.
    """

    draft: Draft | None
    line: int | None = None
    address: tuple[str, str, str] | None = None
    refused: str = ""


def read(path: Path) -> Iterator[Manuscript]:
    """Every draft in a file; raises Unreadable with a sentence."""
    if path.is_dir():
        raise Unreadable("it is a folder. Name the files in it")
    kind = _kind(path)
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable("it is larger than 200 MB. Split it")
        yield from READERS[kind](path)
    except WordRefused as error:
        raise Unreadable(str(error)) from error
    except UnicodeDecodeError as error:
        raise Unreadable("its text is not in UTF-8. Save it again as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{getattr(error, 'strerror', None) or error}") from error


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    kind = suffixes[-1] if suffixes else ".txt"
    if kind == ".doc":
        raise Unreadable("it is in the old Word format. Open it in Word and save it as .docx")
    if kind not in READERS:
        raise Unreadable(f"files of the kind “{kind}” cannot be read. Give {KINDS_IN_WORDS}")
    return kind


def _bytes(path: Path) -> bytes:
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        return file.read(LARGEST)


def _words(path: Path) -> str:
    content = _bytes(path)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    text = content.decode("utf-8-sig")
    if "\x00" in text:
        raise Unreadable(f"it holds no text. Give {KINDS_IN_WORDS}")
    return text


def _text(path: Path) -> Iterator[Manuscript]:
    yield Manuscript(draft_of_text(_words(path), path.stem))


def _html(path: Path) -> Iterator[Manuscript]:
    yield Manuscript(draft_of_html(_words(path), path.stem))


def _word(path: Path) -> Iterator[Manuscript]:
    document = read_document(io.BytesIO(_bytes(path)), path.name)
    described = {p.placeholder: p.description for p in document.pictures if p.description}
    sections = [
        {
            "kind": section.kind,
            "heading": section.heading,
            "body": _with_descriptions(section.body, described),
            "care_card": None,
        }
        for section in document.sections
    ]
    words = {"title": document.title, "summary": document.summary, "language": "en"}
    draft = draft_of(words | {"sections": sections, "sources": []})
    yield Manuscript(replace(draft, is_whole=False))


def _with_descriptions(body: str, described: Mapping[str, str]) -> str:
    for placeholder, words in described.items():
        source = f'src="{placeholder}"'
        body = body.replace(source, f'{source} alt="{escape(words)}"')
    return body


def _lines(path: Path) -> Iterator[Manuscript]:
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if raw.strip():
                yield _line(raw.decode("utf-8-sig"), number)


def _line(text: str, number: int) -> Manuscript:
    try:
        return _page(json.loads(text), number)
    except (ValueError, RecursionError) as error:
        return Manuscript(None, line=number, refused=f"this is not JSON ({error})")


def _json(path: Path) -> Iterator[Manuscript]:
    """One page, a list of pages, or import lines under a shorter name."""
    try:
        given = json.loads(_words(path))
    except (ValueError, RecursionError):
        yield from _lines(path)
        return
    for number, page in enumerate(given if isinstance(given, list) else [given], start=1):
        yield _page(page, number)


def _page(given: Any, number: int) -> Manuscript:
    """A page in the shape of an import line; keys that do not matter here are left alone."""
    if not _is_page(given):
        return Manuscript(
            None, line=number, refused="this is no page: it has no title and sections"
        )
    sections = [
        {
            "kind": str(part.get("kind") or "other"),
            "heading": str(part.get("heading") or ""),
            "body": sanitise(str(part.get("body_html") or "")),
            "care_card": part.get("care_card"),
        }
        for part in given["sections"]
    ]
    words = {key: str(given.get(key) or "") for key in ("title", "summary")}
    language = str(given.get("language") or "en")
    sources = [source for source in given.get("sources") or [] if isinstance(source, dict)]
    draft = draft_of(words | {"language": language, "sections": sections, "sources": sources})
    address = (str(given.get("kind") or "article"), language, str(given.get("slug") or ""))
    return Manuscript(draft, line=number, address=address)


def _is_page(given: Any) -> bool:
    sections = given.get("sections") if isinstance(given, dict) else None
    is_list = isinstance(sections, list) and all(isinstance(part, dict) for part in sections)
    return is_list and bool(given.get("title"))


READERS: Mapping[str, Callable[[Path], Iterator[Manuscript]]] = {
    ".txt": _text,
    ".text": _text,
    ".md": _text,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".docx": _word,
    ".docm": _word,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".json": _json,
}
