"""Where a page's words stand, which state leads where, and why a move can be refused."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .revision import Revision


class Status(models.TextChoices):
    """Where the words that staff last saved stand.

    Scheduled, published and retired are also a question of time: see `Page.standing`. A page stores
    `published` for all words that were released, now or for a later time.
    """

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


# Every state can lead to `retired`: an older version may be live whatever becomes of the new words.
MOVES: dict[Status, set[Status]] = {
    Status.DRAFT: {Status.IN_REVIEW, Status.RETIRED},
    Status.IN_REVIEW: {Status.DRAFT, Status.APPROVED, Status.RETIRED},
    Status.APPROVED: {Status.DRAFT, Status.SCHEDULED, Status.PUBLISHED, Status.RETIRED},
    Status.SCHEDULED: {
        Status.DRAFT,
        Status.APPROVED,
        Status.SCHEDULED,
        Status.PUBLISHED,
        Status.RETIRED,
    },
    Status.PUBLISHED: {Status.DRAFT, Status.RETIRED},
    Status.RETIRED: {Status.DRAFT},
}
# What staff are told to do with words that stand where a move does not fit.
WAYS_ON = {
    Status.DRAFT: _("Submit it for review first."),
    Status.IN_REVIEW: _("A reviewer approves it or sends it back; its writer can take it back."),
    Status.APPROVED: _("Publish it, or take it back to write on."),
    Status.SCHEDULED: _("Cancel what is planned first, or write new words: they make a draft."),
    Status.PUBLISHED: _("Write new words and save them: that makes a draft."),
    Status.RETIRED: _("Take it up again first with “Back to draft”."),
}
CARD_WAYS_ON = WAYS_ON | {Status.APPROVED: WAYS_ON[Status.PUBLISHED]}  # in force once approved
# An administrator's import goes live without review, and is recorded as such.
IMPORT_MOVES: dict[Status, set[Status]] = {
    **MOVES,
    Status.DRAFT: MOVES[Status.DRAFT] | {Status.PUBLISHED, Status.SCHEDULED},
}


class Act(models.TextChoices):
    """What somebody did that changed where a page stands."""

    SAVE = "save", _("New words saved")
    SUBMIT = "submit", _("Submitted for review")
    TAKE_BACK = "take-back", _("Taken back")
    SEND_BACK = "send-back", _("Sent back")
    APPROVE = "approve", _("Approved")
    PUBLISH = "publish", _("Published")
    IMPORT = "import", _("Published by an import, without review")
    REVIEW = "review", _("Reviewed again")
    CANCEL_PLANS = "cancel-plans", _("Plans cancelled")
    RETIRE = "retire", _("Retired")
    WITHDRAW = "withdraw", _("Withdrawn")
    TAKE_UP = "take-up", _("Taken up again")


class MoveRefused(Exception):
    """A move that cannot be made; its text tells staff why and what to do."""


class InvalidTransition(MoveRefused):
    """The state does not allow the move."""


class NotPermitted(MoveRefused):
    """The person may not make the move."""


class ReviewRequired(MoveRefused):
    """The words need something mended or approved before they may go on."""


class StatusChange(models.Model):
    """Who moved a page from one state to another, when and why; never changed afterwards."""

    page = models.ForeignKey(
        "articles.Page", on_delete=models.PROTECT, related_name="status_changes"
    )
    act = models.CharField(_("what"), max_length=12, choices=Act)
    from_status = models.CharField(_("from"), max_length=12, choices=Status)
    to_status = models.CharField(_("to"), max_length=12, choices=Status)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    effective_at = models.DateTimeField(_("takes effect"), null=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.get_to_status_display()}"


def require(by: Any, permission: str) -> None:
    """Raise NotPermitted, with whom to ask, unless the person has a permission."""
    if not by.has_perm(permission):
        raise NotPermitted(
            _("Your account may not do this. Ask a clinical reviewer or an administrator.")
        )


def require_reason(reason: str, why: Any) -> None:
    """Raise ReviewRequired with a sentence when no reason was given."""
    if not reason.strip():
        raise ReviewRequired(why)
