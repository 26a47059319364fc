"""What takes words away from patients: retire, withdraw; and what becomes of a retired page."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .chain import ReviewMoves
from .publication import Publication
from .status import Act, InvalidTransition, Status, require, require_reason

if TYPE_CHECKING:
    from .page import Page


class TakingDownMoves(ReviewMoves):
    """The moves that end what patients read. Each is atomic, locks the page's row and writes who, when and why."""

    def was_taken_down(self, at: datetime | None = None) -> bool:
        """Whether the page was released once, and patients neither read it now nor will."""
        coming = self.publications.ending_after(at or timezone.now()).uncancelled()
        return self.publications.exists() and not coming.exists()

    def retire(
        self,
        *,
        by: User,
        at: datetime | None = None,
        reason: str = "",
        successor: "Page | None" = None,
    ) -> None:
        """Take a page that has served its time out of the library, now or later.

        Its address then says so (410), or leads to the page that staff named as its successor.
        """
        self._take_down(Act.RETIRE, by=by, at=at, reason=reason, successor=successor)

    @transaction.atomic
    def lead_on(self, *, by: User, reason: str = "", successor: "Page | None" = None) -> None:
        """Name another successor of a retired page, or none."""
        page = self._lock()
        require(by, "articles.publish_page")
        if page.standing() != Status.RETIRED:
            raise InvalidTransition(
                _("Only a retired page leads on to another. Name the successor when you retire it.")
            )
        page._lead_on_to(successor)
        page._note_change(Act.RETIRE, Status.RETIRED, by=by, at=timezone.now(), reason=reason)

    def withdraw(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Take harmful words down at once, scheduled ones too; a reason is required."""
        require_reason(reason, _("Say why the page is withdrawn: write a reason and try again."))
        self._take_down(Act.WITHDRAW, by=by, at=at, reason=reason, successor=None)

    @transaction.atomic
    def back_to_draft(self, *, by: User, at: datetime | None = None, reason: str = "") -> None:
        """Take a retired page up again as a draft."""
        page = self._lock()
        require(by, "articles.publish_page")
        page._require_standing(Status.RETIRED, to=Status.DRAFT)
        page._move(Act.TAKE_UP, Status.DRAFT, by=by, at=at or timezone.now(), reason=reason)
        self.status = page.status

    @transaction.atomic
    def _take_down(
        self,
        act: Act,
        *,
        by: User,
        at: datetime | None,
        reason: str,
        successor: "Page | None",
    ) -> None:
        now = timezone.now()
        at = at or now
        page = self._lock()
        require(by, "articles.publish_page")
        if not page.publications.ending_after(min(at, now)).uncancelled().exists():
            raise InvalidTransition(_("This page is not live, so there is nothing to take down."))
        left = page._leave_for(Status.RETIRED)
        page._lead_on_to(successor)
        page._end_publications(at)
        # Taken down before it would have gone live, there is nothing left to wait for.
        if at > now and page.publications.ending_after(now).uncancelled().exists():
            page._note_change(act, left, by=by, at=now, reason=reason, to=Status.RETIRED, later=at)
        else:
            page._move(act, Status.RETIRED, by=by, at=min(at, now), reason=reason, left=left)
        self.status = page.status

    def _lead_on_to(self, successor: "Page | None") -> None:
        follower = successor
        while follower is not None:
            if follower.pk == self.pk:
                raise InvalidTransition(
                    _("This page leads back to itself. Choose another page as its successor.")
                )
            follower = follower.successor
        if successor and not successor.publications.live().exists():
            raise InvalidTransition(
                _("Patients cannot read “%(page)s” now. Choose a live page as the successor.")
                % {"page": successor}
            )
        self.successor = successor
        self.save(update_fields=["successor"])  # type: ignore[attr-defined]

    def _end_publications(self, at: datetime) -> int:
        """End what is live and cancel what is scheduled; returns how many were still to be read."""
        mine = Publication.objects.ending_after(at).filter(page_id=self.pk)
        cancelled = mine.filter(live_from__gt=at).update(live_until=models.F("live_from"))
        return cancelled + mine.filter(live_from__lte=at).update(live_until=at)
