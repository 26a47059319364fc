"""A line of text → one page or library entry, checked in shape and characters. Pure."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles.models.kinds import Kind

LISTS_OF_TEXTS = ("also_called", "regions", "topics", "providers", "related")
LISTS_OF_OBJECTS = {
    "sections": ("kind", "heading", "body_html", "care_card"),
    "sources": ("title", "url"),
}
LISTS = {*LISTS_OF_TEXTS, *LISTS_OF_OBJECTS}
TEXTS = {
    "source_id", "kind", "subject", "title", "slug", "language", "summary", "reviewed_by",
    "reviewed_on", "license", "translation_of",
}  # fmt: skip
OBJECTS = {"lead_image": ("file", "alt")}
DEFAULTS = {"kind": "article", "subject": "condition", "language": "en"}
# What is not a page, and its keys: texts, save for the two that are named.
LIBRARY = {
    "care-card": (
        "kind", "slug", "language", "translation_of", "level", "heading", "items", "action",
    ),
    "image": (
        "kind", "file", "title", "alternative_text", "is_decorative", "caption", "credit",
        "focus_x", "focus_y",
    ),
    "provider": ("kind", "slug", "name", "credentials", "role"),
    "topic": ("kind", "slug", "name", "spanish_name", "introduction", "spanish_introduction"),
}  # fmt: skip
LONGEST = {"source_id": 200, "reviewed_by": 200, "reviewed_on": 40, "translation_of": 200}
MOST_PARTS = 500
# What no page, feed or database can hold: controls, half characters, and what is no character at all.
UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class LineRefused(ValueError):
    """A line that cannot become a page; its text says what to mend."""


@dataclass(frozen=True)
class Line:
    """One page, or one entry of the library, as an import line describes it."""

    values: Mapping[str, Any]
    digest: str

    @property
    def is_page(self) -> bool:
        """Whether this is a page and not something that pages use."""
        return self.values["kind"] not in LIBRARY


def parse(text: str) -> Line:
    """Read one JSON object; raises LineRefused with what is wrong."""
    given = _object(text)
    if given.get("kind") in LIBRARY:
        _check_entry(given, LIBRARY[given["kind"]])
        return Line(values=given, digest="")
    _check_page(given)
    values: dict[str, Any] = (
        {key: [] for key in LISTS} | {key: "" for key in TEXTS} | DEFAULTS | given
    )
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return Line(values=values, digest=hashlib.sha256(canonical.encode()).hexdigest())


def check_characters(texts: Iterable[str]) -> None:
    """Refuse what cannot be stored or shown."""
    for text in texts:
        if found := UNUSABLE.search(text):
            raise LineRefused(
                f"it holds a character that cannot be stored or shown (U+{ord(found[0]):04X})"
            )


def _object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text, object_pairs_hook=_without_twins)
    except LineRefused:
        raise
    except (ValueError, RecursionError) as error:
        raise LineRefused(f"this is not JSON ({error})") from error
    if not isinstance(given, dict):
        raise LineRefused("a line must be one JSON object, { … }")
    return {key: value for key, value in given.items() if value is not None}


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    given = dict(pairs)
    if len(given) < len(pairs):
        keys = [key for key, _value in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise LineRefused(f"{_short(twin)} is given twice")
    return given


def _check_entry(given: dict[str, Any], keys: tuple[str, ...]) -> None:
    _check_keys(given, keys)
    for key, value in given.items():
        if key == "items":
            _check_texts(key, value)
        elif key == "is_decorative":
            if not isinstance(value, bool):
                raise LineRefused(f"{key} must be true or false")
        elif key in {"focus_x", "focus_y"}:
            if not isinstance(value, int) or isinstance(value, bool):
                raise LineRefused(f"{key} must be a number from 0 to 100")
        elif not isinstance(value, str):
            raise LineRefused(f"{key} must be a text")
    check_characters(_texts(given))


def _check_page(given: dict[str, Any]) -> None:
    _check_keys(given, {*LISTS, *TEXTS, *OBJECTS})
    for key in ("source_id", "title"):
        if not given.get(key) or (isinstance(given[key], str) and not given[key].strip()):
            raise LineRefused(f"{key} is missing or empty")
    if given.get("sections") is None:  # a page that has none yet says so: it has an empty list
        raise LineRefused("sections is missing")
    for key, value in given.items():
        _check_type(key, value)
    # No form shows these, so the model's own validation passes them by.
    if given.get("kind", Kind.ARTICLE) not in Kind:
        raise LineRefused(f"kind must be one of: {', '.join([*Kind.values, *LIBRARY])}")
    for key, longest in LONGEST.items():
        if len(given.get(key, "")) > longest:
            raise LineRefused(f"{key} may have {longest} characters at most")
    check_characters(_texts(given))


def _check_keys(given: Mapping[str, Any], keys: Iterable[str], where: str = "") -> None:
    if unknown := given.keys() - set(keys):
        named = ", ".join(_short(key) for key in sorted(unknown)[:5])
        raise LineRefused(f"{where}unknown keys: {named}")


def _short(text: str) -> str:
    shown = text.encode("utf-8", "replace").decode() if UNUSABLE.search(text) else text
    return shown if len(shown) <= 40 else f"{shown[:40]}…"


def _check_type(key: str, value: Any) -> None:
    if key in LISTS_OF_TEXTS:
        _check_texts(key, value)
    elif key in LISTS_OF_OBJECTS:
        _check_parts(key, value, LISTS_OF_OBJECTS[key])
    elif key in OBJECTS:
        _check_part(key, value, OBJECTS[key])
    elif not isinstance(value, str):
        raise LineRefused(f"{key} must be a text")


def _check_texts(key: str, value: Any) -> None:
    if not isinstance(value, list):
        raise LineRefused(f"{key} must be a list")
    if len(value) > MOST_PARTS:
        raise LineRefused(f"{key} may have {MOST_PARTS} entries at most")
    if not all(isinstance(part, str) for part in value):
        raise LineRefused(f"{key} must hold texts only")


def _check_parts(key: str, value: Any, keys: tuple[str, ...]) -> None:
    if not isinstance(value, list):
        raise LineRefused(f"{key} must be a list")
    if len(value) > MOST_PARTS:
        raise LineRefused(f"{key} may have {MOST_PARTS} entries at most")
    for number, part in enumerate(value, start=1):
        _check_part(f"{key}, number {number}", part, keys)


def _check_part(where: str, part: Any, keys: tuple[str, ...]) -> None:
    if not isinstance(part, dict):
        raise LineRefused(f"{where}: must be an object that holds texts")
    for key in [key for key, value in part.items() if value is None]:
        del part[key]
    if not all(isinstance(text, str) for text in part.values()):
        raise LineRefused(f"{where}: must be an object that holds texts")
    _check_keys(part, keys, f"{where}: ")


def _texts(value: Any) -> Iterator[str]:
    """Every text in a checked object; it is two levels deep at most."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
