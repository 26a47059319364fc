"""Topics and former addresses."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Redirect, Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "spanish_name", "slug"]
    search_fields = ["name", "spanish_name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return self.prepopulated_fields if self.has_change_permission(request, obj) else {}


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """Made by publishing under a new address; here to be looked up, or taken away."""

    list_display = ["slug", "kind", "language", "page"]
    list_filter = ["kind", "language"]
    list_select_related = ["page"]
    search_fields = ["slug", "page__title"]
    fields = readonly_fields = ["slug", "kind", "language", "page"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
