"""JSON lines → pages; idempotent by source id."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from articles.models import CareCard, Kind, Page, Section, Source, Status, Topic

LISTS_OF_TEXTS = {"also_called", "regions", "topics"}
LISTS = LISTS_OF_TEXTS | {"sections", "sources"}
TEXTS = {
    "source_id", "kind", "subject", "title", "slug", "language", "summary", "reviewed_by",
    "reviewed_on", "license",
}  # fmt: skip
DEFAULTS = {"kind": "article", "subject": "condition", "language": "en"}
PAGE_FIELDS = [
    "source_id", "kind", "subject", "title", "slug", "language", "also_called", "summary",
    "regions", "license",
]  # fmt: skip
SECTION_KEYS = {"kind", "heading", "body_html", "care_card"}
SOURCE_KEYS = {"title", "url"}
LONGEST_SOURCE_ID = 200


class LineRefused(ValueError):
    """A line that cannot become a page; its text says what to mend."""


class Outcome(StrEnum):
    """What an imported line did."""

    CREATED = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Line:
    """One page as an import line describes it, with every key present."""

    values: Mapping[str, Any]
    digest: str


def parse(text: str) -> Line:
    """Read one JSON object; raises LineRefused with what is wrong."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LineRefused(f"this is not JSON ({error})") from error
    if not isinstance(given, dict):
        raise LineRefused("a line must be one JSON object, { … }")
    _check_characters(given)
    _check_shape(given)
    values: dict[str, Any] = (
        {key: [] for key in LISTS} | {key: "" for key in TEXTS} | DEFAULTS | given
    )
    values["slug"] = values["slug"] or slugify(values["title"])[:150].strip("-")
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return Line(values=values, digest=hashlib.sha256(canonical.encode()).hexdigest())


def _check_characters(given: dict[str, Any]) -> None:
    for text in _texts(given):
        if "\x00" in text:
            raise LineRefused("it holds a NUL character (\\u0000), which cannot be stored")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise LineRefused("it holds half a character (a lone surrogate, \\ud800 to \\udfff)")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _check_shape(given: dict[str, Any]) -> None:
    for key in ("source_id", "title", "sections"):
        if not given.get(key):
            raise LineRefused(f"{key} is missing or empty")
    if unknown := given.keys() - LISTS - TEXTS:
        raise LineRefused(f"unknown keys: {', '.join(sorted(unknown))}")
    for key, value in given.items():
        _check_type(key, value)
    # No form shows these two, so the model's own validation passes them by.
    if given.get("kind", Kind.ARTICLE) not in Kind:
        raise LineRefused(f"kind must be one of: {', '.join(Kind.values)}")
    if len(given["source_id"]) > LONGEST_SOURCE_ID:
        raise LineRefused(f"source_id may have {LONGEST_SOURCE_ID} characters at most")
    _check_parts(given, "sections", SECTION_KEYS)
    _check_parts(given, "sources", SOURCE_KEYS)


def _check_type(key: str, value: Any) -> None:
    if not isinstance(value, list if key in LISTS else str):
        raise LineRefused(f"{key} must be a {'list' if key in LISTS else 'text'}")
    if key in LISTS_OF_TEXTS and not all(isinstance(part, str) for part in value):
        raise LineRefused(f"{key} must hold texts only")


def _check_parts(given: dict[str, Any], key: str, keys: set[str]) -> None:
    for number, part in enumerate(given.get(key, []), start=1):
        if not isinstance(part, dict) or not all(isinstance(text, str) for text in part.values()):
            raise LineRefused(f"{key}, number {number}: must be an object that holds texts")
        if unknown := part.keys() - keys:
            raise LineRefused(f"{key}, number {number}: unknown keys: {', '.join(sorted(unknown))}")


@transaction.atomic
def import_line(line: Line, *, by: User, publish: bool = False) -> Outcome:
    """Make or renew the page that a line describes, as a draft, or published without review.

    An unchanged line changes nothing, also when staff have edited the page since. Raises
    LineRefused (nothing is stored) or MoveRefused.
    """
    page, outcome = write_page(line)
    if publish and outcome is Outcome.CHANGED and page.standing() == Status.RETIRED:
        # Perhaps withdrawn because it harmed: only a person may bring it back.
        raise LineRefused(f"“{page}” was taken down here; take it up again in the admin first")
    if outcome is not Outcome.UNCHANGED:
        page.save_draft(by=by, reason="Imported")
    # A change that readers would not see, such as a markup that is cleaned away, leaves it published.
    is_due = outcome is not Outcome.UNCHANGED or not page.publications.exists()
    if publish and is_due and page.status != Status.PUBLISHED:
        page.publish(by=by, reason="Imported without review", imported=True)
    return outcome


@transaction.atomic
def write_page(line: Line) -> tuple[Page, Outcome]:
    """Store the page of a line with its sections and sources; the caller records the revision."""
    # Locked: a colleague's move made meanwhile must not be written over.
    pages = Page.objects.select_for_update().filter(source_id=line.values["source_id"])
    known = pages.first()
    if known and known.trashed_at:
        raise LineRefused(f"“{known}” is in the trash; take it out in the admin first")
    if known and known.source_digest == line.digest:
        return known, Outcome.UNCHANGED
    page = known or Page()
    try:
        _fill(page, line)
    except ValidationError as error:
        raise LineRefused(_sentence(error)) from error
    return page, Outcome.CHANGED if known else Outcome.CREATED


def _fill(page: Page, line: Line) -> None:
    for name in PAGE_FIELDS:
        setattr(page, name, line.values[name])
    page.source_digest = line.digest
    page.full_clean()
    page.save()
    page.topics.set([_topic(name) for name in line.values["topics"]])
    _replace(Section, page, [_section(part) for part in line.values["sections"]])
    _replace(Source, page, [Source(**part) for part in line.values["sources"]])


def _topic(name: str) -> Topic:
    topic = Topic.objects.filter(name=name).first()
    if topic is None:
        topic = Topic(name=name, slug=slugify(name)[:80])
        topic.full_clean()
        topic.save()
    return topic


def _section(part: Mapping[str, str]) -> Section:
    section = Section(
        kind=part.get("kind") or "other",
        heading=part.get("heading", ""),
        body=part.get("body_html", ""),
    )
    if slug := part.get("care_card"):
        card = CareCard.objects.filter(slug=slug).first()
        if card is None:
            raise ValidationError({"care_card": f"there is no care card “{slug}”"})
        section.care_card = card
    return section


def _replace(model: type[Section] | type[Source], page: Page, parts: list[Any]) -> None:
    for order, part in enumerate(parts):
        part.page, part.order = page, order
        try:
            part.clean_fields(exclude=["page"])
        except ValidationError as error:
            label = f"{model._meta.verbose_name} {order + 1}"
            raise ValidationError(f"{label}: {_sentence(error)}") from error
    model.objects.filter(page=page).delete()
    model.objects.bulk_create(parts)


def _sentence(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return "; ".join(
            " ".join([f"{name}:" if name != "__all__" else "", *messages]).strip()
            for name, messages in error.message_dict.items()
        )
    return " ".join(error.messages)
