"""Where a page's words stand, and the one way in which that changes."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .checking import require_words
from .reviewing import Approval
from .revision import Revision
from .status import (
    MOVES,
    WAYS_ON,
    Act,
    InvalidTransition,
    ReviewRequired,
    Status,
    StatusChange,
)

if TYPE_CHECKING:
    from .page import Page


class HasStanding:
    """What every move of a page is made of: the row locked, the state left, the change written down."""

    if TYPE_CHECKING:
        pk: int
        status: str
        owner_id: int | None
        trashed_at: datetime | None
        publications: Any
        revisions: Any
        approvals: Any

    def latest_revision(self) -> Revision | None:
        """The words as last saved; None before the first deliberate save."""
        return Revision.objects.filter(page_id=self.pk).order_by("-number").first()

    def standing(self, at: datetime | None = None) -> Status:
        """Where the words stand at a moment; the queryset's `with_standing` says the same."""
        if self.status != Status.PUBLISHED:
            return Status(self.status)
        at = at or timezone.now()
        released = self.publications.uncancelled().order_by("-live_from", "-pk").first()
        if released and released.live_from > at:
            return Status.SCHEDULED
        ended = released and released.live_until and released.live_until <= at
        return Status.RETIRED if ended else Status.PUBLISHED

    def approval(self) -> Approval | None:
        """The last yes to the words as last saved; None when they were never approved, or sent back."""
        newest = self.latest_revision()
        if newest is None:
            return None
        # Not simply the newest yes: that may have renewed the words that are live meanwhile.
        given = self.approvals.standing().filter(revision__snapshot=newest.snapshot)
        return given.select_related("revision", "reviewer").first()

    def _lock(self) -> "Page":
        # The row as it is now: what the caller holds may be older than a colleague's move. Other pages may
        # go on to name this one as related meanwhile: two that name each other would wait in a ring.
        page = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)  # type: ignore[attr-defined]
        if page.trashed_at:
            raise InvalidTransition(_("This page is in the trash. Take it out first."))
        return page

    def _require_standing(self, *states: Status, to: Status) -> None:
        if self.standing() not in states:
            self._refuse(to)

    def _refuse(self, to: Status) -> None:
        raise InvalidTransition(
            _("A page that is “%(now)s” cannot become “%(to)s”. %(way_on)s")
            % {"now": self.standing().label, "to": to.label, "way_on": WAYS_ON[self.standing()]}
        )

    def _leave_for(self, to: Status, moves: dict[Status, set[Status]] = MOVES) -> Status:
        """The state that is left; raises InvalidTransition where it does not lead on to `to`."""
        left = self.standing()
        if to not in moves[left]:
            self._refuse(to)
        return left

    def _move(  # noqa: PLR0913 - keywords that read for themselves
        self,
        act: Act,
        to: Status,
        *,
        by: User,
        at: datetime,
        reason: str,
        revision: Revision | None = None,
        effective_at: datetime | None = None,
        left: Status | None = None,
    ) -> None:
        """Write the change down; `left` is the state before, where publications changed since."""
        StatusChange.objects.create(
            page_id=self.pk,
            act=act,
            from_status=left or self._leave_for(to),
            to_status=to,
            revision=revision,
            by=by,
            at=at,
            effective_at=effective_at,
            reason=reason,
        )
        # Whether released words are scheduled, live or retired is asked of the clock.
        self.status = Status.PUBLISHED if to == Status.SCHEDULED else to
        self.save(update_fields=["status"])  # type: ignore[attr-defined]

    def _note_change(
        self,
        act: Act,
        left: Status,
        *,
        by: User,
        at: datetime,
        reason: str,
        to: Status | None = None,
        later: datetime | None = None,
    ) -> None:
        """Write down what was decided where the words themselves stay as they are."""
        StatusChange.objects.create(
            page_id=self.pk,
            act=act,
            from_status=left,
            to_status=to or left,
            by=by,
            at=at,
            effective_at=later,
            reason=reason,
        )

    def _newest_words(self, *, seen: int | None) -> Revision:
        newest = self._last_saved(seen=seen)
        require_words(newest.snapshot)
        return newest

    def _last_saved(self, *, seen: int | None) -> Revision:
        """The newest revision; raises InvalidTransition when somebody decided on an older one."""
        newest = self.latest_revision()
        if newest is None:
            raise ReviewRequired(_("Save the page first: nothing has been written yet."))
        if seen is not None and seen != newest.number:
            raise InvalidTransition(
                _(
                    "The page was changed after you opened it (revision %(now)s, you saw "
                    "%(seen)s). Read the newest words, then decide."
                )
                % {"now": newest.number, "seen": seen}
            )
        return newest
