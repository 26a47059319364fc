"""What hangs on a page: its sections and its sources."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.fields import RichTextField

from .cards import CareCard
from .kinds import SectionKind
from .revision import SectionSnapshot


class Section(models.Model):
    """An ordered part of a page; in a question, the heading asks and the body answers."""

    page = models.ForeignKey("articles.Page", on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(
        _("kind"), max_length=20, choices=SectionKind, default=SectionKind.OVERVIEW
    )
    heading = models.CharField(_("heading"), max_length=250, blank=True)
    body = RichTextField(_("text"), blank=True)
    care_card = models.ForeignKey(
        CareCard,
        verbose_name=_("care card"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sections",
        help_text=_("Shown below the text of this section."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["page", "order", "pk"]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()

    def snapshot(self) -> SectionSnapshot:
        """The section as a revision keeps it."""
        return SectionSnapshot(
            kind=self.kind,
            heading=self.heading,
            body=self.body,
            care_card=self.care_card_id,
        )


class Source(models.Model):
    """Where a page's facts come from, as readers can check them."""

    page = models.ForeignKey("articles.Page", on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(
        _("link"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["page", "order", "pk"]

    def __str__(self) -> str:
        return self.title
