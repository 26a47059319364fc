"""Who else has a page open, told while somebody writes or reads; and whether one is still logged in."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.utils import unquote
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.defaultfilters import date as in_words
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.models import EditingPresence, Revision


class PresenceMixin:
    """The address to which an open form says “I am here” and where it hears of the others."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.here_view)  # type: ignore[attr-defined]
        base = self._url_base  # type: ignore[attr-defined]
        return [
            path("session/", view, name=f"{base}_session"),
            path("<path:object_id>/here/", view, name=f"{base}_here"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def here(self, request: HttpRequest, page: Any) -> dict[str, Any]:
        """For the panel beside a page: the others, and where to ask again."""
        others = EditingPresence.objects.here().others(request.user).filter(page=page.pk)
        found = others.values("opened_at", **NAMES)
        return {
            "url": reverse(f"admin:{self._url_base}_here", args=[page.pk]),  # type: ignore[attr-defined]
            "others": [_has_open(other, other["opened_at"]) for other in found],
        }

    def here_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """GET listens; POST says that the form is open, or with `leave` that it is not any more."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if object_id is None:  # a new page, which nobody else can have open
            return _told(request, company=[], newest=[])
        return _here(request, self, unquote(object_id))


WHO = ("first_name", "last_name", "username")
NAMES = {name: F(f"account__{name}") for name in WHO}
SAVED = {name: f"created_by__{name}" for name in WHO} | {"number": "number", "at": "created_at"}


@require_http_methods(["GET", "POST"])
def _here(request: HttpRequest, pages: Any, key: str) -> HttpResponse:
    page = _found(pages.model.objects.kept().of_kind(pages.kind), request.user, key)
    if request.method == "POST":
        if not pages.has_change_permission(request):
            raise PermissionDenied
        if "leave" in request.POST:
            EditingPresence.objects.leave(page, by=request.user)
            return HttpResponse(status=204)
        opened_at = timezone.now() - _seconds(request.POST.get("open_for", ""))
        EditingPresence.objects.note(page, by=request.user, opened_at=opened_at)
    return _told(request, page.company, page.newest)


def _told(request: HttpRequest, company: list[dict], newest: list[dict]) -> JsonResponse:
    """What an open form needs: whose session this is, a token that is still good, and the others."""
    return JsonResponse(
        {
            "account": str(request.user.pk),
            "token": get_token(request),
            "others": [_has_open(other, parse_datetime(other["at"])) for other in company],
            "newest": _who_saved(newest),
        }
    )


def _found(pages: Any, user: Any, key: str) -> Any:
    """The page with who else is there and who saved it last, in one query."""
    others = EditingPresence.objects.here().others(user).filter(page=OuterRef("pk"))
    newest = Revision.objects.filter(page=OuterRef("pk")).order_by("-number")[:1]
    page = pages.filter(pk=key) if key.isdecimal() and len(key) < 19 else pages.none()
    found = (
        page.annotate(
            company=ArraySubquery(others.values(found=JSONObject(at="opened_at", **NAMES))),
            newest=ArraySubquery(newest.values(found=JSONObject(**SAVED))),
        )
        .only("pk")
        .first()
    )
    if found is None:
        raise Http404(key)
    return found


def _seconds(words: str) -> timedelta:
    return timedelta(seconds=int(words) if words.isdecimal() and len(words) < 7 else 0)


def _has_open(who: dict[str, Any], since: datetime | None) -> str:
    return _("%(who)s has had this page open since %(when)s.") % {
        "who": _name(who),
        "when": moment(since),
    }


def _who_saved(newest: list[dict[str, Any]]) -> dict[str, Any] | None:
    for revision in newest:
        at = parse_datetime(revision["at"])
        words = _("%(who)s saved revision %(number)s at %(when)s, while you were writing.") % {
            "who": _name(revision),
            "number": revision["number"],
            "when": moment(at),
        }
        return {"number": revision["number"], "words": words}
    return None


def _name(who: dict[str, Any]) -> str:
    return f"{who['first_name']} {who['last_name']}".strip() or who["username"]


def moment(at: datetime | None) -> str:
    """A time of day in the clinic's clocks, with the day when it is not today."""
    assert at is not None
    local = timezone.localtime(at)
    today = local.date() == timezone.localdate()
    return in_words(local, "g:i A" if today else "F j, g:i A")
