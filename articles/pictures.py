"""What is done with the library's pictures: taken in, replaced, cropped, removed.

Files are written before any row names them: a crash in between leaves a file that nobody asks for,
never a page that asks for a file that is not there.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.core.files.images import get_image_dimensions
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Image, ImageFile, Page, Publication, Revision, Section, Status
from articles.models.preparation import rebuild
from clinic.pictures import Size, sizes_of

SAME_SHAPE = 0.02  # how much two proportions may differ for a focal point to stay where it is


class PictureRefused(Exception):
    """Something that cannot be done with a picture; its text tells staff why and what to do."""


def take_in(image: Image, *, by: User | None, sizes: list[Size] | None = None) -> Image:
    """Store a new picture with its smaller sizes, which are made here unless they come along.

    `image` has not been saved yet and holds a fresh file (see `clinic.pictures.re_encode`).
    """
    placed = _store(image.file, sizes)
    with transaction.atomic():
        image.file = placed.file.name
        image.uploaded_by = by
        image.save()
        _place(image, placed, number=1, by=by, reason="")
    return image


def adopt(image: Image, *, by: User | None) -> Image:
    """Take in a picture whose file is stored already, under a name that pages know it by."""
    placed = ImageFile(file=image.file.name, width=image.width, height=image.height)
    with placed.file.open() as content:
        placed.sizes = write_sizes(placed, sizes_of(content))
    with transaction.atomic():
        image.uploaded_by = by
        image.save()
        _place(image, placed, number=1, by=by, reason="")
    return image


def replace(image: Image, content: File, *, by: User, reason: str) -> list[Page]:
    """Put a fresh file in a picture's place, on every page at once, drafts and live ones alike.

    Returns the pages whose readers see the new file. Older revisions keep the file that they had.
    Raises PictureRefused where patients would see something that nobody may put before them.
    """
    check_replacement(image, by)
    placed = _store(content)
    with transaction.atomic():
        # Pages first, in one order, as every move of a page does: what is being published at this
        # moment comes before or after, never in between.
        list(pages_showing(image).order_by("pk").select_for_update())
        image = Image.objects.select_for_update().get(pk=image.pk)
        check_replacement(image, by)
        _forget_focus_of_another_shape(image, placed)
        last = image.files.last() or first_file(image)
        _place(image, placed, number=last.number + 1, by=by, reason=reason)
        image.file = placed.file.name
        image.save()
        return rebuild_pages(image)


def check_replacement(image: Image, by: User) -> None:
    """Raise PictureRefused unless this person may change what the pages with this picture show."""
    if pages := _out_of_reach(image, by):
        raise PictureRefused(
            _(
                "This picture stands on pages that are live, approved or in review: %(pages)s. "
                "Ask a clinical reviewer or an administrator to replace it, or add a new picture "
                "and use it in a draft."
            )
            % {"pages": _listed(pages)}
        )


def check_cropping(image: Image, by: User) -> None:
    """Raise PictureRefused unless this person may change what the pages with this picture cut off."""
    if pages := _out_of_reach(image, by):
        raise PictureRefused(
            _(
                "This picture stands on pages that are live, approved or in review, which would show "
                "another part of it at once: %(pages)s. Ask an administrator to set the focal point."
            )
            % {"pages": _listed(pages)}
        )


def _out_of_reach(image: Image, by: User) -> list[Page]:
    """The pages for whose sake somebody may not change how a picture looks."""
    if by.has_perm("articles.replace_image"):
        return []
    return list(pages_showing(image).filter(_beyond_drafts()).order_by("title").distinct())


def _beyond_drafts() -> models.Q:
    drafts = [Status.DRAFT, Status.RETIRED]
    read = Publication.objects.ending_after(timezone.now()).filter(page=models.OuterRef("pk"))
    return ~models.Q(status__in=drafts) | models.Q(models.Exists(read))


def first_file(image: Image) -> ImageFile:
    """The record of a file that was stored past `take_in`."""
    return ImageFile.objects.create(
        image=image,
        number=1,
        file=image.file.name,
        width=image.width,
        height=image.height,
        placed_by=image.uploaded_by,
        placed_at=image.uploaded_at,
    )


def rebuild_pages(image: Image) -> list[Page]:
    """Prepare what readers see, now or from a set time on, with the picture as it is now."""
    shown = Publication.objects.ending_after(timezone.now()).filter(
        revision__image_uses__image=image
    )
    publications = list(shown.select_related("revision", "page").order_by("page__title"))
    for publication in publications:
        rebuild(publication)
    return list(dict.fromkeys(publication.page for publication in publications))


def remove(image: Image) -> None:
    """Delete a picture with its files for good; refused while any words, old ones too, show it."""
    with transaction.atomic():
        image = Image.objects.select_for_update().get(pk=image.pk)
        check_removal(image)
        names = [name for file in image.files.all() for name in names_of(file)]
        storage = image.file.storage
        image.files.all().delete()
        image.delete()
        transaction.on_commit(lambda: _delete_files(storage, [*names, image.file.name]))


def check_removal(image: Image) -> None:
    """Raise PictureRefused with the pages that show a picture, if there are any."""
    if pages := list(pages_showing(image).order_by("title").distinct()):
        raise PictureRefused(
            ngettext(
                "“%(picture)s” cannot be deleted: a page shows it, or showed it once: %(pages)s.",
                "“%(picture)s” cannot be deleted: pages show it, or showed it once: %(pages)s.",
                len(pages),
            )
            % {"picture": image, "pages": _listed(pages)}
        )


def pages_showing(image: Image) -> models.QuerySet[Page]:
    """Pages that show a picture, in the words being written or in any that were ever saved."""
    saved = Revision.objects.filter(image_uses__image=image, page=models.OuterRef("pk"))
    written = Section.objects.filter(
        _any_of(image.files.values_list("file", flat=True), image.file.name),
        page=models.OuterRef("pk"),
    )
    return Page.objects.filter(
        models.Q(models.Exists(saved))
        | models.Q(models.Exists(written))
        | models.Q(lead_image=image)
    )


def _any_of(names: Iterable[str], *more: str) -> models.Q:
    found = models.Q()
    for name in {*names, *more}:
        found |= models.Q(body__contains=name)
    return found


def _listed(pages: list[Page]) -> str:
    shown = [f"“{page.title}”" for page in pages[:5]]
    if len(pages) > len(shown):
        shown.append(_("and %(count)s more") % {"count": len(pages) - len(shown)})
    return ", ".join(str(name) for name in shown)


def _forget_focus_of_another_shape(image: Image, placed: ImageFile) -> None:
    before, after = image.width / image.height, placed.width / placed.height
    if abs(before - after) > SAME_SHAPE * before:
        image.focus_x = image.focus_y = None


def _place(image: Image, placed: ImageFile, *, number: int, by: User | None, reason: str) -> None:
    placed.image, placed.number = image, number
    placed.placed_by, placed.placed_at, placed.reason = by, timezone.now(), reason
    placed.save()


# --- files


def _store(content: File, sizes: list[Size] | None = None) -> ImageFile:
    """Write a file and its smaller sizes; the row that will name them is not saved yet."""
    sizes = sizes_of(content) if sizes is None else sizes
    width, height = get_image_dimensions(content)
    content.seek(0)
    placed = ImageFile(width=width, height=height)
    field = ImageFile._meta.get_field("file")
    name = field.generate_filename(placed, content.name)
    placed.file = field.storage.save(name, content)
    placed.sizes = write_sizes(placed, sizes)
    return placed


def write_sizes(placed: ImageFile, sizes: list[Size]) -> list[dict[str, Any]]:
    """Store sizes beside a file; what its row then says of them."""
    stem = placed.file.name.rpartition(".")[0]
    storage = placed.file.storage
    return [
        {
            "name": storage.save(
                f"{stem}-{size.width}.{size.extension}", ContentFile(size.content)
            ),
            "type": size.type,
            "width": size.width,
        }
        for size in sizes
    ]


def make_sizes(file: ImageFile) -> bool:
    """Make the sizes of a file that has none yet; whether it got any."""
    with file.file.open() as content:
        file.sizes = write_sizes(file, sizes_of(content))
    file.save(update_fields=["sizes"])
    return bool(file.sizes)


def names_of(file: ImageFile) -> list[str]:
    """Everything that is stored for one file of a picture."""
    return [file.file.name, *(size["name"] for size in file.sizes)]


def _delete_files(storage: Any, names: Iterable[str]) -> None:
    for name in set(names):
        storage.delete(name)
