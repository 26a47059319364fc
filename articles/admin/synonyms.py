"""The list of what patients write and what pages call it."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Synonym
from articles.search import search


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    """Search reads the list anew for each query: what is saved works at once."""

    list_display = ["asked", "means", "language", "made"]
    list_filter = ["language"]
    list_select_related = ["created_by"]
    list_per_page = 100
    search_fields = ["asked", "means", "key"]
    fields = ["language", "asked", "means"]
    show_facets = admin.ShowFacets.ALWAYS

    @admin.display(description=_("Made"), ordering="-created_at")
    def made(self, synonym: Synonym) -> str:
        return render_to_string("admin/articles/synonym_made.html", {"synonym": synonym})

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        if not search(obj.means, language=obj.language).hits.paginator.count:
            messages.warning(
                request,
                gettext(
                    "No page that patients can read holds “%(means)s” yet: until one does, the synonym finds nothing."
                )
                % {"means": obj.means},
            )
