"""The moves of a page as staff see them: to whom each is offered, and when."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models import Status, public_reviewer


@dataclass(frozen=True)
class Move:
    """A move as staff see it; `method` is the page's own, `asks` names the fields of its form.

    `states` are the standings in which it is offered (any when empty); `when` names what the page
    must have: something live, or something planned. `tells_seen` hands on which revision was read.
    """

    name: str
    label: Any
    method: str
    permission: str
    explained: Any
    done: Any
    states: frozenset[Status] = frozenset()
    when: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    needs_reason: bool = False
    takes_away: bool = False
    tells_seen: bool = False

    @property
    def leads_on(self) -> bool:
        """Whether it brings the words nearer to patients; the others take them away."""
        return not self.takes_away

    def is_offered(self, user: Any, page: Any) -> bool:
        """Whether this person may make the move with the page as it stands (see `with_standing`)."""
        fits = not self.states or page.standing_now in self.states
        has = not self.when or any(getattr(page, name) for name in self.when)
        named = self.permission != "articles.review_page" or public_reviewer(user)
        return bool(fits and has and user.has_perm(self.permission) and named)

    def make(self, page: Any, *, by: Any, seen: int | None, **answers: Any) -> None:
        """Make the move; raises MoveRefused with a sentence."""
        if self.tells_seen:
            answers["revision"] = seen
        getattr(page, self.method)(by=by, **{"reason": ""} | answers)


LIVE = ("live_since",)
LIVE_OR_PLANNED = ("live_since", "goes_live")
PLANNED = ("goes_live", "comes_down")

OFFERED = {
    move.name: move
    for move in (
        Move(
            "submit",
            _("Submit for review"),
            "submit_for_review",
            "articles.submit_page",
            _("A clinical reviewer reads these words and approves them or sends them back."),
            _("“%(page)s” waits for a clinical reviewer."),
            states=frozenset({Status.DRAFT}),
            asks=("reviewer",),
            tells_seen=True,
        ),
        Move(
            "approve",
            _("Approve"),
            "approve",
            "articles.review_page",
            _("You vouch for these words under your public name. They go live to the letter."),
            _("“%(page)s” is approved. It can be published now or at a time."),
            states=frozenset({Status.IN_REVIEW}),
            asks=("full_review", "due"),
            tells_seen=True,
        ),
        Move(
            "publish",
            _("Publish"),
            "publish",
            "articles.publish_page",
            _("Patients read the approved words at once, or from the moment that you set."),
            _("“%(page)s” is published, or will be at the time that was set."),
            states=frozenset({Status.APPROVED, Status.SCHEDULED}),
            asks=("at", "until", "change_note"),
            tells_seen=True,
        ),
        Move(
            "send-back",
            _("Send back"),
            "send_back",
            "articles.review_page",
            _("The writer gets the words back with what you write here."),
            _("“%(page)s” went back to its writer."),
            states=frozenset({Status.IN_REVIEW, Status.APPROVED}),
            needs_reason=True,
            takes_away=True,
        ),
        Move(
            "take-back",
            _("Take back"),
            "take_back",
            "articles.submit_page",
            _("You go on writing; nobody reviews the page until you submit it again."),
            _("“%(page)s” is a draft again."),
            states=frozenset({Status.IN_REVIEW}),
            takes_away=True,
        ),
        Move(
            "back-to-draft",
            _("Back to draft"),
            "back_to_draft",
            "articles.publish_page",
            _("The page can be written again. Patients do not see it until it is published."),
            _("“%(page)s” is a draft again. Patients do not see it until it is published."),
            states=frozenset({Status.RETIRED}),
        ),
        Move(
            "review-again",
            _("Reviewed again"),
            "renew_review",
            "articles.review_page",
            _(
                "You vouch anew for the words that patients read now; the review clock starts again."
            ),
            _("“%(page)s” shows your review of today."),
            when=LIVE,
            asks=("due",),
        ),
        Move(
            "cancel-plans",
            _("Cancel what is planned"),
            "cancel_plans",
            "articles.publish_page",
            _("What would go live or come down later does not. What patients read now stays."),
            _("Nothing is planned for “%(page)s” any more."),
            when=PLANNED,
            takes_away=True,
        ),
        Move(
            "retire",
            _("Retire"),
            "retire",
            "articles.publish_page",
            _("The page has served its time: patients no longer find it in the library."),
            _("“%(page)s” is retired, or will be at the time that was set."),
            when=LIVE,
            asks=("at", "successor"),
            takes_away=True,
        ),
        Move(
            "withdraw",
            _("Withdraw now"),
            "withdraw",
            "articles.publish_page",
            _("For words that may harm: the page is taken down at once, everywhere."),
            _("“%(page)s” is withdrawn. Nobody can read it any more."),
            when=LIVE_OR_PLANNED,
            needs_reason=True,
            takes_away=True,
        ),
    )
}
