"""Pages of both kinds in one place, where one is chosen: as related, as a successor."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.models import Kind, Page


@admin.register(Page)
class AnyPageAdmin(admin.ModelAdmin):
    """Pages of both kinds, for choosing related ones; a page itself opens under its own kind."""

    search_fields = ["title", "also_called", "slug"]
    ordering = ["title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).kept()

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}  # no entry of its own

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        page = self.get_object(request, unquote(object_id))
        if page is None:
            raise Http404(object_id)
        entry = {Kind.ARTICLE: "article", Kind.CONDITION_PAGE: "conditionpage"}[Kind(page.kind)]
        return HttpResponseRedirect(reverse(f"admin:articles_{entry}_change", args=[page.pk]))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
