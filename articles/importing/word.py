"""A Word document → a draft with its pictures in the library; all of it, or nothing."""

import io

from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models import Image, Page, Section
from articles.models.holding import LONGEST_STEM, Address
from articles.pictures import take_in
from articles.word import Picture, WordDocument
from clinic.pictures import re_encode

LONGEST_TITLE = 120
# The name of a file is no description: the publishing check asks for one where it finds this.
UNDESCRIBED = "picture-{number}.png"


def draft_from_word(document: WordDocument, *, kind: str, by: User) -> tuple[Page, list[str]]:
    """Make a new draft of a document; returns it with all that was left out, in sentences."""
    taken: list[str] = []
    try:
        with transaction.atomic():
            bodies, left_out = _with_pictures(document, by, taken)
            page = _page(document, bodies, kind=kind, by=by)
    except BaseException:
        for name in taken:  # their rows are gone with the transaction; so must the files be
            default_storage.delete(name)
        raise
    return page, [*document.left_out, *left_out]


def _page(document: WordDocument, bodies: list[str], *, kind: str, by: User) -> Page:
    page = Page(kind=kind, title=document.title, summary=document.summary)
    stem = slugify(page.title)[:LONGEST_STEM].strip("-") or "page"
    page.slug = Page.objects.free_slug(Address(page.kind, page.language, stem))
    page.full_clean()
    page.save()
    for order, (part, body) in enumerate(zip(document.sections, bodies, strict=True)):
        section = Section(page=page, order=order, kind=part.kind, heading=part.heading, body=body)
        section.full_clean()
        section.save()
    page.save_draft(by=by, reason=_("Imported from Word"))
    return page


def _with_pictures(
    document: WordDocument, by: User, taken: list[str]
) -> tuple[list[str], list[str]]:
    images: dict[str, Image] = {}
    left_out = []
    for number, picture in enumerate(document.pictures, start=1):
        try:
            images[picture.placeholder] = _image(picture, number, document.title, by)
        except ValidationError as error:
            reason = " ".join(error.messages)
            left_out.append(
                _("Picture %(number)s was left out: %(reason)s")
                % {"number": number, "reason": reason}
            )
        else:
            taken += _files_of(images[picture.placeholder])
    return [_placed(section.body, images) for section in document.sections], left_out


def _files_of(image: Image) -> list[str]:
    sizes = [size["name"] for file in image.files.all() for size in file.sizes]
    return [str(image.file.name), *sizes]


def _placed(body: str, images: dict[str, Image]) -> str:
    """A section with its pictures under their addresses; without those that could not be stored."""
    if "<img" not in body:
        return body
    soup = BeautifulSoup(body, "html.parser")
    for element in soup.find_all("img"):
        image = images.get(str(element["src"]))
        if image is None:
            element.decompose()
        else:
            element.attrs |= {
                "src": image.file.url,
                "alt": str(element.get("alt", image.alternative_text)),
            }
    return str(soup)


def _image(picture: Picture, number: int, title: str, by: User) -> Image:
    words = picture.description or UNDESCRIBED.format(number=number)
    image = Image(
        file=re_encode(io.BytesIO(picture.content)),
        title=f"{title[: LONGEST_TITLE - 4]} {number}",
        alternative_text="" if picture.is_decorative else words,
        is_decorative=picture.is_decorative,
        caption=picture.caption,
    )
    return take_in(image, by=by)
