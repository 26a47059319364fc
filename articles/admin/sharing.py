"""Links with which a colleague without an account reads a draft: made, listed, revoked."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.models import ShareLink, share

from .numbers import is_number
from .screens import PageScreens, revision_numbered


class SharingMixin(PageScreens):
    """The list of a page's share links, with a button that makes one and one that ends each."""

    def get_urls(self) -> list:
        return [
            self.screen_path("share", self.share_view),
            *super().get_urls(),  # type: ignore[misc]
        ]

    @method_decorator(require_http_methods(["GET", "POST"]))
    def share_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The links (GET); a new one, or the end of one (POST)."""
        page = self.page_shown(request, object_id)
        if not self.may_share(request, page):
            raise PermissionDenied
        if request.method == "POST":
            return self._share_or_revoke(request, page)
        now = timezone.now()
        links = page.share_links.select_related("created_by", "revoked_by", "revision")
        return self.screen(
            request,
            page,
            "share",
            title=_("Share “%(title)s” before it is published") % {"title": page.title},
            newest=page.latest_revision(),
            links=[(link, link.works(now)) for link in links],
            site_url=settings.SITE_URL,
        )

    def may_share(self, request: HttpRequest, page: Any) -> bool:
        """Those who write pages and those who review them."""
        writes = self.has_change_permission(request, page)
        return writes or request.user.has_perm("articles.review_page")

    def _share_or_revoke(self, request: HttpRequest, page: Any) -> HttpResponse:
        if key := request.POST.get("revoke", ""):
            known = page.share_links.filter(pk=int(key) if is_number(key) else 0)
            get_object_or_404(known).revoke(by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("The link is revoked. It shows nothing any more."))
        else:
            revision = revision_numbered(page, request.POST.get("revision"))
            self._made(request, share(revision, by=request.user))  # type: ignore[arg-type]
        return HttpResponseRedirect(self.screen_url("share", page))

    def _made(self, request: HttpRequest, link: ShareLink) -> None:
        said = _(
            "The link to revision %(number)s is ready. Copy it below; it works for seven days."
        )
        messages.success(request, said % {"number": link.revision.number})
