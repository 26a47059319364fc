"""Deleting a page means the trash: into it from a page's form or list, out of it from its own entry."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.models import MoveRefused, TrashedPage
from clinic.read_only import ReadOnly

DELETE = "articles.delete_page"
MOST_AT_ONCE = 200
MOST_DIGITS = 19  # of a key that Postgres can look for


class TrashMixin:
    """“Delete” for a kind of page: asked for, then into the trash. Nothing is deleted for good."""

    def has_trash_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DELETE)

    @admin.action(description=_("Delete"), permissions=["trash"])
    def put_in_trash(self, request: HttpRequest, pages: QuerySet) -> HttpResponse:
        query = QueryDict(mutable=True)
        query.setlist("page", [str(key) for key in pages.values_list("pk", flat=True)])
        return HttpResponseRedirect(f"{self._trash_address}?{query.urlencode()}")

    @property
    def _trash_address(self) -> str:
        return reverse(f"admin:{self._url_base}_trash")  # type: ignore[attr-defined]

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.name == "related":  # chosen once, deleted since: it may come back
            field.label_from_instance = _with_trash_named
        return field

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.trash_view)  # type: ignore[attr-defined]
        name = f"{self._url_base}_trash"  # type: ignore[attr-defined]
        return [path("trash/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """A page that a colleague deleted meanwhile leads to where it waits, not to a riddle."""
        key = unquote(object_id)
        waiting = TrashedPage.objects.in_trash().filter(pk=key) if key.isdecimal() else []
        if len(key) < MOST_DIGITS and self.has_trash_permission(request) and waiting:
            sentence = _("This page is in the trash. Bring it back first; then go on writing.")
            messages.warning(request, sentence)
            return HttpResponseRedirect(reverse("admin:articles_trashedpage_change", args=[key]))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def trash_view(self, request: HttpRequest) -> HttpResponse:
        """Ask (GET) or put the chosen pages into the trash (POST)."""
        if not self.has_trash_permission(request):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else request.GET
        keys = [key for key in sent.getlist("page") if key.isdecimal() and len(key) < MOST_DIGITS]
        chosen = self.get_queryset(request).filter(pk__in=keys[:MOST_AT_ONCE])  # type: ignore[attr-defined]
        if request.method == "POST":
            for page in chosen:
                _try(self, request, page, page.put_in_trash, _("“%(page)s” is in the trash."))
            return HttpResponseRedirect(reverse(f"admin:{self._url_base}_changelist"))  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": _("Delete"),
            "pages": chosen,
        }
        return TemplateResponse(request, "admin/articles/trash.html", context)


def _with_trash_named(page: Any) -> str:
    return _("%(page)s (in the trash)") % {"page": page} if page.trashed_at else str(page)


def _try(pages: Any, request: HttpRequest, page: Any, move: Any, done: Any) -> None:
    try:
        move(by=request.user)
    except MoveRefused as refusal:
        messages.error(request, f"{page}: {refusal}")
    else:
        pages.log_change(request, page, str(done % {"page": page}))
        messages.success(request, done % {"page": page})


@admin.register(TrashedPage)
class TrashAdmin(ReadOnly, admin.ModelAdmin):
    """What was deleted in the last 90 days, to be read and brought back."""

    list_display = ["title", "what", "deleted", "by", "left"]
    list_select_related = ["trashed_by"]
    list_per_page = 50
    search_fields = ["title", "also_called", "slug"]
    ordering = ["-trashed_at"]
    actions = ["bring_back"]

    @admin.display(description=_("Kind"), ordering="kind")
    def what(self, page: TrashedPage) -> str:
        return page.get_kind_display().capitalize()

    @admin.display(description=_("Deleted"), ordering="-trashed_at")
    def deleted(self, page: TrashedPage) -> str:
        return render_to_string("admin/day.html", {"at": page.trashed_at})

    @admin.display(description=_("Trashed by"), ordering="trashed_by")
    def by(self, page: TrashedPage) -> str:
        return render_to_string("admin/articles/who.html", {"account": page.trashed_by})

    @admin.display(description=_("Days left"), ordering="trashed_at")
    def left(self, page: TrashedPage) -> int:
        return page.days_left_in_trash

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).in_trash()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DELETE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(DELETE)

    @admin.action(description=_("Bring back"), permissions=["view"])
    def bring_back(self, request: HttpRequest, pages: QuerySet) -> None:
        for page in pages:
            self._bring_back(request, page)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        """The deleted words, and the button that brings them back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404(object_id)
        if request.method == "POST":
            self._bring_back(request, page)
            return HttpResponseRedirect(_after(page))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": page,
            "title": page.title,
            "words": page.snapshot(),
        }
        return TemplateResponse(request, "admin/articles/trashed.html", context)

    def _bring_back(self, request: HttpRequest, page: TrashedPage) -> None:
        _try(self, request, page, page.take_out_of_trash, _("“%(page)s” is back, as it was."))

    def history_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        raise Http404(object_id)


def _after(page: TrashedPage) -> str:
    if page.trashed_at:
        return reverse("admin:articles_trashedpage_changelist")
    return reverse("admin:articles_page_change", args=[page.pk])
