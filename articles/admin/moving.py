"""Moves of a page or a care card in the admin: what is offered, the page that confirms, the answer."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.models import MoveRefused, Status, public_reviewer
from articles.models.reviewers import reviewer_of_others_words
from articles.models.status import WAYS_ON, NotPermitted, require
from articles.move_forms import MoveForm

from .numbers import is_number
from .offers import Move

MOST_AT_ONCE = 200


class Moving:
    """Lets staff move things by a button on their form or an action of their list.

    An entry says what it moves: `offered`, `parameter` (what the address calls its key),
    `move_template`, `words_read` and `authors`.
    """

    offered: Mapping[str, Move]
    parameter: str
    move_template: str
    ways_on: Mapping[Status, Any] = WAYS_ON

    def words_read(self, thing: Any, reads: str) -> Any:
        """The saved words that somebody who makes a move has in front of them (see `Move.reads`)."""
        raise NotImplementedError

    def authors(self, thing: Any, words: Any) -> set[int]:
        """Keys of the accounts that may not vouch for some words."""
        raise NotImplementedError

    def suggestions(self, move: Move, things: list[Any]) -> dict[str, Any]:
        """What the move's form is filled with before anybody types."""
        return {}

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.move_view)  # type: ignore[attr-defined]
        own = path("move/<slug:name>/", view, name=f"{self._url_base}_move")
        return [own, *super().get_urls()]  # type: ignore[misc]

    @property
    def _url_base(self) -> str:
        opts = self.opts  # type: ignore[attr-defined]
        return f"{opts.app_label}_{opts.model_name}"

    # What a list offers: see `permissions` of its actions.

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.review_page")

    def has_vouch_permission(self, request: HttpRequest) -> bool:
        return public_reviewer(request.user) is not None

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_page")

    def offers(self, user: Any, thing: Any) -> list[dict[str, Any]]:
        """The moves to offer as buttons, each with the address that asks for it; one is the next step."""
        read = cache(partial(self.words_read, thing))  # asked of once for all moves
        return [
            {
                "move": move,
                "url": self._asking(thing, move, read(move.reads)),
                "is_next": move.is_next(thing),
            }
            for move in self.offered.values()
            if move.fits(thing)
            and user.has_perm(move.permission)
            and not (move.vouches and self._may_not_vouch(user, thing, read(move.reads)))
        ]

    def _may_not_vouch(self, user: Any, thing: Any, words: Any) -> bool:
        named = words and public_reviewer(user)
        return not named or user.pk in self.authors(thing, words)

    def _asking(self, thing: Any, move: Move, words: Any) -> str:
        seen = {f"seen-{thing.pk}": words.number} if words else {}
        return self._address(move.name, urlencode({self.parameter: thing.pk} | seen))

    def _address(self, name: str, query: str) -> str:
        return f"{reverse(f'admin:{self._url_base}_move', args=[name])}?{query}"

    def ask(self, request: HttpRequest, things: Any, name: str) -> HttpResponse | None:
        """Lead to the page that asks whether these shall be moved; None leads back to the list."""
        keys = [str(key) for key in things.values_list("pk", flat=True)[: MOST_AT_ONCE + 1]]
        if len(keys) > MOST_AT_ONCE:
            messages.error(request, _("Choose at most %d at once.") % MOST_AT_ONCE)
            return None
        query = QueryDict(mutable=True)
        query.setlist(self.parameter, keys)
        return HttpResponseRedirect(self._address(name, query.urlencode()))

    def move_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask (GET) or make the move (POST); a refusal is a sentence, never an error."""
        move = self.offered.get(name)
        if move is None:
            raise Http404(name)
        sent = request.POST if request.method == "POST" else request.GET
        things = self._chosen(request, move, sent)
        if refusal := self._refusal(request, move):
            return self._turn_away(request, move, things, refusal)
        if request.method != "POST" and (refusal := self._misfit(request, move, things)):
            return self._confirmation(request, move, things, None, refusal=refusal)
        suggested = self.suggestions(move, things)
        form = MoveForm(request.POST or None, move=move, by=request.user, initial=suggested)
        if request.method != "POST" or not form.is_valid():
            return self._confirmation(request, move, things, form)
        made = [self._make(request, move, thing, form.answers) for thing in things]
        if made == [False]:  # what was typed is still there
            return self._confirmation(request, move, things, form)
        return HttpResponseRedirect(self._after(request, things))

    def _chosen(self, request: HttpRequest, move: Move, sent: QueryDict) -> list[Any]:
        keys = [key for key in sent.getlist(self.parameter) if is_number(key)]
        found = self.get_queryset(
            request
        ).filter(  # type: ignore[attr-defined]
            pk__in=keys[:MOST_AT_ONCE]
        )
        for thing in (things := list(found)):
            thing.words = self.words_read(thing, move.reads)
            seen = sent.get(f"seen-{thing.pk}", "")
            thing.seen = int(seen) if is_number(seen) else thing.words and thing.words.number
        return things

    def _refusal(self, request: HttpRequest, move: Move) -> str:
        try:
            require(request.user, move.permission)
        except NotPermitted as refusal:
            return str(refusal)
        return ""

    def _misfit(self, request: HttpRequest, move: Move, things: list[Any]) -> str:
        """Why the move fits none of these: who then fills in a form does it in vain."""
        reasons = [self._reason_against(request, move, thing) for thing in things]
        return " ".join(map(str, reasons)) if all(reasons) else ""

    def _reason_against(self, request: HttpRequest, move: Move, thing: Any) -> str:
        if misfit := move.misfit(thing, self.ways_on):
            return misfit
        try:
            if move.vouches and thing.words:
                reviewer_of_others_words(request.user, self.authors(thing, thing.words))
        except NotPermitted as refusal:
            return f"“{thing}”: {refusal}"
        return ""

    def _turn_away(
        self, request: HttpRequest, move: Move, things: list[Any], refusal: str
    ) -> HttpResponse:
        """Say why an account may not; who may not see a page does not learn its title either."""
        can_see = self.has_view_permission(request)  # type: ignore[attr-defined]
        if can_see and request.method != "POST":
            return self._confirmation(request, move, things, None, refusal=refusal)
        for thing in things if can_see else things[:1]:
            messages.error(request, f"{thing}: {refusal}" if can_see else refusal)
        return HttpResponseRedirect(self._after(request, things))

    def _make(self, request: HttpRequest, move: Move, thing: Any, answers: dict[str, Any]) -> bool:
        try:
            move.make(thing, by=request.user, seen=thing.seen, answers=answers)
        except MoveRefused as refusal:
            messages.error(request, f"{thing}: {refusal}")
            return False
        messages.success(request, move.answer(answers) % {"page": thing})
        return True

    def _after(self, request: HttpRequest, things: list[Any]) -> str:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            return reverse("admin:index")
        if len(things) == 1:
            return reverse(f"admin:{self._url_base}_change", args=[things[0].pk])
        return reverse(f"admin:{self._url_base}_changelist")

    def _confirmation(
        self,
        request: HttpRequest,
        move: Move,
        things: list[Any],
        form: MoveForm | None,
        refusal: str = "",
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": move.label,
            "move": move,
            "things": things,
            "parameter": self.parameter,
            "thing_template": self.move_template,
            "form": form,
            "refusal": refusal,
            "back": self._after(request, things),
        }
        return TemplateResponse(request, "admin/articles/move.html", context)
