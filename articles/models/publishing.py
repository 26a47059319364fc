"""Moves of a page from draft to published and on: the table, the guarded moves, their errors."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.rendering import Review

from .kinds import LANGUAGE
from .library import Redirect
from .preparation import derived_fields
from .publication import Publication
from .reviewing import record_review
from .revision import Revision, Snapshot

if TYPE_CHECKING:
    from .page import Page


class Status(models.TextChoices):
    """Where the words that staff last saved stand; what patients read is asked of publications."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


MOVES: dict[Status, set[Status]] = {
    Status.DRAFT: {Status.PUBLISHED, Status.RETIRED},
    Status.PUBLISHED: {Status.DRAFT, Status.RETIRED},
    Status.RETIRED: {Status.DRAFT},
}


class MoveRefused(Exception):
    """A move that cannot be made; its text tells staff why and what to do."""


class InvalidTransition(MoveRefused):
    """The page's state does not allow the move."""


class NotPermitted(MoveRefused):
    """The person may not make the move."""


class ReviewRequired(MoveRefused):
    """The words need something mended or approved before they may go live."""


class StatusChange(models.Model):
    """Who moved a page from one state to another, when and why."""

    page = models.ForeignKey(
        "articles.Page", on_delete=models.PROTECT, related_name="status_changes"
    )
    from_status = models.CharField(_("from"), max_length=12, choices=Status)
    to_status = models.CharField(_("to"), max_length=12, choices=Status)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"


