"""What a publication derives from its revision, fetched and prepared once, when it is made."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.rendering import (
    Content,
    Picture,
    prepare_sections,
    sources_of_images,
    words_of,
)

from .findable import make_findable
from .images import Image
from .publication import Publication, initial, sort_key
from .revision import PictureWords, Snapshot


def derived_fields(snapshot: Snapshot, at: datetime | None = None) -> dict[str, Any]:
    """The fields of a publication that follow from a revision's snapshot."""
    content = content_of(snapshot, at)
    return {
        "kind": snapshot["kind"],
        "language": snapshot["language"],
        "slug": snapshot["slug"],
        "title": snapshot["title"],
        "sort_key": sort_key(snapshot["title"]),
        "initial": initial(snapshot["title"]),
        "summary": snapshot["summary"],
        "subject": snapshot["subject"],
        "regions": snapshot["regions"],
        "translated_revision_id": snapshot.get("translated_revision"),
        "content": content,
        "text": words_of(content),
    }


def rebuild(publication: Publication) -> None:
    """Derive a publication's fields anew; the words stay as they were approved.

    What has ended keeps the pictures that its readers saw last.
    """
    until = publication.live_until
    at = until if until and until <= timezone.now() else None
    fields = derived_fields(publication.revision.snapshot, at)
    Publication.objects.filter(pk=publication.pk).update(**fields)
    make_findable([Publication.objects.get(pk=publication.pk)])


def content_of(snapshot: Snapshot, at: datetime | None = None) -> Content:
    """A snapshot as readers would see it now, or with the pictures' files of another moment."""
    return Content(
        title=snapshot["title"],
        summary=snapshot["summary"],
        also_called=snapshot["also_called"],
        subject=snapshot["subject"],
        regions=snapshot["regions"],
        lead_image=_lead_image(snapshot, at),
        sections=prepare_sections(snapshot["sections"], _pictures(snapshot, at)),
        sources=snapshot["sources"],
        license=snapshot["license"],
    )


def _pictures(snapshot: Snapshot, at: datetime | None) -> dict[str, Picture]:
    said, is_told = _said(snapshot), "pictures" in snapshot
    addresses = sources_of_images(section["body"] for section in snapshot["sections"])
    # Only what was there when the words were saved: a picture that came in under the same name since
    # was in nobody's sight when they were approved.
    return {
        address: image.as_picture(said.get(image.pk), at)
        for address, image in Image.objects.at_addresses(addresses).items()
        if image.pk in said or not is_told
    }


def _lead_image(snapshot: Snapshot, at: datetime | None) -> Picture | None:
    key = snapshot["lead_image"]
    image = Image.objects.filter(pk=key).first() if key else None
    if image is None:
        return None
    picture = image.as_picture(_said(snapshot).get(image.pk), at)
    picture["alt"] = snapshot["lead_image_alt"] or picture["alt"]
    return picture


def _said(snapshot: Snapshot) -> dict[int, PictureWords]:
    return {words["id"]: words for words in snapshot.get("pictures", [])}
