"""The vocabulary in which publications are asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from articles.proofreading import Severity
from clinic.models import Provider

from .cards import CareCardMove
from .kinds import Kind, Region, Subject
from .library import Topic
from .related import BesideEachOther
from .sisters import InOtherLanguages

if TYPE_CHECKING:
    from .publication import Publication

LISTED = ("kind", "language", "slug", "title", "summary", "subject", "initial", "live_from")


class PublicationQuerySet(InOtherLanguages, BesideEachOther, models.QuerySet):
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
        begins = self.filter(live_from__gt=at).order_by("live_from").values_list("live_from")
        ends = self.filter(live_until__gt=at).order_by("live_until").values_list("live_until")
        # The first of each, which an index knows, and not the least of all.
        return min((moment for (moment,) in begins[:1].union(ends[:1])), default=None)

    def in_language(self, language: str) -> "PublicationQuerySet":
        """Pages in one language."""
        return self.filter(language=language)

    def languages(self) -> list[str]:
        """The languages of these pages, each once."""
        return list(self.order_by("language").values_list("language", flat=True).distinct())

    def told_as_news(self) -> "PublicationQuerySet":
        """What a feed tells, the newest first.

        Adds `first_live_from`, since when patients can read the page, and `earlier_revision`, the key of the
        words they read before; these are the same where a page was only reviewed again.
        """
        earlier = self.model.objects.uncancelled().filter(
            page=models.OuterRef("page"), live_from__lte=models.OuterRef("live_from")
        )
        before = earlier.exclude(pk=models.OuterRef("pk")).order_by("-live_from", "-pk")
        news = self.select_related("reviewed_by")
        return (
            news.only(*LISTED, "page", "revision", "change_note", "reviewed_by")
            .annotate(
                first_live_from=models.Subquery(
                    earlier.order_by("live_from", "pk").values("live_from")[:1]
                ),
                earlier_revision=models.Subquery(before.values("revision")[:1]),
            )
            .order_by("-live_from", "-pk")
        )

    def in_families(self) -> models.QuerySet:
        """Where each page stands and since when; a page and its translations have the same `family`."""
        family = Coalesce("page__translation_of", "page")
        rows = self.annotate(family=family).order_by("sort_key", "pk")
        return rows.values("pk", "family", "kind", "language", "slug", "live_from")

    def pictures(self) -> models.QuerySet:
        """The key of each publication with the file of each picture that it shows."""
        shown = self.filter(revision__image_uses__isnull=False).order_by(
            "pk", "revision__image_uses"
        )
        return shown.values_list("pk", "revision__image_uses__image__file")

    def newest_by(self, name: str) -> Any:
        """For each language and each value of a field, when the newest of these pages went live."""
        regions = models.Func("regions", function="unnest", output_field=models.CharField())
        rows = self.annotate(each_region=regions) if name == "each_region" else self
        newest = rows.order_by("language", name).values_list("language", name)
        return newest.annotate(newest=models.Max("live_from"))

    def starting_with(self, initial: str) -> "PublicationQuerySet":
        """Titles under one letter of the A–Z; `#` holds those that start with none."""
        return self.filter(initial=initial)

    def on_subject(self, subject: str) -> "PublicationQuerySet":
        """Pages on one subject."""
        return self.filter(subject=subject)

    def in_region(self, region: str) -> "PublicationQuerySet":
        """Pages on one part of the spine."""
        return self.filter(regions__contains=[region])

    def counted_by_region(self) -> dict[str, int]:
        """How many pages there are on each part of the spine, in one query."""
        return self.order_by().aggregate(
            **{
                region: models.Count("pk", filter=models.Q(regions__contains=[region]))
                for region in Region
            }
        )

    def counted_by_subject(self) -> dict[str, int]:
        """How many pages there are on each subject, in one query."""
        return self.order_by().aggregate(
            **{subject: models.Count("pk", filter=models.Q(subject=subject)) for subject in Subject}
        )

    def about(self, topic: Topic) -> "PublicationQuerySet":
        """Pages that belong to a topic."""
        return self.filter(topics=topic)

    def on_a_topic(self) -> "PublicationQuerySet":
        """Pages that belong to a topic which has a name in the page's own language."""
        named = Topic.objects.named_in(models.OuterRef("language"))
        return self.filter(models.Exists(named.filter(publications=models.OuterRef("pk"))))

    def listed(self) -> "PublicationQuerySet":
        """In A–Z order, with only what a list shows."""
        return self.only(*LISTED).order_by("sort_key", "pk")

    def readable(self, at: datetime | None = None) -> "PublicationQuerySet":
        """Publications with all that a page shows beside its own words, still in one query.

        Adds `cards`, `team`, `topic_list`, `related_pages`, `counterparts` and `addresses`: these are shown as
        they are at the moment of reading, not as they were when the page was published.
        """
        whole = self.defer("text").select_related("reviewed_by", "approval__reviewer")
        return (
            whole.with_sisters(at)
            .with_related(at)
            .annotate(
                card_list=ArraySubquery(_cards(at)),
                team=ArraySubquery(_team()),
                topic_list=ArraySubquery(_topics()),
            )
        )


def _cards(at: datetime | None) -> models.QuerySet:
    words = {name: f"version__{name}" for name in ("level", "heading", "items", "action")}
    shown = models.Q(card__publications=models.OuterRef("pk"))
    # Never advice in a language that the reader of this page may not read.
    shown &= models.Q(card__language=models.OuterRef("language"))
    return (
        CareCardMove.objects.filter(shown)
        .in_force(at)
        .values(found=JSONObject(id="card_id", **words))
    )


def _team() -> models.QuerySet:
    words = {name: name for name in ("slug", "name", "credentials", "role")}
    team = Provider.objects.practicing().filter(publications=models.OuterRef("pk"))
    return team.order_by("order", "name").values(member=JSONObject(**words))


def _topics() -> models.QuerySet:
    topics = Topic.objects.filter(publications=models.OuterRef("pk"))
    named = topics.named_in(models.OuterRef("language"))
    return named.values(topic=JSONObject(slug="slug", name="word"))
