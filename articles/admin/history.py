"""What was saved and what was live: to be read, never to be changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.models import Publication, Revision
from articles.proofreading import recall
from clinic.read_only import ReadOnly

from .filters import ToMendFilter


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A record whose rows lead nowhere: all that there is to read stands in the list."""

    list_display_links = None


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["page_words", "number", "created_by", "saved", "reason"]
    list_select_related = ["page", "created_by"]
    search_fields = ["page__title", "reason"]
    ordering = ["-created_at"]
    fields = readonly_fields = ["page_words", "number", "created_by", "saved", "reason"]

    @admin.display(description=_("Page"), ordering="page__title")
    def page_words(self, revision: Revision) -> str:
        return render_to_string("admin/articles/revision_link.html", {"revision": revision})

    @admin.display(description=_("Saved"), ordering="-created_at")
    def saved(self, revision: Revision) -> str:
        return render_to_string("admin/day.html", {"at": revision.created_at})


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["page_words", "revision_number", "since", "until", "published_by", "to_mend"]
    list_select_related = ["page", "published_by", "revision"]
    search_fields = ["title", "slug"]
    list_filter = ["kind", "was_imported", ToMendFilter]
    fields = readonly_fields = [
        "page_words",
        "revision_number",
        "since",
        "until",
        "published_by",
        "was_imported",
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "text")

    @admin.display(description=_("Page"), ordering="title")
    def page_words(self, publication: Publication) -> str:
        link = "admin/articles/revision_link.html"
        return render_to_string(link, {"revision": publication.revision})

    @admin.display(description=_("Revision"))
    def revision_number(self, publication: Publication) -> int:
        return publication.revision.number

    @admin.display(description=_("Live from"), ordering="-live_from")
    def since(self, publication: Publication) -> str:
        return render_to_string("admin/day.html", {"at": publication.live_from})

    @admin.display(description=_("To mend, when imported"))
    def to_mend(self, publication: Publication) -> str:
        found = [recall(stored) for stored in publication.findings]
        context = {"findings": [finding for finding in found if finding.blocks]}
        return render_to_string("admin/articles/to_mend.html", context)

    @admin.display(description=_("Live until"), ordering="-live_until")
    def until(self, publication: Publication) -> str:
        return render_to_string("admin/day.html", {"at": publication.live_until})
