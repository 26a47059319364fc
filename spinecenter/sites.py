"""The staff's admin site: what waits for me today, and every screen in plain words."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from spinecenter.desk import tasks_for

# What staff use most stands first; whatever is not named follows.
ORDER = [
    "AppointmentRequest",
    "Article",
    "ConditionPage",
    "CareCard",
    "Image",
    "Topic",
    "TrashedPage",
    "Clinic",
    "Provider",
    "Location",
    "OpeningHours",
    "Holiday",
    "SafetyQuestionSet",
    "User",
    "Group",
]
APPS = ["appointments", "articles", "clinic", "auth"]
LOOK_FOR_WORDS = ("changelist_view", "autocomplete_view", "export")
IN_PLAIN_WORDS = {"auth": _("Accounts and roles")}


class SpineAdminSite(admin.AdminSite):
    site_header = _("Spine center")
    site_title = _("Spine center")
    index_title = _("What waits for you today")
    site_url = "/"
    enable_nav_sidebar = False  # the desk lists everything; words need the room

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tasks = tasks_for(request.user)
        context = {"tasks": [task for task in tasks if task.count], "may_wait": bool(tasks)}
        return super().index(request, context | (extra_context or {}))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A staff view; what lists and choices are asked to look for comes to them without NULs."""
        if getattr(view, "__name__", "") in LOOK_FOR_WORDS:
            view = _asked_without_nul(view)
        return super().admin_view(view, cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = IN_PLAIN_WORDS.get(app["app_label"], app["name"])
            app["models"].sort(key=lambda model: _place(ORDER, model["object_name"]))
        return sorted(apps, key=lambda app: _place(APPS, app["app_label"]))


def _asked_without_nul(view: Any) -> Any:
    """Postgres can look for anything but a NUL, and nothing that is stored holds one."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")
            request.GET = QueryDict(request.META["QUERY_STRING"])
        try:
            return view(request, *args, **kwargs)
        except OverflowError as error:  # a year in the address that no calendar has
            raise Http404 from error

    return asked


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
