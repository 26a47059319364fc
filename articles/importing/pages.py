"""Import lines → rows of pages with their sections, sources, topics and people, many at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from articles.html import sanitise
from articles.models import CareCard, Image, Page, Section, Source, Topic
from articles.models.holding import LONGEST_STEM, Address, first_free, hold_addresses
from articles.models.page import SLUG_IS_TAKEN
from clinic.models import Provider

from .lines import Line, LineRefused, check_characters

PAGE_FIELDS = [
    "source_id", "kind", "subject", "title", "language", "also_called", "summary", "regions",
    "license",
]  # fmt: skip
NOBODY = -1
ADDRESS = ("kind", "language", "slug")


class Outcome(StrEnum):
    """What an imported line did."""

    CREATED = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class Written:
    """A line and the page that it became; `refused` says why it became none, `not_published` why readers
    do not get it."""

    line: Line
    page: Page | None = None
    outcome: Outcome = Outcome.UNCHANGED
    refused: str = ""
    not_published: str = ""


@dataclass
class Library:
    """What lines name by a short name, fetched once for a whole import."""

    topics: dict[str, Topic] = field(default_factory=dict)
    cards: dict[str, int] = field(default_factory=dict)
    providers: dict[str, int] = field(default_factory=dict)
    images: dict[str, int] = field(default_factory=dict)

    @classmethod
    def fetched(cls) -> "Library":
        """As the database has it now."""
        return cls(
            topics={topic.name: topic for topic in Topic.objects.all()},
            cards=dict(CareCard.objects.values_list("slug", "pk")),
            providers=dict(Provider.objects.values_list("slug", "pk")),
            images=dict(Image.objects.values_list("file", "pk")),
        )

    def topic(self, name: str) -> Topic:
        """The topic of that name, made where there is none."""
        if name not in self.topics:
            taken = {topic.slug for topic in self.topics.values()}
            topic = Topic(
                name=name, slug=first_free(slugify(name)[:70].strip("-") or "topic", taken)
            )
            topic.full_clean()
            topic.save()
            self.topics[name] = topic
        return self.topics[name]


@transaction.atomic
def write_page(line: Line) -> tuple[Page, Outcome]:
    """Store the page of one line; raises LineRefused. The caller records the revision."""
    (written,) = write_pages([line], Library.fetched())
    if written.page is None:
        raise LineRefused(written.refused)
    if written.outcome is not Outcome.UNCHANGED:
        written.page.source_digest = line.digest
        written.page.save(update_fields=["source_digest"])
    return written.page, written.outcome


def write_pages(lines: Iterable[Line], library: Library) -> list[Written]:
    """Store the pages of these lines, new and changed ones; within a transaction.

    What is wrong with a line is said in its `refused`; the database may still refuse all of them.
    The digest of the line is not stored yet: an import that is interrupted takes it up again.
    """
    every = [Written(line) for line in lines]
    # Locked: a colleague's move made meanwhile must not be written over.
    known = {
        page.source_id: page
        for page in Page.objects.select_for_update(of=["self"], no_key=True)
        .filter(source_id__in=[written.line.values["source_id"] for written in every])
        .order_by("pk")
    }
    hold_addresses([*map(_wanted_address, every), *(page.address for page in known.values())])
    taken = _taken_addresses(every)
    parts: list[tuple[Page, _Parts]] = []
    for written in every:
        try:
            _write(written, known.get(written.line.values["source_id"]), taken, library, parts)
        except ValidationError as error:
            written.refused = sentence(error)
        except LineRefused as error:
            written.refused = str(error)
    _store(every, parts)
    return every


@dataclass
class _Parts:
    """What hangs on a page."""

    sections: list[Section]
    sources: list[Source]
    topics: list[Topic]
    providers: list[int]


def _write(
    written: Written,
    known: Page | None,
    taken: dict[tuple[str, str, str], int],
    library: Library,
    parts: list[tuple[Page, _Parts]],
) -> None:
    line = written.line
    if known and known.trashed_at:
        raise LineRefused(f"“{known}” is in the trash; take it out in the admin first")
    if known and known.source_digest == line.digest:
        written.page = known
        return
    page = known or Page()
    _fill(page, line.values, library)
    made = _parts(page, line.values, library)
    _take_address(page, line.values["slug"], taken)
    written.page, written.outcome = page, Outcome.CHANGED if known else Outcome.CREATED
    parts.append((page, made))


def _fill(page: Page, values: Mapping[str, Any], library: Library) -> None:
    for name in PAGE_FIELDS:
        setattr(page, name, values[name])
    page.imported_review = {
        key: values[f"reviewed_{key}"] for key in ("by", "on") if values[f"reviewed_{key}"]
    }
    lead = values.get("lead_image", {})
    page.lead_image_id = _named(library.images, lead.get("file"), "picture", "lead_image")
    page.lead_image_alt = lead.get("alt", "")
    page.slug = values["slug"] or page.slug
    own = [] if values["slug"] else ["slug"]
    page.clean_fields(exclude=[*own, "source_digest", "lead_image"])


def _parts(page: Page, values: Mapping[str, Any], library: Library) -> _Parts:
    return _Parts(
        sections=[
            _checked(_section(part, library), order, page)
            for order, part in enumerate(values["sections"])
        ],
        sources=[
            _checked(Source(**part), order, page) for order, part in enumerate(values["sources"])
        ],
        topics=[library.topic(name) for name in dict.fromkeys(values["topics"])],
        providers=[
            key
            for slug in dict.fromkeys(values["providers"])
            if (key := _named(library.providers, slug, "provider", "providers"))
        ],
    )


def _section(part: Mapping[str, str], library: Library) -> Section:
    body = sanitise(part.get("body_html", ""))
    check_characters([body])  # a character reference may have brought one in
    return Section(
        kind=part.get("kind") or "other",
        heading=part.get("heading", ""),
        body=body,
        care_card_id=_named(library.cards, part.get("care_card"), "care card", "care_card"),
    )


def _named(known: Mapping[str, int], name: str | None, what: str, key: str) -> int | None:
    if not name:
        return None
    if name not in known:
        raise LineRefused(f"{key}: there is no {what} “{name[:80]}”")
    return known[name]


def _checked(part: Any, order: int, page: Page) -> Any:
    part.page, part.order = page, order
    try:
        part.clean_fields(exclude=["page", "care_card"])
    except ValidationError as error:
        label = f"{part._meta.verbose_name} {order + 1}"
        raise ValidationError(f"{label}: {sentence(error)}") from error
    return part


def _taken_addresses(every: list[Written]) -> dict[tuple[str, str, str], int]:
    """Addresses that pages have, or may have, among those that these lines ask for."""
    wanted = {_wanted_slug(written.line.values) for written in every}
    named = Page.objects.kept().filter(slug__in=wanted)
    made = [written for written in every if not written.line.values["slug"]]
    if made:  # the slugs that follow “back-pain” are asked for only where one is made
        stems = "|".join(sorted({_wanted_slug(written.line.values) for written in made}))
        named = named | Page.objects.kept().filter(slug__regex=rf"^({stems})-\d+$")
    return {
        (kind, language, slug): key
        for kind, language, slug, key in named.values_list(*ADDRESS, "pk")
    }


def _wanted_address(written: Written) -> Address:
    values = written.line.values
    return Address(values["kind"], values["language"], _wanted_slug(values))


def _wanted_slug(values: Mapping[str, Any]) -> str:
    return values["slug"] or _stem(values)


def _stem(values: Mapping[str, Any]) -> str:
    return (slugify(values["title"]) or slugify(values["source_id"]) or "page")[
        :LONGEST_STEM
    ].strip("-_")


def _take_address(page: Page, given: str, taken: dict[tuple[str, str, str], int]) -> None:
    """The address of the line; where it names none, the page keeps its own, or gets a free one."""
    key: int | None = page.pk
    place = (page.kind, page.language)
    if given:
        if (*place, given) in taken and taken[*place, given] != (key or NOBODY):
            raise ValidationError({"slug": SLUG_IS_TAKEN})
    elif key is None:
        stem = _stem({"title": page.title, "source_id": page.source_id})
        page.slug = first_free(stem, {slug for *where, slug in taken if tuple(where) == place})
    taken[(*place, page.slug)] = key or 0


def _store(every: list[Written], parts: list[tuple[Page, _Parts]]) -> None:
    if changed := [w.page for w in every if w.page and w.outcome is Outcome.CHANGED]:
        _empty(changed)
    Page.objects.bulk_create([w.page for w in every if w.page and w.outcome is Outcome.CREATED])
    Section.objects.bulk_create([section for _page, made in parts for section in made.sections])
    Source.objects.bulk_create([source for _page, made in parts for source in made.sources])
    Page.topics.through.objects.bulk_create(
        [
            Page.topics.through(page_id=page.pk, topic_id=topic.pk)
            for page, made in parts
            for topic in made.topics
        ]
    )
    Page.providers.through.objects.bulk_create(
        [
            Page.providers.through(page_id=page.pk, provider_id=key)
            for page, made in parts
            for key in made.providers
        ]
    )


def _empty(changed: list[Page]) -> None:
    for page in changed:
        page.save()
    Section.objects.filter(page__in=changed).delete()
    Source.objects.filter(page__in=changed).delete()
    Page.topics.through.objects.filter(page__in=changed).delete()
    Page.providers.through.objects.filter(page__in=changed).delete()


def sentence(error: ValidationError) -> str:
    """What a validation error says, in one line."""
    if hasattr(error, "error_dict"):
        return "; ".join(
            " ".join([f"{name}:" if name != "__all__" else "", *messages]).strip()
            for name, messages in error.message_dict.items()
        )
    return " ".join(error.messages)
