"""The immutable snapshot of a page and its sections that every deliberate save makes."""

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .holding import Address


class SectionSnapshot(TypedDict):
    kind: str
    heading: str
    body: str
    care_card: int | None


class PictureWords(TypedDict):
    """What was said of a picture of the library when a page that shows it was saved."""

    id: int
    alt: str
    caption: str
    credit: str


class Snapshot(TypedDict):
    """All of a page that editors write. Numbers are primary keys; text stands as it was saved."""

    kind: str
    language: str
    slug: str
    title: str
    also_called: list[str]
    summary: str
    subject: str
    regions: list[str]
    topics: list[int]
    lead_image: int | None
    lead_image_alt: str
    related: list[int]
    providers: list[int]
    license: str
    sections: list[SectionSnapshot]
    sources: list[dict[str, str]]
    translated_revision: int | None  # of the page that this one is a translation of
    pictures: list[PictureWords]


def address_of(snapshot: Snapshot) -> Address:
    """Where a snapshot's words are to be read."""
    return Address(snapshot["kind"], snapshot["language"], snapshot["slug"])


class Revision(models.Model):
    """What a page said at one deliberate save. The database refuses to change or delete it."""

    page = models.ForeignKey("articles.Page", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    snapshot = models.JSONField(_("snapshot"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("saved at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    restored_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="restored_as"
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["page", "-number"]
        get_latest_by = "number"
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page}, revision {self.number}"
