"""Pictures: what is said of them, their files through time, and which words show them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.rendering import MODERN, SIZES, Picture, sources_of_images

from .revision import PictureWords, Revision, SectionSnapshot, Snapshot

FOLDER = "images/%Y/"
FOCUS_STEP = 10  # the stylesheet has a class for each tenth


class ImageQuerySet(models.QuerySet["Image"]):
    def at_addresses(self, addresses: Iterable[str]) -> "dict[str, Image]":
        """Pictures by the addresses (`src`) under which words show them.

        A picture answers to every file that it ever had, so old words find its present one.
        """
        named = {address: _name_of(address) for address in addresses}
        if not named:
            return {}
        keys = dict(self.filter(file__in=named.values()).values_list("file", "pk"))
        files = ImageFile.objects.filter(file__in=named.values())
        keys |= dict(files.values_list("file", "image"))
        images = self.prefetch_related("files").in_bulk(set(keys.values()))
        return {address: images[keys[name]] for address, name in named.items() if name in keys}

    def present_addresses(self, addresses: Iterable[str]) -> dict[str, str]:
        """Of some addresses those that name a former file, each with the present one's."""
        found = self.at_addresses(addresses).items()
        return {former: image.file.url for former, image in found if image.file.url != former}


def _name_of(address: str) -> str:
    return address.removeprefix(Image._meta.get_field("file").storage.url(""))


class Image(models.Model):
    """A picture that came in through our own upload: re-encoded, without metadata.

    `file` is what pages show now; `files` has every file it ever had. What is said of it here goes
    into the words of a page when these are saved, and reaches readers with them.
    """

    file = models.ImageField(
        _("file"), upload_to=FOLDER, width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("For finding it again; readers do not see it."),
    )
    alternative_text = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What a person who cannot see the picture needs to know."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture says nothing that the words do not say."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    focus_x = models.PositiveSmallIntegerField(
        _("from the left, in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("from the top, in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    if TYPE_CHECKING:
        files: Any
        uses: Any

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-uploaded_at"]
        permissions = [
            ("replace_image", _("Can replace pictures on pages beyond drafts")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_decorative=True) ^ ~models.Q(alternative_text=""),
                name="image_is_described_or_decorative",
                violation_error_message=_(
                    "Say what the picture shows, or mark it as decorative, not both."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(focus_x=None, focus_y=None)
                | models.Q(
                    focus_x__isnull=False,
                    focus_y__isnull=False,
                    focus_x__range=(0, 100),
                    focus_y__range=(0, 100),
                ),
                name="image_focus_is_a_point",
                violation_error_message=_(
                    "The focal point needs both numbers, each from 0 to 100. "
                    "Leave both empty to show the picture whole."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def file_at(self, at: datetime | None = None) -> "ImageFile":
        """The file that pages showed at a moment; the present one when none is given."""
        placed = [file for file in self.files.all() if at is None or file.placed_at <= at]
        return placed[-1] if placed else self.files.first() or self._only_file()

    def _only_file(self) -> "ImageFile":
        # A picture that was stored past `articles.pictures` has its one file and no other sizes.
        return ImageFile(
            image=self, file=self.file.name, width=self.width, height=self.height, sizes=[]
        )

    @property
    def smallest(self) -> str:
        """The address of the smallest file, for lists and small previews."""
        return self.file_at().smallest

    def words(self) -> PictureWords:
        """What is said of the picture, as a revision keeps it."""
        return PictureWords(
            id=self.pk, alt=self.alternative_text, caption=self.caption, credit=self.credit
        )

    def as_picture(self, words: PictureWords | None = None, at: datetime | None = None) -> Picture:
        """The picture as readers get it, with the words that were saved with the page."""
        file = self.file_at(at)
        said = words or self.words()
        picture = Picture(
            url=file.file.url,
            width=file.width,
            height=file.height,
            alt=said["alt"],
            caption=said["caption"],
            credit=said["credit"],
        )
        if self.focus_x is not None and self.focus_y is not None:
            picture["focus"] = [_to_step(self.focus_x), _to_step(self.focus_y)]
        return picture | file.offers()


def _to_step(percent: int) -> int:
    return (percent + FOCUS_STEP // 2) // FOCUS_STEP * FOCUS_STEP


class ImageFile(models.Model):
    """One file of a picture. The database refuses to change it; the newest is what pages show.

    `sizes` is derived, and can be made again: smaller files beside it, each with `name`, `type`
    (what browsers ask for) and `width`.
    """

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveIntegerField(_("number"))
    file = models.ImageField(
        _("file"), upload_to=FOLDER, width_field="width", height_field="height", unique=True
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    sizes = models.JSONField(default=list)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField(_("since"))
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("file of an image")
        verbose_name_plural = _("files of images")
        ordering = ["image", "number"]
        constraints = [
            models.UniqueConstraint(fields=["image", "number"], name="image_file_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.image}, {self.number}"

    @property
    def smallest(self) -> str:
        """The address of the smallest file."""
        name = self.sizes[0]["name"] if self.sizes else self.file.name
        return self.file.storage.url(name)

    def offers(self) -> Any:
        """The part of a Picture that lets a browser choose a size; nothing where there is only one."""
        modern = [size for size in self.sizes if size["type"] == MODERN]
        own = [size for size in self.sizes if size["type"] != MODERN]
        offers = {}
        if own:
            itself = {"name": self.file.name, "width": self.width}
            offers["srcset"] = self._srcset([*own, itself])
        if modern:
            offers["modern"] = self._srcset(modern)
        return offers | {"sizes": SIZES} if offers else {}

    def _srcset(self, sizes: list[dict[str, Any]]) -> str:
        url = self.file.storage.url
        return ", ".join(f"{url(size['name'])} {size['width']}w" for size in sizes)


class ImageUse(models.Model):
    """That a revision shows a picture. While such a row stands, the picture cannot be deleted."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="image_uses")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        verbose_name = _("use of an image")
        verbose_name_plural = _("uses of images")
        constraints = [
            models.UniqueConstraint(fields=["image", "revision"], name="image_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.image}: {self.revision}"


def said_of_pictures(
    sections: Iterable[SectionSnapshot], lead_image: int | None
) -> list[PictureWords]:
    """What is said now of the library's pictures that some sections and a lead image show."""
    shown = Image.objects.at_addresses(sources_of_images(part["body"] for part in sections))
    images = {image.pk: image for image in shown.values()}
    if lead_image and lead_image not in images:
        images |= Image.objects.in_bulk([lead_image])
    return [image.words() for _key, image in sorted(images.items())]


def said_before(pictures: list[PictureWords], earlier: Snapshot) -> list[PictureWords]:
    """Pictures with what earlier words said of them, where these showed them."""
    said = {words["id"]: words for words in earlier.get("pictures", [])}
    return [said.get(words["id"], words) for words in pictures]


def record_uses(revision: Revision) -> None:
    """Remember which pictures a new revision shows."""
    keys = [words["id"] for words in revision.snapshot["pictures"]]
    ImageUse.objects.bulk_create(ImageUse(revision=revision, image_id=key) for key in keys)
