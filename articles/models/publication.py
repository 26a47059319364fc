"""Publications: which revision readers see from when until when, prepared for reading."""

import unicodedata
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from articles.proofreading import Severity
from clinic.models import Provider

from .cards import CareCard, CareCardMove
from .kinds import Kind, Region, Subject
from .library import Topic
from .revision import Revision, Snapshot
from .sisters import InOtherLanguages

URL_NAMES = {
    Kind.ARTICLE: "articles:article",
    Kind.CONDITION_PAGE: "articles:condition_page",
}
OTHER_INITIAL = "#"


class PublicationQuerySet(InOtherLanguages, models.QuerySet):
    def live(self, at: datetime | None = None) -> "PublicationQuerySet":
        """What patients can read at a moment: a question of time, asked in the query."""
        at = at or timezone.now()
        return self.filter(
            models.Q(live_until=None) | models.Q(live_until__gt=at), live_from__lte=at
        )

    def ending_after(self, at: datetime) -> "PublicationQuerySet":
        """What is live at a moment or will be later."""
        return self.filter(models.Q(live_until=None) | models.Q(live_until__gt=at))

    def uncancelled(self) -> "PublicationQuerySet":
        """Without what was scheduled and called off before anybody could read it."""
        return self.filter(
            models.Q(live_until=None) | models.Q(live_until__gt=models.F("live_from"))
        )

    def ended(self, at: datetime | None = None) -> "PublicationQuerySet":
        """What patients could read once and cannot any more."""
        return self.filter(
            live_until__lte=at or timezone.now(), live_from__lt=models.F("live_until")
        )

    def before(self, publication: "Publication") -> "PublicationQuerySet":
        """What readers had before a publication, the last first; not what was scheduled in vain."""
        earlier = self.uncancelled().filter(live_from__lt=publication.live_from)
        return earlier.order_by("-live_from", "-pk")

    def to_mend(self) -> "PublicationQuerySet":
        """Imports in which the proofreader found what would have stopped a reviewed page."""
        return self.filter(findings__contains=[{"severity": str(Severity.BLOCKING)}])

    def of_kind(self, kind: Kind) -> "PublicationQuerySet":
        """Articles or condition pages."""
        return self.filter(kind=kind)

    def at_address(self, kind: Kind, language: str, slug: str) -> "PublicationQuerySet":
        """What stands, stood or will stand under one address."""
        return self.filter(kind=kind, language=language, slug=slug)

    def formerly_at(self, kind: Kind, language: str, slug: str) -> "PublicationQuerySet":
        """Publications of the page that once had an address, under whichever it has now."""
        return self.filter(
            page__former_addresses__kind=kind,
            page__former_addresses__language=language,
            page__former_addresses__slug=slug,
        )

    def featured(self) -> "PublicationQuerySet":
        """What a list shows, the center's own pages before imported ones."""
        return self.listed().order_by("was_imported", "sort_key", "pk")

    def next_change(self, at: datetime) -> datetime | None:
        """The next scheduled moment at which anything begins or ceases to be live."""
        moments = self.aggregate(
            begins=models.Min("live_from", filter=models.Q(live_from__gt=at)),
            ends=models.Min("live_until", filter=models.Q(live_until__gt=at)),
        )
        return min(filter(None, moments.values()), default=None)

    def in_language(self, language: str) -> "PublicationQuerySet":
        """Pages in one language."""
        return self.filter(language=language)

    def starting_with(self, initial: str) -> "PublicationQuerySet":
        """Titles under one letter of the A–Z; `#` holds those that start with none."""
        return self.filter(initial=initial)

    def on_subject(self, subject: str) -> "PublicationQuerySet":
        """Pages on one subject."""
        return self.filter(subject=subject)

    def in_region(self, region: str) -> "PublicationQuerySet":
        """Pages on one part of the spine."""
        return self.filter(regions__contains=[region])

    def about(self, topic: Topic) -> "PublicationQuerySet":
        """Pages that belong to a topic."""
        return self.filter(topics=topic)

    def listed(self) -> "PublicationQuerySet":
        """In A–Z order, with only what a list shows."""
        return self.only(
            "kind",
            "language",
            "slug",
            "title",
            "summary",
            "subject",
            "initial",
            "live_from",
        ).order_by("sort_key", "pk")

    def readable(self, at: datetime | None = None) -> "PublicationQuerySet":
        """Publications with all that a page shows beside its own words, still in one query.

        Adds `cards`, `team`, `topic_list`, `related_pages` and `addresses`: these are shown as they are at the
        moment of reading, not as they were when the page was published.
        """
        whole = self.defer("search", "text").select_related("reviewed_by", "approval__reviewer")
        return whole.with_sisters(at).annotate(
            card_list=ArraySubquery(_cards(at)),
            team=ArraySubquery(_team()),
            topic_list=ArraySubquery(_topics()),
            related_list=ArraySubquery(_related(at)),
        )


def _cards(at: datetime | None) -> models.QuerySet:
    words = {name: f"version__{name}" for name in ("level", "heading", "items", "action")}
    shown = models.Q(card__publications=models.OuterRef("pk"))
    # Never advice in a language that the reader of this page may not read.
    shown &= models.Q(card__language=models.OuterRef("language"))
    approved = CareCardMove.objects.approvals(at).filter(shown)
    newest = approved.order_by("card_id", "-at", "-pk").distinct("card_id")
    return newest.values(found=JSONObject(id="card_id", **words))


def _team() -> models.QuerySet:
    words = {name: name for name in ("slug", "name", "credentials", "role")}
    team = Provider.objects.practicing().filter(publications=models.OuterRef("pk"))
    return team.order_by("order", "name").values(member=JSONObject(**words))


def _topics() -> models.QuerySet:
    topics = Topic.objects.filter(publications=models.OuterRef("pk"))
    named = topics.named_in(models.OuterRef("language"))
    return named.values(topic=JSONObject(slug="slug", name="word"))


def _related(at: datetime | None) -> models.QuerySet:
    words = {name: name for name in ("kind", "slug", "title", "summary")}
    related = Publication.objects.live(at).filter(
        page__related_from=models.OuterRef("pk"), language=models.OuterRef("language")
    )
    return related.order_by("sort_key").values(found=JSONObject(**words))


class Publication(models.Model):
    """One revision of a page as readers see it during one span of time.

    `content` (see articles.rendering.Content), `text` and `search` are derived from the revision
    and can be rebuilt.
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
    search = SearchVectorField()

    # What `readable` adds.
    card_list: list[dict]
    team: list[dict]
    topic_list: list[dict]
    related_list: list[dict]
    sister_list: list[dict]
    is_older_than_source: bool

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
            GinIndex(fields=["search"], name="publication_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(live_until=None),
                name="publication_one_open_per_page",
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "slug"],
                condition=models.Q(live_until=None),
                name="publication_one_open_per_address",
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

    @property
    def related_pages(self) -> list[dict]:
        """Live related pages with title, summary and path (see `readable`)."""
        return [
            found | {"path": path_of(found["kind"], found["slug"], self.language)}
            for found in self.related_list
        ]

    @property
    def addresses(self) -> dict[str, str]:
        """Where the page can be read now, by language, its own among them (see `readable`)."""
        return {self.language: self.get_absolute_url()} | {
            sister["language"]: path_of(**sister) for sister in self.sister_list
        }


def path_of(kind: str, slug: str, language: str) -> str:
    """The public path of a page."""
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
