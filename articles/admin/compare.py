"""Two revisions side by side, and bringing one of them back as a new draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from articles.models import MoveRefused, Revision
from articles.move_forms import RestoreForm
from articles.naming import compare_revisions
from articles.restoring import restore

from .screens import PageScreens, revision_numbered


class CompareMixin(PageScreens):
    """What changed between any two revisions of a page; restoring shows it before it asks."""

    def get_urls(self) -> list:
        return [
            self.screen_path("compare", self.compare_view),
            self.screen_path("restore", self.restore_view),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def screens_of(self, page: Any) -> dict[str, str]:
        return super().screens_of(page) | {"restore": self.screen_url("restore", page)}

    @method_decorator(require_GET)
    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """`?older=` and `?newer=` name the revisions; without them, the live one and the newest."""
        page = self.page_shown(request, object_id)
        newer = revision_numbered(page, request.GET.get("newer"))
        older = _older(page, request.GET.get("older"), newer)
        older, newer = sorted([older, newer], key=lambda revision: revision.number)
        return self.screen(
            request,
            page,
            "compare",
            title=_("What changed: %(title)s") % {"title": page.title},
            older=older,
            newer=newer,
            live=page.publications.live().first(),
            revisions=page.revisions.select_related("created_by").defer("snapshot"),
            comparison=compare_revisions(older, newer, timezone.now()),
        )

    @method_decorator(require_http_methods(["GET", "POST"]))
    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, showing what would change (GET), or bring a revision back as a new draft (POST)."""
        page = self.page_shown(request, object_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else request.GET
        revision = revision_numbered(page, sent.get("revision"))
        newest = revision_numbered(page, None)
        form = RestoreForm(request.POST or None, initial={"seen": newest.number})
        if request.method == "POST" and form.is_valid():
            return self._bring_back(request, page, revision, form.cleaned_data)
        return self.screen(
            request,
            page,
            "restore",
            title=_("Bring revision %(number)s back?") % {"number": revision.number},
            older=newest,
            newer=revision,
            form=form,
            comparison=compare_revisions(newest, revision, timezone.now()),
        )

    def _bring_back(
        self, request: HttpRequest, page: Any, revision: Revision, answers: dict[str, Any]
    ) -> HttpResponse:
        try:
            restored = restore(page, revision, by=request.user, **answers)  # type: ignore[arg-type]
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(self.screen_url("history", page))
        said = _("Revision %(old)s came back as revision %(new)s, a draft. Patients see no change.")
        messages.success(request, said % {"old": revision.number, "new": restored.revision.number})
        for sentence in restored.missing:
            messages.warning(request, sentence)
        return HttpResponseRedirect(self.screen_url("change", page))


def _older(page: Any, number: str | None, newer: Revision) -> Revision:
    """The revision to compare with: as asked, else what patients read, else the one before."""
    if number:
        return revision_numbered(page, number)
    live = page.publications.live().select_related("revision__created_by").first()
    if live and live.revision_id != newer.pk:
        return live.revision
    before = page.revisions.select_related("created_by").filter(number__lt=newer.number)
    return before.order_by("-number").first() or newer
