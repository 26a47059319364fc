"""What a publication derives from its revision, fetched and prepared once, when it is made."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.db.models.expressions import Combinable

from articles.rendering import (
    Content,
    Picture,
    prepare_sections,
    sources_of_images,
    words_of,
)

from .library import Image
from .publication import Publication, initial, sort_key
from .revision import Snapshot

TEXT_SEARCH = {"en": "english", "es": "spanish"}
# Postgres takes at most 1 MB of search terms; a page of this many characters stays well below.
SEARCHED_CHARACTERS = 300_000


def derived_fields(snapshot: Snapshot) -> dict[str, Any]:
    """The fields of a publication that follow from a revision's snapshot."""
    content = content_of(snapshot)
    text = words_of(content)
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
        "text": text,
        "search": _search_vector(content, text, snapshot["language"]),
    }


def rebuild(publication: Publication) -> None:
    """Derive a publication's fields anew; the words stay as they were approved."""
    fields = derived_fields(publication.revision.snapshot)
    Publication.objects.filter(pk=publication.pk).update(**fields)


def content_of(snapshot: Snapshot) -> Content:
    """A snapshot as readers would see it."""
    return Content(
        title=snapshot["title"],
        summary=snapshot["summary"],
        also_called=snapshot["also_called"],
        subject=snapshot["subject"],
        regions=snapshot["regions"],
        lead_image=_lead_image(snapshot),
        sections=prepare_sections(snapshot["sections"], _pictures(snapshot)),
        sources=snapshot["sources"],
        license=snapshot["license"],
    )


def words_of_pictures(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What is said of the pictures in a snapshot: an approval holds it, for it was approved too."""
    images = {image.pk: image for image in _images(snapshot)}
    if lead := Image.objects.filter(pk=snapshot["lead_image"] or 0).first():
        images[lead.pk] = lead
    return [
        {
            "id": key,
            "alt": image.alternative_text,
            "caption": image.caption,
            "credit": image.credit,
        }
        for key, image in sorted(images.items())
    ]


def _images(snapshot: Snapshot) -> Iterable[Image]:
    wanted = sources_of_images(section["body"] for section in snapshot["sections"])
    if not wanted:
        return []
    prefix = Image._meta.get_field("file").storage.url("")
    return Image.objects.filter(file__in=[url.removeprefix(prefix) for url in wanted])


def _pictures(snapshot: Snapshot) -> dict[str, Picture]:
    return {image.file.url: _picture(image) for image in _images(snapshot)}


def _lead_image(snapshot: Snapshot) -> Picture | None:
    key = snapshot["lead_image"]
    image = Image.objects.filter(pk=key).first() if key else None
    if image is None:
        return None
    picture = _picture(image)
    return picture | {"alt": snapshot["lead_image_alt"] or picture["alt"]}


def _picture(image: Image) -> Picture:
    return Picture(
        url=image.file.url,
        width=image.width,
        height=image.height,
        alt=image.alternative_text,
        caption=image.caption,
        credit=image.credit,
    )


def _search_vector(content: Content, text: str, language: str) -> Combinable:
    """Title and other names weigh more than headings, these more than the summary and the text."""
    config = TEXT_SEARCH[language]
    weighed = {
        "A": " ".join([content["title"], *content["also_called"]]),
        "B": " ".join(section["heading"] for section in content["sections"]),
        "C": content["summary"],
        "D": text[:SEARCHED_CHARACTERS],
    }
    vectors = [
        SearchVector(Value(words), weight=weight, config=config)
        for weight, words in weighed.items()
    ]
    return vectors[0] + vectors[1] + vectors[2] + vectors[3]