class PublishingMoves:
    """The moves of a page. Each is atomic, locks the page's row and writes who, when and why."""

    if TYPE_CHECKING:
        pk: int
        status: str

    def latest_revision(self) -> Revision | None:
        """The words as last saved; None before the first deliberate save."""
        return Revision.objects.filter(page_id=self.pk).order_by("-number").first()

    @transaction.atomic
    def save_draft(self, *, by: User, at: datetime | None = None, reason: str = "") -> Revision:
        """Record the page and its sections, as they stand in the database, as a new revision.

        New words on a published or retired page make it a draft again; patients go on reading the
        publication.
        """
        at = at or timezone.now()
        page = self._lock()
        last = page.latest_revision()
        snapshot = page.snapshot()
        revision = Revision.objects.create(
            page=page,
            number=last.number + 1 if last else 1,
            snapshot=snapshot,
            created_by=by,
            created_at=at,
            reason=reason,
        )
        if page.status != Status.DRAFT and last and last.snapshot != snapshot:
            page._move(Status.DRAFT, by=by, at=at, reason=reason, revision=revision)
        self.status = page.status
        return revision

    @transaction.atomic
    def publish(
        self,
        *,
        by: User,
        at: datetime | None = None,
        reason: str = "",
        revision: int | None = None,
        imported: bool = False,
    ) -> Publication:
        """Make the latest revision what patients read from `at` (now when not given) on.

        `revision` is the number that the publisher has seen: a newer one refuses the move. An
        import is published without review and shows no reviewer. Raises NotPermitted,
        InvalidTransition or ReviewRequired, each with a sentence for staff.
        """
        now = timezone.now()
        at = at or now
        decided = min(at, now)  # a schedule is decided today; a publication dated back, then
        page = self._lock()
        _require(by, "articles.import_pages" if imported else "articles.publish_page")
        page._check_move(Status.PUBLISHED)
        chosen = page._words_to_publish(seen=revision, at=at)
        page._check_record(at, now)
        review = (
            None if imported else record_review(page, chosen, by=by, on=timezone.localdate(decided))
        )
        publication = page._make_publication(
            chosen, by=by, at=at, review=review, was_imported=imported
        )
        page._keep_former_addresses(publication)
        page._move(Status.PUBLISHED, by=by, at=decided, reason=reason, revision=chosen)
        self.status = page.status
        return publication

    def retire(self, *, by: User, at: datetime | None = None, reason: str = "") -> None:
        """Take a page that has served its time out of the library; its address says so (410)."""
        self._take_down(by=by, at=at, reason=reason)

    def withdraw(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Take harmful words down at once, scheduled ones too; a reason is required."""
        if not reason.strip():
            raise ReviewRequired(_("Say why the page is withdrawn: write a reason and try again."))
        self._take_down(by=by, at=at, reason=reason)

    def back_to_draft(self, *, by: User, at: datetime | None = None, reason: str = "") -> None:
        """Take a retired page up again as a draft."""
        with transaction.atomic():
            page = self._lock()
            _require(by, "articles.publish_page")
            page._move(Status.DRAFT, by=by, at=at or timezone.now(), reason=reason)
        self.status = page.status

    @transaction.atomic
    def _take_down(self, *, by: User, at: datetime | None, reason: str) -> None:
        at = at or timezone.now()
        page = self._lock()
        _require(by, "articles.publish_page")
        page._check_move(Status.RETIRED)
        if not page._end_publications(at):
            raise InvalidTransition(_("This page is not live, so there is nothing to take down."))
        page._move(Status.RETIRED, by=by, at=at, reason=reason)
        self.status = page.status

    def _lock(self) -> "Page":
        # The row as it is now: what the caller holds may be older than a colleague's move.
        return type(self).objects.select_for_update().get(pk=self.pk)  # type: ignore[attr-defined]

    def _check_move(self, to: Status) -> None:
        if to not in MOVES[Status(self.status)]:
            raise InvalidTransition(
                _("A page that is “%(now)s” cannot become “%(to)s”.")
                % {"now": Status(self.status).label, "to": to.label}
            )

    def _move(
        self,
        to: Status,
        *,
        by: User,
        at: datetime,
        reason: str,
        revision: Revision | None = None,
    ) -> None:
        self._check_move(to)
        StatusChange.objects.create(
            page_id=self.pk,
            from_status=self.status,
            to_status=to,
            revision=revision,
            by=by,
            at=at,
            reason=reason,
        )
        self.status = to
        self.save(update_fields=["status"])  # type: ignore[attr-defined]

    def _words_to_publish(self, *, seen: int | None, at: datetime) -> Revision:
        chosen = self.latest_revision()
        if chosen is None:
            raise ReviewRequired(_("Save the page first: nothing has been written yet."))
        if seen is not None and seen != chosen.number:
            raise InvalidTransition(
                _(
                    "The page was changed after you opened it (revision %(now)s, you saw "
                    "%(seen)s). Read the newest words, then publish."
                )
                % {"now": chosen.number, "seen": seen}
            )
        if chosen.snapshot["language"] != LANGUAGE:
            raise ReviewRequired(
                _("Only English pages can be published so far. The words are kept as a draft.")
            )
        if not any(part["body"] or part["care_card"] for part in chosen.snapshot["sections"]):
            raise ReviewRequired(_("The page has no words yet. Write at least one section."))
        self._check_address(chosen.snapshot, at)
        return chosen

    def _check_address(self, snapshot: Snapshot, at: datetime) -> None:
        address = {key: snapshot[key] for key in ("kind", "language", "slug")}  # type: ignore[literal-required]
        held = Publication.objects.ending_after(at).filter(**address).exclude(page_id=self.pk)
        led = Redirect.objects.filter(**address).exclude(page_id=self.pk)
        if held.exists() or led.exists():
            raise ReviewRequired(
                _("The address “%(slug)s” belongs to another page. Choose another address.")
                % {"slug": snapshot["slug"]}
            )

    def _check_record(self, at: datetime, now: datetime) -> None:
        newer = Publication.objects.filter(page_id=self.pk, live_from__gt=at, live_from__lte=now)
        if newer.exists():
            raise InvalidTransition(
                _("Patients have read newer words than this date says. Choose a later date.")
            )

    def _make_publication(
        self,
        chosen: Revision,
        *,
        by: User,
        at: datetime,
        review: Review | None,
        was_imported: bool,
    ) -> Publication:
        self._end_publications(at)
        publication = Publication.objects.create(
            page_id=self.pk,
            revision=chosen,
            live_from=at,
            published_by=by,
            was_imported=was_imported,
            **derived_fields(chosen.snapshot, review),
        )
        publication.connect(chosen.snapshot)
        return publication

    def _end_publications(self, at: datetime) -> int:
        """End what is live and cancel what is scheduled; returns how many were still to be read."""
        mine = Publication.objects.ending_after(at).filter(page_id=self.pk)
        cancelled = mine.filter(live_from__gt=at).update(live_until=models.F("live_from"))
        return cancelled + mine.filter(live_from__lte=at).update(live_until=at)

    def _keep_former_addresses(self, publication: Publication) -> None:
        address = {"kind": publication.kind, "language": publication.language}
        own = Redirect.objects.filter(page_id=self.pk, slug=publication.slug, **address)
        if publication.live_from <= timezone.now():  # until a schedule comes true, readers need it
            own.delete()
        # Only the address that readers used last: older ones have their redirects, unless staff
        # took one away so that another page could have the address.
        last = self.publications.before(publication).first()  # type: ignore[attr-defined]
        if last and last.slug != publication.slug:
            Redirect.objects.get_or_create(slug=last.slug, **address, defaults={"page_id": self.pk})


def _require(by: Any, permission: str) -> None:
    if not by.has_perm(permission):
        raise NotPermitted(
            _("Your account may not do this. Ask a clinical reviewer or an administrator.")
        )
