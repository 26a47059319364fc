"""An earlier revision → a new draft with its words. History is never rewritten."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import (
    CareCard,
    Image,
    InvalidTransition,
    Page,
    Revision,
    Section,
    Source,
    Topic,
)
from articles.models.holding import Address, hold_addresses
from articles.models.revision import Snapshot
from articles.models.status import require
from articles.rendering import sources_of_images
from clinic.models import Provider

WORDS = (
    "title",
    "also_called",
    "summary",
    "subject",
    "regions",
    "lead_image_alt",
    "license",
)


@dataclass
class Restored:
    """The new draft, and sentences that say what could not come back."""

    revision: Revision
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def restore(
    page: Page, revision: Revision, *, by: User, seen: int | None = None, reason: str = ""
) -> Restored:
    """Write a revision's words back and save them as a new draft; the page is locked meanwhile.

    `seen` is the number of the newest revision that the person has seen: a newer one refuses.
    Raises MoveRefused with a sentence.
    """
    require(by, "articles.change_page")
    page = page._lock()
    _check(page, revision, seen)
    missing: list[str] = []
    _write_back(page, revision.snapshot, missing)
    _write_parts(page, revision.snapshot, missing)
    said = reason or _("Restored from revision %(number)s.") % {"number": revision.number}
    return Restored(page.save_draft(by=by, reason=said, restored_from=revision), missing)


def _check(page: Page, revision: Revision, seen: int | None) -> None:
    if revision.page_id != page.pk:
        raise InvalidTransition(_("This revision does not belong to the page."))
    if revision.snapshot == page._last_saved(seen=seen).snapshot:
        raise InvalidTransition(_("The page says just this already. Nothing was restored."))


def _write_back(page: Page, snapshot: Snapshot, missing: list[str]) -> None:
    for name in WORDS:
        setattr(page, name, snapshot[name])  # type: ignore[literal-required]
    page.lead_image = Image.objects.filter(pk=snapshot["lead_image"] or 0).first()
    if snapshot["lead_image"] and page.lead_image is None:
        missing.append(_("The picture at the top does not exist any more."))
    _write_address(page, snapshot, missing)
    page.save()


def _write_address(page: Page, snapshot: Snapshot, missing: list[str]) -> None:
    """The address of then, unless it went to another page; a translation keeps its language."""
    address = {key: snapshot[key] for key in ("language", "slug")}  # type: ignore[literal-required]
    if page.translation_of_id or page.translations.exists():
        address["language"] = page.language
    hold_addresses([Address(page.kind, **address)])
    others = Page.objects.kept().filter(kind=page.kind, **address).exclude(pk=page.pk)
    if holder := others.first():
        missing.append(
            _("The address “%(slug)s” belongs to “%(title)s” now, so this page keeps “%(own)s”.")
            % {"slug": snapshot["slug"], "title": holder.title, "own": page.slug}
        )
    else:
        page.language, page.slug = address["language"], address["slug"]


def _write_parts(page: Page, snapshot: Snapshot, missing: list[str]) -> None:
    for name, model, sentence in (
        ("topics", Topic, _("Topics that do not exist any more: %(count)s.")),
        ("related", Page, _("Related pages that do not exist any more: %(count)s.")),
        ("providers", Provider, _("Providers that do not exist any more: %(count)s.")),
    ):
        keys = set(snapshot[name])  # type: ignore[literal-required]
        found = model.objects.filter(pk__in=keys)  # type: ignore[attr-defined]
        getattr(page, name).set(found)
        if gone := len(keys) - len(found):
            missing.append(sentence % {"count": gone})
    _write_sections(page, snapshot, missing)
    page.sources.all().delete()
    Source.objects.bulk_create(
        Source(page=page, order=order, **source)
        for order, source in enumerate(snapshot["sources"], start=1)
    )


def _write_sections(page: Page, snapshot: Snapshot, missing: list[str]) -> None:
    sections = snapshot["sections"]
    cards = CareCard.objects.in_bulk([s["care_card"] for s in sections if s["care_card"]])
    page.sections.all().delete()
    Section.objects.bulk_create(
        Section(page=page, order=order, **_section(section, cards))
        for order, section in enumerate(sections, start=1)
    )
    missing += [
        _("The care card of the section “%(heading)s” does not exist any more.")
        % {"heading": section["heading"]}
        for section in sections
        if section["care_card"] and section["care_card"] not in cards
    ]
    missing += _lost_pictures(snapshot)


def _section(section: Any, cards: dict[int, CareCard]) -> dict[str, Any]:
    return {
        "kind": section["kind"],
        "heading": section["heading"],
        "body": section["body"],
        "care_card": cards.get(section["care_card"]),
    }


def _lost_pictures(snapshot: Snapshot) -> list[str]:
    addresses = sources_of_images(part["body"] for part in snapshot["sections"])
    lost = addresses - set(Image.objects.at_addresses(addresses))
    return [
        _("The picture “%(file)s” in the text does not exist any more; readers will not see it.")
        % {"file": address.rsplit("/", 1)[-1]}
        for address in sorted(lost)
    ]
