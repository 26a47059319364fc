"""Links to other sites, as the last check found them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.models import LinkCheck
from articles.models.links import WORST_FIRST

from .history import ReadOnlyAdmin


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """Broken ones on top; `manage.py check_links` fills the list."""

    list_display = ["link", "found", "since", "checked", "stands_on"]
    list_filter = ["outcome"]
    list_per_page = 50
    search_fields = ["url", "pages__title"]
    show_facets = admin.ShowFacets.ALWAYS
    fields = readonly_fields = ["link", "found", "since", "checked", "stands_on"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return LinkCheck.objects.worst_first().prefetch_related("pages")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return list(WORST_FIRST)

    @admin.display(description=_("Link"), ordering="url")
    def link(self, check: LinkCheck) -> str:
        return render_to_string("admin/articles/outside_link.html", {"check": check})

    @admin.display(description=_("What came of it"), ordering="outcome")
    def found(self, check: LinkCheck) -> str:
        return render_to_string("admin/articles/outside_link_outcome.html", {"check": check})

    @admin.display(description=_("Failing since"), ordering="failing_since")
    def since(self, check: LinkCheck) -> str:
        return render_to_string("admin/day.html", {"at": check.failing_since})

    @admin.display(description=_("Last checked"), ordering="checked_at")
    def checked(self, check: LinkCheck) -> str:
        return render_to_string("admin/day.html", {"at": check.checked_at})

    @admin.display(description=_("Stands on"))
    def stands_on(self, check: LinkCheck) -> str:
        return render_to_string("admin/articles/page_links.html", {"pages": check.pages.all()})
