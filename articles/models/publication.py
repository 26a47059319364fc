"""Publications: which revision readers see from when until when, prepared for reading."""

import unicodedata
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from clinic.models import Provider

from .cards import CareCard
from .holding import Address
from .kinds import Kind, Region, Subject
from .library import Topic
from .publications import PublicationQuerySet
from .related import ENOUGH
from .revision import Revision, Snapshot

URL_NAMES = {
    Kind.ARTICLE: "articles:article",
    Kind.CONDITION_PAGE: "articles:condition_page",
}
OTHER_INITIAL = "#"


class Publication(models.Model):
    """One revision of a page as readers see it during one span of time.

    `content` (see articles.rendering.Content) and `text` are derived from the revision and can be rebuilt.
    """

    page = models.ForeignKey("articles.Page", on_delete=models.PROTECT, related_name="publications")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="publications")
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    translated_revision = models.ForeignKey(
        Revision, null=True, on_delete=models.PROTECT, related_name="+"
    )
    was_imported = models.BooleanField(_("imported without review"), default=False)
    approval = models.ForeignKey(
        "articles.Approval", null=True, on_delete=models.PROTECT, related_name="publications"
    )
    reviewed_by = models.ForeignKey(
        Provider,
        verbose_name=_("reviewed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="reviewed_publications",
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True)
    review_due = models.DateField(_("next review due"), null=True)
    change_note = models.CharField(_("what changed, for readers"), max_length=300, blank=True)
    findings = models.JSONField(
        _("findings at the import"), default=list, help_text=_("Stored, not enforced.")
    )
    kind = models.CharField(max_length=20, choices=Kind)
    language = models.CharField(max_length=7, choices=settings.LANGUAGES)
    slug = models.SlugField(max_length=150, db_index=False)
    title = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    initial = models.CharField(max_length=1)
    summary = models.TextField(blank=True)
    subject = models.CharField(max_length=12, choices=Subject)
    regions = ArrayField(models.CharField(max_length=10, choices=Region), default=list)
    topics = models.ManyToManyField(Topic, related_name="publications")
    care_cards = models.ManyToManyField(CareCard, related_name="publications")
    providers = models.ManyToManyField(Provider, related_name="publications")
    related = models.ManyToManyField("articles.Page", related_name="related_from")
    content = models.JSONField()
    text = models.TextField()

    # What `readable` adds.
    card_list: list[dict]
    team: list[dict]
    topic_list: list[dict]
    related_list: list[dict]
    relating_list: list[dict]
    near_list: list[dict]
    sister_list: list[dict]
    is_older_than_source: bool
    # What articles.search adds: fragments, the words that were found told apart.
    marked_title: list[Any]
    snippet: list[Any]

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-live_from"]
        indexes = [
            models.Index(
                fields=["kind", "language", "slug", "live_from"],
                name="publication_address",
            ),
            models.Index(fields=["kind", "language", "sort_key"], name="publication_a_to_z"),
            # Lists in order; and all that they and near pages are chosen by, without a look at the wide rows.
            models.Index(
                fields=["kind", "language", "subject", "was_imported", "sort_key", "id"],
                include=["page", "live_from", "live_until", "regions"],
                name="publication_featured",
            ),
            models.Index(fields=["live_from"], name="publication_begins"),
            models.Index(
                fields=["live_until"],
                condition=models.Q(live_until__isnull=False),
                name="publication_ends",
            ),
        ]
        # Beside these, migration 0012 refuses two publications that are live at one address at once.
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(live_until=None),
                name="publication_one_open_per_page",
            ),
            models.CheckConstraint(
                condition=models.Q(live_until=None)
                | models.Q(live_until__gte=models.F("live_from")),
                name="publication_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_of(self.kind, self.slug, self.language)

    @property
    def address(self) -> Address:
        """Where it is, was or will be read."""
        return Address(self.kind, self.language, self.slug)

    def connect(self, snapshot: Snapshot) -> None:
        """Link the topics, care cards, people and related pages that a snapshot names."""
        cards = {part["care_card"] for part in snapshot["sections"] if part["care_card"]}
        self.care_cards.set(cards)
        self.topics.set(Topic.objects.filter(pk__in=snapshot["topics"]))
        self.providers.set(Provider.objects.filter(pk__in=snapshot["providers"]))
        # A page that was deleted since the words were saved is simply no longer related.
        self.related.set(self.related.model.objects.filter(pk__in=snapshot["related"]))

    @property
    def cards(self) -> dict[int, dict]:
        """Care cards by key, each with its signs as a list (see `readable`)."""
        return {card["id"]: card | {"items": card["items"].splitlines()} for card in self.card_list}

    @property
    def correction(self) -> Any:
        """The approval of a small correction made since the last full review, if there was one."""
        approval = self.approval
        return approval if approval and not approval.full_review else None

    @cached_property
    def related_pages(self) -> list[dict]:
        """Live pages of the same kind to go on with: those that staff chose, filled up with near ones.

        Each with title, summary and path (see `readable`).
        """
        chosen = [found for found in self.related_list if found["kind"] == self.kind]
        near = [*self.relating_list, *self.near_list]
        missing = max(0, ENOUGH - len(self.related_list))
        known = {found["page_id"] for found in chosen}
        fitting = (found for found in _once(near) if found["page_id"] not in known)
        same = [found for found in fitting if found["kind"] == self.kind]
        return [_with_path(found, self.language) for found in chosen + same[:missing]]

    @cached_property
    def counterparts(self) -> list[dict]:
        """Live pages of the other kind that this one names, or that name it: what an article tells of and how
        the center treats it lead to each other, whichever of the two staff wrote it on (see `readable`)."""
        both = _once([*self.related_list, *self.relating_list])
        return [_with_path(found, self.language) for found in both if found["kind"] != self.kind]

    @property
    def beside(self) -> tuple[list[dict], ...]:
        """All that stands beside the page's own words: when any of it changes, so does the page."""
        return (self.related_list, self.relating_list, self.near_list)

    @property
    def addresses(self) -> dict[str, str]:
        """Where the page can be read now, by language, its own among them (see `readable`)."""
        return {self.language: self.get_absolute_url()} | {
            sister["language"]: path_of(**sister) for sister in self.sister_list
        }


def _once(pages: list[dict]) -> list[dict]:
    return list({found["page_id"]: found for found in reversed(pages)}.values())[::-1]


def _with_path(found: dict, language: str) -> dict:
    return found | {"path": path_of(found["kind"], found["slug"], language)}


@lru_cache(maxsize=10_000)
def path_of(kind: str, slug: str, language: str) -> str:
    """The public path of a page; remembered, since a list needs hundreds and they never change."""
    with translation.override(language):
        return reverse(URL_NAMES[Kind(kind)], args=[slug])


def sort_key(title: str) -> str:
    """A title as the A–Z orders it: without accents, case or leading punctuation."""
    plain = unicodedata.normalize("NFKD", title)
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    start = next((i for i, c in enumerate(letters) if c.isalnum()), 0)
    return letters[start : start + 200]


def initial(title: str) -> str:
    """The letter of the A–Z under which a title stands."""
    first = sort_key(title)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER_INITIAL
