"""Moves as staff see them: to whom each is offered, and when. This one table serves pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Status

NEWEST, LIVE_WORDS = "newest", "live"


@dataclass(frozen=True)
class Move:
    """A move as staff see it; `method` is the model's own, `asks` names the fields of its form.

    `states` are the standings in which it is offered (any when empty), `next_in` those in which it is
    the next step. `when` names what must be there, `unless` what must not (see `with_standing`).
    `otherwise` says why it does not fit where that is no question of the state.
    `reads` says which words the mover has in front of them: their number is handed on, so that newer
    ones refuse the move. Who `vouches` needs a public name, and others' words.
    """

    name: str
    label: Any
    method: str
    permission: str
    explained: Any
    done: Any
    done_later: Any = ""
    states: frozenset[Status] = frozenset()
    next_in: frozenset[Status] = frozenset()
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    needs_reason: bool = False
    takes_away: bool = False
    vouches: bool = False
    otherwise: Any = ""
    reads: str = ""
    reads_as: str = "revision"

    def fits(self, thing: Any) -> bool:
        """Whether the state of a page or card allows the move."""
        fits = not self.states or _state(thing) in self.states
        has = not self.when or any(getattr(thing, name) for name in self.when)
        return bool(fits and has and not any(getattr(thing, name) for name in self.unless))

    def misfit(self, thing: Any, ways_on: Mapping[Status, Any]) -> str:
        """Why it is not offered for a page or card, and what leads on; empty where it fits."""
        if self.fits(thing):
            return ""
        state = Status(_state(thing))
        return _("“%(thing)s” is “%(now)s”, so “%(move)s” is not possible. %(way_on)s") % {
            "thing": getattr(thing, "title", None) or thing.heading,
            "now": state.label,
            "move": self.label,
            "way_on": self.otherwise or ways_on[state],
        }

    def is_next(self, thing: Any) -> bool:
        """Whether it is what the page or card waits for."""
        return _state(thing) in self.next_in

    def make(self, thing: Any, *, by: Any, seen: int | None, answers: dict[str, Any]) -> None:
        """Make the move; raises MoveRefused with a sentence."""
        told = {self.reads_as: seen} if self.reads else {}
        getattr(thing, self.method)(by=by, **{"reason": ""} | answers | told)

    def answer(self, answers: Mapping[str, Any]) -> Any:
        """What is said when it is done; a plan is told as one."""
        later = self.done_later and (at := answers.get("at")) and at > timezone.now()
        return self.done_later if later else self.done


def _state(thing: Any) -> str:
    return getattr(thing, "standing_now", None) or thing.status


def by_name(*moves: Move) -> dict[str, Move]:
    """Moves in the order in which they are offered."""
    return {move.name: move for move in moves}


PAGE_MOVES = by_name(
    Move(
        "submit",
        _("Submit for review"),
        "submit_for_review",
        "articles.submit_page",
        _("A clinical reviewer reads these words and approves them or sends them back."),
        _("“%(page)s” waits for a clinical reviewer."),
        states=frozenset({Status.DRAFT}),
        next_in=frozenset({Status.DRAFT}),
        asks=("reviewer",),
        reads=NEWEST,
    ),
    Move(
        "approve",
        _("Approve"),
        "approve",
        "articles.review_page",
        _("You vouch for these words under your public name. They go live to the letter."),
        _("“%(page)s” is approved. It can be published now or at a time."),
        states=frozenset({Status.IN_REVIEW}),
        next_in=frozenset({Status.IN_REVIEW}),
        asks=("full_review", "due"),
        vouches=True,
        reads=NEWEST,
    ),
    Move(
        "publish",
        _("Publish"),
        "publish",
        "articles.publish_page",
        _("Patients read the approved words at once, or from the moment that you set."),
        _("“%(page)s” is published. Patients read these words now."),
        _("“%(page)s” will be published at the time that you set."),
        states=frozenset({Status.APPROVED, Status.SCHEDULED}),
        next_in=frozenset({Status.APPROVED}),
        asks=("at", "until", "change_note"),
        reads=NEWEST,
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
    ),
    Move(
        "take-back",
        _("Take back"),
        "take_back",
        "articles.submit_page",
        _("You go on writing; nobody reviews the page until you submit it again."),
        _("“%(page)s” is a draft again."),
        states=frozenset({Status.IN_REVIEW, Status.APPROVED}),
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
        _("You vouch anew for the words that patients read now; the review clock starts again."),
        _("“%(page)s” shows your review of today."),
        when=("live_since",),
        otherwise=_("Only a live page with nothing scheduled can be reviewed anew."),
        unless=("goes_live",),
        asks=("due",),
        vouches=True,
        reads=LIVE_WORDS,
    ),
    Move(
        "cancel-plans",
        _("Cancel what is planned"),
        "cancel_plans",
        "articles.publish_page",
        _("What would go live or come down later does not. What patients read now stays."),
        _("Nothing is planned for “%(page)s” any more."),
        when=("goes_live", "comes_down"),
        otherwise=_("Nothing is planned for this page."),
    ),
    Move(
        "retire",
        _("Retire"),
        "retire",
        "articles.publish_page",
        _("The page has served its time: patients no longer find it in the library."),
        _("“%(page)s” is retired."),
        _("“%(page)s” will be retired at the time that you set."),
        when=("live_since", "goes_live"),
        otherwise=_("This page is not live, so there is nothing to take down."),
        asks=("at", "successor"),
        takes_away=True,
    ),
    Move(
        "lead-on",
        _("Name a successor"),
        "lead_on",
        "articles.publish_page",
        _("The old address leads to the page that you choose; without one it says farewell."),
        _("The old address of “%(page)s” leads where you said."),
        states=frozenset({Status.RETIRED}),
        otherwise=_("Name the successor when you retire it."),
        asks=("successor",),
        takes_away=True,
    ),
    Move(
        "withdraw",
        _("Withdraw now"),
        "withdraw",
        "articles.publish_page",
        _("For words that may harm: the page is taken down at once, everywhere."),
        _("“%(page)s” is withdrawn. Nobody can read it any more."),
        when=("live_since", "goes_live"),
        otherwise=_("This page is not live, so there is nothing to take down."),
        needs_reason=True,
        takes_away=True,
    ),
)
