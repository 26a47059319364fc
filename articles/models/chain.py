"""The chain that words go through before patients read them: saved, in review, approved, sent back."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .checking import require_mended, require_words
from .images import record_uses, said_before
from .reviewing import Approval, approve_words
from .revision import Revision, Snapshot
from .status import (
    MOVES,
    WAYS_ON,
    Act,
    InvalidTransition,
    ReviewRequired,
    Status,
    StatusChange,
    require,
    require_reason,
)

if TYPE_CHECKING:
    from .page import Page


class ReviewMoves:
    """The moves between draft and approved. Each is atomic, locks the page's row and writes who,
    when and why; each raises MoveRefused with a sentence for staff."""

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

    @transaction.atomic
    def save_draft(
        self,
        *,
        by: User,
        at: datetime | None = None,
        reason: str = "",
        restored_from: Revision | None = None,
    ) -> Revision:
        """Record the page and its sections, as they stand in the database, as a new revision.

        New words make the page a draft again, whatever it was: approved words go live to the letter
        or not at all. Patients go on reading the publication.
        """
        at = at or timezone.now()
        page = self._lock()
        last = page.latest_revision()
        revision = Revision.objects.create(
            page=page,
            number=last.number + 1 if last else 1,
            snapshot=_words_to_record(page, restored_from),
            created_by=by,
            created_at=at,
            reason=reason,
            restored_from=restored_from,
        )
        record_uses(revision)
        page._take_on(by)
        if page.status != Status.DRAFT and last and last.snapshot != revision.snapshot:
            page._move(Act.SAVE, Status.DRAFT, by=by, at=at, reason=reason, revision=revision)
        self.status, self.owner_id = page.status, page.owner_id
        return revision

    @transaction.atomic
    def submit_for_review(
        self,
        *,
        by: User,
        reviewer: User | None = None,
        reason: str = "",
        revision: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Ask a clinical reviewer, or whoever of them comes first, to read the newest words."""
        page = self._lock()
        require(by, "articles.submit_page")
        chosen = page._newest_words(seen=revision)
        if reviewer:
            page.reviewer = reviewer
            page.save(update_fields=["reviewer"])
        page._move(
            Act.SUBMIT,
            Status.IN_REVIEW,
            by=by,
            at=at or timezone.now(),
            reason=reason,
            revision=chosen,
        )
        self.status = page.status

    @transaction.atomic
    def take_back(self, *, by: User, reason: str = "", at: datetime | None = None) -> None:
        """Go on writing words that are in review, or approved and not released."""
        page = self._lock()
        require(by, "articles.submit_page")
        page._require_standing(Status.IN_REVIEW, Status.APPROVED, to=Status.DRAFT)
        page._move(Act.TAKE_BACK, Status.DRAFT, by=by, at=at or timezone.now(), reason=reason)
        self.status = page.status

    @transaction.atomic
    def send_back(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Give words back to their writer with what is to be mended."""
        page = self._lock()
        require(by, "articles.review_page")
        require_reason(reason, _("Say what is to be mended: the writer needs to know."))
        page._require_standing(Status.IN_REVIEW, Status.APPROVED, to=Status.DRAFT)
        page._move(
            Act.SEND_BACK,
            Status.DRAFT,
            by=by,
            at=at or timezone.now(),
            reason=reason,
            revision=page.latest_revision(),
        )
        self.status = page.status

    @transaction.atomic
    def approve(
        self,
        *,
        by: User,
        revision: int | None = None,
        due: date | None = None,
        full_review: bool = True,
        reason: str = "",
        at: datetime | None = None,
    ) -> Approval:
        """A clinical reviewer's yes to the newest words, never to their own.

        `due` is the next review's day (12 months on when not given). A small correction
        (`full_review` false) leaves the review clock as it is.
        """
        at = at or timezone.now()
        page = self._lock()
        require(by, "articles.review_page")
        page._require_standing(Status.IN_REVIEW, to=Status.APPROVED)
        chosen = page._newest_words(seen=revision)
        require_mended(chosen.snapshot)
        approval = approve_words(page, chosen, by=by, at=at, due=due, full_review=full_review)
        page.reviewer = by
        page.save(update_fields=["reviewer"])
        page._move(Act.APPROVE, Status.APPROVED, by=by, at=at, reason=reason, revision=chosen)
        self.status = page.status
        return approval

    def _lock(self) -> "Page":
        # The row as it is now: what the caller holds may be older than a colleague's move. Other pages may
        # go on to name this one as related meanwhile: two that name each other would wait in a ring.
        page = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)  # type: ignore[attr-defined]
        if page.trashed_at:
            raise InvalidTransition(_("This page is in the trash. Take it out first."))
        return page

    def _take_on(self, by: User) -> None:
        if self.owner_id is None:
            self.owner_id = by.pk
            self.save(update_fields=["owner"])  # type: ignore[attr-defined]

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


def _words_to_record(page: "Page", restored_from: Revision | None) -> Snapshot:
    """The page as it stands; brought back, with the source and the pictures' words of that time."""
    if restored_from is None:
        return page.snapshot()
    page._translates_again(restored_from)
    snapshot = page.snapshot()
    snapshot["pictures"] = said_before(snapshot["pictures"], restored_from.snapshot)
    return snapshot
