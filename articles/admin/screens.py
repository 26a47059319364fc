"""What the screens beside a page's form share: their addresses, the page they are about, their frame."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles.models import Revision


def framed(view: Any) -> Any:
    """A view whose answer our own pages, and nobody else's, may show in a frame."""
    return xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF]})(view))


class PageScreens:
    """Base of the mixins for PageAdmin that add screens about one page."""

    admin_site: Any
    opts: Any
    has_view_permission: Any
    has_change_permission: Any

    def screen_path(self, name: str, view: Any) -> Any:
        """An address below the page's own leads to a view of this admin."""
        entry = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=entry)

    def screen_url(self, name: str, page: Any) -> str:
        """The address of a screen about a page."""
        entry = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(f"admin:{entry}", args=[page.pk])

    def page_shown(self, request: HttpRequest, object_id: str) -> Any:
        """The page; only for those who may see pages, and only where there is one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = super().get_object(request, unquote(object_id))  # type: ignore[misc]
        if page is None:
            raise Http404(object_id)
        return page

    def screen(self, request: HttpRequest, page: Any, name: str, **context: Any) -> HttpResponse:
        """A screen of the admin about a page, from the template of its name."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": page,
            "page": page,
            "screens": self.screens_of(page),
            **context,
        }
        return TemplateResponse(request, f"admin/articles/{name}.html", context)

    def screens_of(self, page: Any) -> dict[str, str]:
        """Where to see, compare and share a page's words, by name."""
        names = ("change", "read", "look", "compare", "history", "share", "seen", "preview")
        return {name: self.screen_url(name, page) for name in names}


def revision_numbered(page: Any, number: str | None) -> Revision:
    """One revision of a page, the newest when no number is given; raises Http404."""
    revisions = page.revisions.select_related("created_by").order_by("-number")
    if not number:
        if newest := revisions.first():
            return newest
        raise Http404("Nothing was saved yet.")
    if not number.isdecimal() or len(number) > 9:
        raise Http404(number)
    return get_object_or_404(revisions, number=int(number))
