"""A page: what staff write. Patients read its publications."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.models import Provider

from .holding import Address
from .images import Image, said_of_pictures
from .kinds import Kind, Region, Subject
from .library import Topic
from .pages import PageQuerySet
from .publishing import PublishingMoves
from .revision import Revision, Snapshot
from .status import Status
from .translating import TranslationMoves
from .trash import TrashMoves

SLUG_IS_TAKEN = _("Another page of this kind has this address already. Choose another.")


class Page(PublishingMoves, TranslationMoves, TrashMoves, models.Model):
    """An article or a condition page as staff last saved it."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    language = models.CharField(
        _("language"), max_length=7, choices=settings.LANGUAGES, default="en"
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("address on the site"),
        max_length=150,
        help_text=_("The last part of the page's address. A published one keeps working."),
    )
    also_called = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("also called"),
        default=list,
        blank=True,
        help_text=_("Other names that patients use."),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=1000,
        help_text=_("Two or three plain sentences, shown under the title and in lists."),
    )
    subject = models.CharField(
        _("subject"), max_length=12, choices=Subject, default=Subject.CONDITION
    )
    regions = ArrayField(
        models.CharField(max_length=10, choices=Region),
        verbose_name=_("parts of the spine"),
        default=list,
        blank=True,
    )
    topics = models.ManyToManyField(
        Topic, verbose_name=_("topics"), related_name="pages", blank=True
    )
    lead_image = models.ForeignKey(
        Image,
        verbose_name=_("lead image"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lead_image_alt = models.CharField(
        _("alternative text on this page"),
        max_length=300,
        blank=True,
        help_text=_("Leave empty to use the image's own."),
    )
    related = models.ManyToManyField(
        "self", verbose_name=_("related pages"), symmetrical=False, blank=True
    )
    providers = models.ManyToManyField(
        Provider,
        verbose_name=_("providers"),
        related_name="pages",
        blank=True,
        help_text=_("Shown as “our team” on a condition page."),
    )
    license = models.CharField(
        _("about this text"),
        max_length=300,
        blank=True,
        help_text=_("Where the words come from, shown at the foot of the page."),
    )
    source_id = models.CharField(
        _("source id"),
        max_length=200,
        unique=True,
        null=True,
        blank=True,
        editable=False,
    )
    source_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text=_("What the last import brought.")
    )
    imported_review = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_(
            "Who reviewed the words elsewhere (`by`, `on`), as an import said; never shown."
        ),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("writer"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="own_pages",
        help_text=_("Whose desk these words are on."),
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked to review"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="pages_to_review",
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text=_("Where the address of a retired page leads."),
    )
    translation_of = models.ForeignKey(
        "self",
        verbose_name=_("translation of"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="translations",
    )
    translated_revision = models.ForeignKey(
        Revision, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    trashed_at = models.DateTimeField(_("put in the trash"), null=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]
        permissions = [
            ("submit_page", _("Can submit pages for review")),
            ("publish_page", _("Can publish, retire and withdraw pages")),
            ("review_page", _("Can vouch for the words of a page as a clinician")),
            ("import_pages", _("Can import pages and publish them without review")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "slug"],
                condition=models.Q(trashed_at=None),
                name="page_address_once",
                violation_error_message=SLUG_IS_TAKEN,
            ),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=models.Q(trashed_at=None),
                name="page_translated_once_per_language",
                violation_error_message=_("This page has a translation in this language already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> Address:
        """Where patients will read the words that staff last saved."""
        return Address(self.kind, self.language, self.slug)

    def snapshot(self) -> Snapshot:
        """Everything that editors write, as it stands in the database now."""
        sections = [section.snapshot() for section in self.sections.all()]
        return Snapshot(
            kind=self.kind,
            language=self.language,
            slug=self.slug,
            title=self.title,
            also_called=self.also_called,
            summary=self.summary,
            subject=self.subject,
            regions=self.regions,
            topics=_keys(self.topics),
            lead_image=self.lead_image_id,
            lead_image_alt=self.lead_image_alt,
            related=_keys(self.related),
            providers=_keys(self.providers),
            license=self.license,
            sections=sections,
            sources=[{"title": source.title, "url": source.url} for source in self.sources.all()],
            translated_revision=self.translated_revision_id,
            pictures=said_of_pictures(sections, self.lead_image_id),
        )


def _keys(related: Any) -> list[int]:
    # `all()` reads what was fetched for many pages at once, where it was.
    return sorted(other.pk for other in related.all())


class Article(Page):
    """A page of the health library."""

    class Meta:
        proxy = True
        verbose_name = _("article")
        verbose_name_plural = _("health library articles")


class ConditionPage(Page):
    """The center's own page on something it treats."""

    class Meta:
        proxy = True
        verbose_name = _("condition page")
        verbose_name_plural = _("condition pages")


class TrashedPage(Page):
    """A page of either kind that waits in the trash."""

    class Meta:
        proxy = True
        default_permissions = ()  # who may delete a page may bring it back
        verbose_name = _("deleted page")
        verbose_name_plural = _("trash")
