"""The chain that words go through before patients read them: saved, in review, approved, sent back."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .checking import require_mended
from .images import record_uses, said_before
from .reviewing import Approval, approve_words
from .revision import Revision, Snapshot
from .standing import HasStanding
from .status import Act, Status, require, require_reason

if TYPE_CHECKING:
    from .page import Page


class ReviewMoves(HasStanding):
    """The moves between draft and approved. Each is atomic, locks the page's row and writes who,
    when and why; each raises MoveRefused with a sentence for staff."""

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

    def _take_on(self, by: User) -> None:
        if self.owner_id is None:
            self.owner_id = by.pk
            self.save(update_fields=["owner"])  # type: ignore[attr-defined]


def _words_to_record(page: "Page", restored_from: Revision | None) -> Snapshot:
    """The page as it stands; brought back, with the source and the pictures' words of that time."""
    if restored_from is None:
        return page.snapshot()
    page._translates_again(restored_from)
    snapshot = page.snapshot()
    snapshot["pictures"] = said_before(snapshot["pictures"], restored_from.snapshot)
    return snapshot
