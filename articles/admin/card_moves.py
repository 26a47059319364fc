"""The moves of a care card: what is offered to whom, as buttons and as actions of the list."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from articles.card_changes import changes
from articles.models import Status
from articles.models.status import CARD_WAYS_ON

from .moving import Moving
from .offers import NEWEST, Move, by_name

ACTIONS = ["submit", "approve", "send_back", "take_back"]
CARD_MOVES = by_name(
    Move(
        "submit",
        _("Submit for review"),
        "submit_for_review",
        "articles.submit_carecard",
        _("A clinical reviewer reads this card and approves it or sends it back."),
        _("“%(page)s” waits for a clinical reviewer."),
        states=frozenset({Status.DRAFT}),
        next_in=frozenset({Status.DRAFT}),
        reads=NEWEST,
        reads_as="version",
    ),
    Move(
        "approve",
        _("Approve"),
        "approve",
        "articles.review_page",
        _("You vouch for these words. Every page that uses the card shows them at once."),
        _("“%(page)s” is approved. Every page that uses it shows these words now."),
        states=frozenset({Status.IN_REVIEW}),
        next_in=frozenset({Status.IN_REVIEW}),
        vouches=True,
        reads=NEWEST,
        reads_as="version",
    ),
    Move(
        "send-back",
        _("Send back"),
        "send_back",
        "articles.review_page",
        _("The writer gets the words back with what you write here. Patients read on as before."),
        _("“%(page)s” went back to its writer."),
        states=frozenset({Status.IN_REVIEW}),
        needs_reason=True,
    ),
    Move(
        "take-back",
        _("Take back"),
        "take_back",
        "articles.submit_carecard",
        _("You go on writing; nobody reviews the card until you submit it again."),
        _("“%(page)s” is a draft again."),
        states=frozenset({Status.IN_REVIEW}),
    ),
)


class CardMovesMixin(Moving):
    """The moves of a care card; see `Moving`."""

    offered = CARD_MOVES
    parameter = "card"
    ways_on = CARD_WAYS_ON
    move_template = "admin/articles/move_card.html"

    def words_read(self, card: Any, reads: str) -> Any:
        words = card.latest_version()
        if words:
            words.changes = changes(card.version_in_force(), words)
        return words

    def authors(self, card: Any, words: Any) -> set[int]:
        return card.authors_of(words)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.submit_carecard")

    @admin.action(description=_("Submit for review"), permissions=["submit"])
    def submit(self, request: HttpRequest, cards: Any) -> HttpResponse | None:
        return self.ask(request, cards, "submit")

    @admin.action(description=_("Take back"), permissions=["submit"])
    def take_back(self, request: HttpRequest, cards: Any) -> HttpResponse | None:
        return self.ask(request, cards, "take-back")

    @admin.action(description=_("Approve"), permissions=["vouch"])
    def approve(self, request: HttpRequest, cards: Any) -> HttpResponse | None:
        return self.ask(request, cards, "approve")

    @admin.action(description=_("Send back"), permissions=["review"])
    def send_back(self, request: HttpRequest, cards: Any) -> HttpResponse | None:
        return self.ask(request, cards, "send-back")
