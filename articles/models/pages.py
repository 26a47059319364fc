"""The vocabulary in which pages are asked for."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from .holding import Address, first_free, hold_addresses, stem_of
from .kinds import Kind
from .library import Topic
from .publication import Publication
from .revision import Revision
from .status import Act, Status, StatusChange
from .translating import TranslatedPages
from .trash import KEPT_IN_TRASH


class PageQuerySet(TranslatedPages, models.QuerySet):
    def of_kind(self, kind: Kind) -> "PageQuerySet":
        """Articles or condition pages."""
        return self.filter(kind=kind)

    def published(self, at: datetime | None = None) -> "PageQuerySet":
        """Pages that patients can read at a moment."""
        return self.filter(publications__in=Publication.objects.live(at))

    def with_standing(self, at: datetime | None = None) -> "PageQuerySet":
        """Each page with `standing_now` (a Status), `live_since` and, where something is planned,
        `goes_live` and `comes_down`; `due_on` is the live words' next review. `Page.standing` says the
        same of one page."""
        at = at or timezone.now()
        released = Publication.objects.uncancelled().filter(page=models.OuterRef("pk"))
        newest = released.order_by("-live_from", "-pk")
        planned = released.filter(live_from__gt=at).values("live_from")[:1]
        live = released.live(at)
        return self.annotate(
            newest_from=models.Subquery(newest.values("live_from")[:1]),
            newest_until=models.Subquery(newest.values("live_until")[:1]),
            live_since=models.Subquery(live.values("live_from")[:1]),
            goes_live=models.Subquery(planned),
            comes_down=models.Subquery(live.values("live_until")[:1]),
            due_on=models.Subquery(live.values("review_due")[:1]),
        ).annotate(
            standing_now=models.Case(
                models.When(~models.Q(status=Status.PUBLISHED), then=models.F("status")),
                models.When(newest_from__gt=at, then=models.Value(Status.SCHEDULED)),
                models.When(newest_until__lte=at, then=models.Value(Status.RETIRED)),
                default=models.Value(Status.PUBLISHED),
                output_field=models.CharField(),
            )
        )

    def standing_at(self, status: str, at: datetime | None = None) -> "PageQuerySet":
        """Pages whose words stand in one state at a moment."""
        return self.with_standing(at).filter(standing_now=status)

    def kept(self) -> "PageQuerySet":
        """Pages that are not in the trash."""
        return self.filter(trashed_at=None)

    def free_slug(self, wanted: Address) -> str:
        """A slug as it is wanted or, where a page has it, numbered; held until the transaction ends."""
        hold_addresses([wanted])
        near = self.kept().filter(kind=wanted.kind, language=wanted.language)
        taken = near.filter(slug__startswith=stem_of(wanted.slug)).values_list("slug", flat=True)
        return first_free(wanted.slug, taken)

    def in_trash(self, at: datetime | None = None) -> "PageQuerySet":
        """Deleted pages that can still come back."""
        return self.filter(trashed_at__gt=(at or timezone.now()) - KEPT_IN_TRASH)

    def drafts(self) -> "PageQuerySet":
        """Pages whose newest words are being written, live ones with unpublished changes too."""
        return self.kept().filter(status=Status.DRAFT)

    def in_review(self) -> "PageQuerySet":
        """Pages whose newest words wait for a clinical reviewer."""
        return self.kept().filter(status=Status.IN_REVIEW)

    def approved(self) -> "PageQuerySet":
        """Pages whose newest words are approved and wait to be published."""
        return self.kept().filter(status=Status.APPROVED)

    def on_their_way(self, at: datetime | None = None) -> "PageQuerySet":
        """Pages whose newest words will be read once they are reviewed, published or due."""
        planned = Publication.objects.uncancelled().filter(live_from__gt=at or timezone.now())
        waiting = models.Q(status__in=[Status.IN_REVIEW, Status.APPROVED])
        return self.kept().filter(waiting | models.Q(publications__in=planned))

    def sent_back(self) -> "PageQuerySet":
        """Drafts that a clinical reviewer gave back and nobody has submitted again."""
        moves = StatusChange.objects.filter(page=models.OuterRef("pk")).order_by("-at", "-pk")
        last = models.Subquery(moves.values("act")[:1])
        return self.drafts().annotate(last_act=last).filter(last_act=Act.SEND_BACK)

    def scheduled(self, at: datetime | None = None) -> "PageQuerySet":
        """Pages for which something is planned: a version that goes live, or an end."""
        planned = self.with_standing(at)
        return planned.exclude(goes_live=None, comes_down=None)

    def retired(self, at: datetime | None = None) -> "PageQuerySet":
        """Pages that were taken down."""
        return self.standing_at(Status.RETIRED, at)

    def due_for_review(
        self, at: datetime | None = None, *, ahead: timedelta = timedelta(0)
    ) -> "PageQuerySet":
        """Live pages whose next clinical review is due, or will be within `ahead`."""
        live = Publication.objects.live(at)
        return self.filter(
            publications__in=live.filter(review_due__lte=timezone.localdate(at) + ahead)
        )

    def overdue(self, at: datetime | None = None) -> "PageQuerySet":
        """Live pages whose next clinical review was due on an earlier day, and is missing."""
        return self.due_for_review(at, ahead=-timedelta(days=1))

    def due_within(self, ahead: timedelta, at: datetime | None = None) -> "PageQuerySet":
        """Live pages whose next clinical review falls due today or within some days."""
        live = Publication.objects.live(at)
        today = timezone.localdate(at)
        span = (today, today + ahead)
        return self.filter(publications__in=live.filter(review_due__range=span))

    def written_by(self, account: Any) -> "PageQuerySet":
        """Pages that are on this account's desk to be written."""
        return self.filter(owner=account.pk)

    def asked_of(self, account: Any) -> "PageQuerySet":
        """Pages that this reviewer was asked to read; nobody's when the account is None."""
        return self.filter(reviewer=account and account.pk)

    def about(self, topic: Topic) -> "PageQuerySet":
        """Pages that belong to a topic."""
        return self.filter(topics=topic)

    def last_saved_by(self, user: Any) -> "PageQuerySet":
        """Pages whose newest revision this person made."""
        newest = Revision.objects.filter(page=models.OuterRef("pk")).order_by("-number")
        return self.annotate(saved_by=models.Subquery(newest.values("created_by")[:1])).filter(
            saved_by=user.pk
        )
