"""The moves of a care card from draft to approved."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .card_words import LINK_IN_EMERGENCY
from .reviewers import reviewer_of_others_words
from .status import (
    CARD_WAYS_ON,
    InvalidTransition,
    ReviewRequired,
    Status,
    require,
    require_reason,
)

if TYPE_CHECKING:
    from .cards import CareCard, CareCardVersion

CARD_MOVES: dict[Status, set[Status]] = {
    Status.DRAFT: {Status.IN_REVIEW},
    Status.IN_REVIEW: {Status.DRAFT, Status.APPROVED},
    Status.APPROVED: {Status.DRAFT},
}


class CardMoves:
    """The moves of a card. Each is atomic, locks the card's row and writes who, when and why; each raises
    MoveRefused with a sentence for staff."""

    if TYPE_CHECKING:
        pk: int
        status: str
        objects: Any
        moves: Any
        versions: Any

    def latest_version(self) -> "CareCardVersion | None":
        """The words as last saved; None before the first deliberate save."""
        return self.versions.order_by("-number").first()

    def version_in_force(self, at: datetime | None = None) -> "CareCardVersion | None":
        """What patients read at a moment; None when nothing was approved yet."""
        approval = self.moves.in_force(at).first()
        return approval.version if approval else None

    def authors_of(self, version: "CareCardVersion") -> set[int]:
        """Keys of the accounts that wrote what was not approved in an earlier version."""
        in_force = self.version_in_force()
        since = in_force.number if in_force else 0
        written = self.versions.filter(number__gt=since, number__lte=version.number)
        return set(written.values_list("created_by", flat=True))

    @transaction.atomic
    def save_words(
        self, *, by: User, reason: str = "", at: datetime | None = None
    ) -> "CareCardVersion":
        """Record the card's words as a new version; new words need a new approval."""
        at = at or timezone.now()
        card = self._lock()
        last = card.latest_version()
        if last and last.words() == card.words():
            return last
        version = card.versions.create(
            number=last.number + 1 if last else 1,
            created_by=by,
            created_at=at,
            reason=reason,
            **card.words(),
        )
        if card.status != Status.DRAFT:
            card._move(Status.DRAFT, version, by=by, at=at, reason=reason)
        self.status = card.status
        return version

    def submit_for_review(
        self, *, by: User, reason: str = "", version: int | None = None, at: datetime | None = None
    ) -> None:
        """Ask a clinical reviewer to read the newest words."""
        require(by, "articles.submit_carecard")
        self._go(Status.IN_REVIEW, by=by, reason=reason, seen=version, at=at)

    def take_back(self, *, by: User, reason: str = "", at: datetime | None = None) -> None:
        """Go on writing words that are still in review."""
        require(by, "articles.submit_carecard")
        self._go(Status.DRAFT, by=by, reason=reason, from_status=Status.IN_REVIEW, at=at)

    def send_back(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Give words back to their writer with what is to be mended."""
        require(by, "articles.review_page")
        require_reason(reason, _("Say what is to be mended: the writer needs to know."))
        self._go(Status.DRAFT, by=by, reason=reason, from_status=Status.IN_REVIEW, at=at)

    def approve(
        self, *, by: User, reason: str = "", version: int | None = None, at: datetime | None = None
    ) -> None:
        """A clinical reviewer's yes: every page that uses the card shows these words at once."""
        require(by, "articles.review_page")
        self._go(Status.APPROVED, by=by, reason=reason, seen=version, at=at)

    @transaction.atomic
    def _go(
        self,
        to: Status,
        *,
        by: User,
        reason: str,
        at: datetime | None,
        seen: int | None = None,
        from_status: Status | None = None,
    ) -> None:
        card = self._lock()
        card._check_move(to, from_status)
        newest = card._newest_words(seen)
        if to == Status.APPROVED:
            reviewer_of_others_words(by, card.authors_of(newest))
            card._refuse_links(newest)
        card._move(to, newest, by=by, at=at or timezone.now(), reason=reason)
        self.status = card.status

    def _lock(self) -> "CareCard":
        # The row as it is now: what the caller holds may be older than a colleague's move.
        return type(self).objects.select_for_update().get(pk=self.pk)

    def _check_move(self, to: Status, from_status: Status | None) -> None:
        left = Status(self.status)
        if to not in CARD_MOVES[left] or (from_status and left != from_status):
            raise InvalidTransition(
                _("A care card that is “%(now)s” cannot become “%(to)s”. %(way_on)s")
                % {"now": left.label, "to": to.label, "way_on": CARD_WAYS_ON[left]}
            )

    def _newest_words(self, seen: int | None) -> "CareCardVersion":
        newest = self.latest_version()
        if newest is None:
            raise ReviewRequired(_("Save the card first: nothing has been written yet."))
        if seen is not None and seen != newest.number:
            raise InvalidTransition(
                _("The card was changed after you opened it. Read the newest words, then decide.")
            )
        return newest

    def _refuse_links(self, version: "CareCardVersion") -> None:
        if version.linking_fields():
            raise ReviewRequired(LINK_IN_EMERGENCY)

    def _move(
        self, to: Status, version: "CareCardVersion", *, by: User, at: datetime, reason: str
    ) -> None:
        self.moves.create(
            version=version,
            from_status=self.status,
            to_status=to,
            by=by,
            at=at,
            reason=reason,
        )
        self.status = to
        self.save(update_fields=["status"])  # type: ignore[attr-defined]
