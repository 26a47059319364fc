"""Moves of a page as buttons: which are offered to whom, the page that confirms, the answer."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.models import MoveRefused
from articles.move_forms import MoveForm

from .offers import OFFERED, Move


class MovesMixin:
    """The confirmation page of a move and what it answers, for one page or several."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.move_view)  # type: ignore[attr-defined]
        own = path("move/<slug:name>/", view, name=f"{self._url_base}_move")
        return [own, *super().get_urls()]  # type: ignore[misc]

    @property
    def _url_base(self) -> str:
        opts = self.opts  # type: ignore[attr-defined]
        return f"{opts.app_label}_{opts.model_name}"

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.submit_page")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.review_page")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_page")

    @admin.action(description=_("Submit for review"), permissions=["submit"])
    def submit(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "submit")

    @admin.action(description=_("Take back"), permissions=["submit"])
    def take_back(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "take-back")

    @admin.action(description=_("Approve"), permissions=["review"])
    def approve(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "approve")

    @admin.action(description=_("Send back"), permissions=["review"])
    def send_back(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "send-back")

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "publish")

    @admin.action(description=_("Cancel what is planned"), permissions=["publish"])
    def cancel_plans(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "cancel-plans")

    @admin.action(description=_("Retire"), permissions=["publish"])
    def retire(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "retire")

    @admin.action(description=_("Withdraw now"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "withdraw")

    @admin.action(description=_("Back to draft"), permissions=["publish"])
    def back_to_draft(self, request: HttpRequest, pages: Any) -> HttpResponse:
        return self.ask(pages, "back-to-draft")

    def offers(self, user: Any, page: Any, seen: Any) -> list[dict[str, Any]]:
        """The moves to offer as buttons, each with the address that asks for it."""
        query = {"page": page.pk} | ({f"seen-{page.pk}": seen.number} if seen else {})
        return [
            {"move": move, "url": self._address(move.name, urlencode(query))}
            for move in OFFERED.values()
            if move.is_offered(user, page)
        ]

    def _address(self, name: str, query: str) -> str:
        return f"{reverse(f'admin:{self._url_base}_move', args=[name])}?{query}"

    def ask(self, pages: Any, name: str) -> HttpResponse:
        """Lead to the page that asks whether these pages shall be moved."""
        query = QueryDict(mutable=True)
        query.setlist("page", [str(key) for key in pages.values_list("pk", flat=True)])
        return HttpResponseRedirect(self._address(name, query.urlencode()))

    def move_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask (GET) or make the move (POST); a refusal is a sentence, never an error."""
        move = OFFERED.get(name)
        if move is None:
            raise Http404(name)
        sent = request.POST if request.method == "POST" else request.GET
        pages = self._chosen(request, sent)
        form = MoveForm(request.POST or None, asks=move.asks, needs_reason=move.needs_reason)
        if request.method == "POST" and form.is_valid():
            for page in pages:
                self._make(request, move, page, form.answers)
            return HttpResponseRedirect(self._after(request, pages))
        return self._confirmation(request, move, pages, form)

    def _chosen(self, request: HttpRequest, sent: QueryDict) -> list[Any]:
        keys = [key for key in sent.getlist("page") if key.isdecimal()][:200]
        found = self.get_queryset(request).filter(pk__in=keys)  # type: ignore[attr-defined]
        for page in (pages := list(found)):
            page.newest = page.latest_revision()
            seen = sent.get(f"seen-{page.pk}", "")
            page.seen = int(seen) if seen.isdecimal() else page.newest and page.newest.number
        return pages

    def _make(self, request: HttpRequest, move: Move, page: Any, answers: dict[str, Any]) -> None:
        try:
            move.make(page, by=request.user, seen=page.seen, **answers)
        except MoveRefused as refusal:
            # Who may not see the page does not learn its title either.
            can_see = self.has_view_permission(request)  # type: ignore[attr-defined]
            messages.error(request, f"{page}: {refusal}" if can_see else str(refusal))
        else:
            messages.success(request, move.done % {"page": page})

    def _after(self, request: HttpRequest, pages: list[Any]) -> str:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            return reverse("admin:index")
        if len(pages) == 1:
            return reverse(f"admin:{self._url_base}_change", args=[pages[0].pk])
        return reverse(f"admin:{self._url_base}_changelist")

    def _confirmation(
        self, request: HttpRequest, move: Move, pages: list[Any], form: MoveForm
    ) -> HttpResponse:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": move.label,
            "move": move,
            "pages": pages,
            "form": form,
            "allowed": request.user.has_perm(move.permission),
            "back": self._after(request, pages),
        }
        return TemplateResponse(request, "admin/articles/move.html", context)
