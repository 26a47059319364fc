"""The draft exactly as patients will see it: from the form before it is saved, and of any revision."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import all_valid
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from articles.models import CareCard
from articles.models.revision import Snapshot
from articles.proofs import cards_in_force, proof, proof_of
from articles.reading import proof_page
from articles.unsaved import problems_in, snapshot_of

from .screens import PageScreens, framed, revision_numbered


class PreviewMixin(PageScreens):
    """A page's words in the public templates, in a frame as wide as a phone or a desk."""

    def get_urls(self) -> list:
        new = path(
            "preview/",
            self.admin_site.admin_view(self.preview_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_preview_new",
        )
        return [
            new,
            self.screen_path("preview", self.preview_view),
            self.screen_path("look", self.look_view),
            self.screen_path("proof", self.proof_view),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def render_change_form(self, request: Any, context: dict, *args: Any, **kwargs: Any) -> Any:
        page = kwargs.get("obj")
        new = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview_new"
        context["preview_url"] = self.screen_url("preview", page) if page else reverse(new)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    @method_decorator([framed, require_POST])
    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """What was typed, unsaved changes included; nothing is stored."""
        page = self._page_written(request, object_id)
        form, formsets = self._filled(request, page)
        if not (all_valid(formsets) & form.is_valid()):
            context = {"problems": problems_in(form, formsets)}
            return render(request, "admin/articles/preview_refused.html", context, status=422)
        snapshot = snapshot_of(form, formsets)
        now = timezone.now()
        hint = _("Preview. These words are not saved, and not published.")
        unapproved = _unapproved(snapshot, now)
        typed = proof(snapshot, now, page=page.pk if page else None)
        return proof_page(request, typed, now, hint=hint, unapproved=unapproved)

    def _page_written(self, request: HttpRequest, object_id: str | None) -> Any:
        if object_id is None:
            if not self.has_add_permission(request):  # type: ignore[attr-defined]
                raise PermissionDenied
            return None
        page = super().get_object(request, unquote(object_id))  # type: ignore[misc]
        if page is None:
            raise Http404(object_id)
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        return page

    def _filled(self, request: HttpRequest, page: Any) -> tuple[Any, list[Any]]:
        """The form and its rows, filled with what was sent."""
        # Whether somebody saved newer words matters when these are saved, not when they are looked at.
        sent = request.POST.copy()
        newest = page.latest_revision() if page else None
        sent["over_newer"] = sent["seen"] = str(newest.number) if newest else ""
        form = self.get_form(request, page, change=page is not None)(sent, instance=page)  # type: ignore[attr-defined]
        formsets, _inlines = self._create_formsets(  # type: ignore[attr-defined]
            request, form.instance, change=page is not None
        )
        return form, formsets

    @method_decorator(require_GET)
    def look_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A revision in a frame as wide as a phone or a desk."""
        page = self.page_shown(request, object_id)
        revision = revision_numbered(page, request.GET.get("revision"))
        return self.screen(
            request,
            page,
            "look",
            title=_("“%(title)s” as patients will see it") % {"title": revision.snapshot["title"]},
            revision=revision,
            newest=page.latest_revision(),
            proof_url=f"{self.screen_url('proof', page)}?revision={revision.number}",
            unapproved=_unapproved(revision.snapshot, timezone.now()),
        )

    @method_decorator([framed, require_GET])
    def proof_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A revision in the public templates, for a frame."""
        page = self.page_shown(request, object_id)
        revision = revision_numbered(page, request.GET.get("revision"))
        now = timezone.now()
        hint = _("Revision %(number)s, for staff only.") % {"number": revision.number}
        return proof_page(request, proof_of(revision, now), now, hint=hint)


def _unapproved(snapshot: Snapshot, at: Any) -> list[CareCard]:
    """Care cards that patients will not see with these words, since nobody has approved them yet."""
    keys = {part["care_card"] for part in snapshot["sections"] if part["care_card"]}
    found = {card["id"] for card in cards_in_force(keys, at)}
    return list(CareCard.objects.filter(pk__in=keys - found))
