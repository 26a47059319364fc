"""The moves of pages as actions of their lists, and what each move reads."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from articles.change_notes import note_for
from articles.models import Act
from articles.models.reviewing import authors_of

from .moving import Moving
from .offers import LIVE_WORDS, PAGE_MOVES, Move

ACTIONS = [
    "submit",
    "approve",
    "send_back",
    "take_back",
    "publish",
    "review_again",
    "cancel_plans",
    "retire",
    "withdraw",
    "back_to_draft",
]


def sent_back_with(changes: list[Any]) -> Any:
    """The move, of these with the newest first, that gave the words back, while none came after it."""
    return changes[0] if changes and changes[0].act == Act.SEND_BACK else None


class MovesMixin(Moving):
    """The moves of a page; see `Moving`."""

    offered = PAGE_MOVES
    parameter = "page"
    move_template = "admin/articles/move_page.html"

    def words_read(self, page: Any, reads: str) -> Any:
        if reads != LIVE_WORDS:
            return page.latest_revision()
        live = page.publications.live().select_related("revision__created_by").first()
        return live and live.revision

    def authors(self, page: Any, words: Any) -> set[int]:
        return authors_of(page, words)

    def suggestions(self, move: Move, pages: list[Any]) -> dict[str, Any]:
        if len(pages) != 1:
            return {}
        # An end that was planned for the words live now stays planned, unless the publisher empties it.
        page = pages[0]
        until = None if page.goes_live else page.comes_down
        return {"reviewer": page.reviewer_id, "change_note": note_for(page), "until": until}

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.submit_page")

    @admin.action(description=_("Submit for review"), permissions=["submit"])
    def submit(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "submit")

    @admin.action(description=_("Take back"), permissions=["submit"])
    def take_back(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "take-back")

    @admin.action(description=_("Approve"), permissions=["vouch"])
    def approve(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "approve")

    @admin.action(description=_("Reviewed again"), permissions=["vouch"])
    def review_again(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "review-again")

    @admin.action(description=_("Send back"), permissions=["review"])
    def send_back(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "send-back")

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "publish")

    @admin.action(description=_("Cancel what is planned"), permissions=["publish"])
    def cancel_plans(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "cancel-plans")

    @admin.action(description=_("Retire"), permissions=["publish"])
    def retire(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "retire")

    @admin.action(description=_("Withdraw now"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "withdraw")

    @admin.action(description=_("Back to draft"), permissions=["publish"])
    def back_to_draft(self, request: HttpRequest, pages: Any) -> HttpResponse | None:
        return self.ask(request, pages, "back-to-draft")
