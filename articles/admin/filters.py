"""How staff narrow the lists of pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Publication, Region, Status


class StandingFilter(admin.SimpleListFilter):
    title = _("where it stands")
    parameter_name = "standing"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return list(Status.choices)

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.standing_at(self.value()) if self.value() else queryset


class LiveFilter(admin.SimpleListFilter):
    title = _("what patients read")
    parameter_name = "live"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [("yes", _("Live")), ("no", _("Not live"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        live = Publication.objects.live().values("page")
        if self.value() == "yes":
            return queryset.filter(pk__in=live)
        return queryset.exclude(pk__in=live) if self.value() == "no" else queryset


class RegionFilter(admin.SimpleListFilter):
    title = _("part of the spine")
    parameter_name = "region"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return list(Region.choices)

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.filter(regions__contains=[self.value()]) if self.value() else queryset


class WriterFilter(admin.SimpleListFilter):
    title = _("last saved by")
    parameter_name = "writer"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [("me", _("Me"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.last_saved_by(request.user) if self.value() == "me" else queryset


class DueFilter(admin.SimpleListFilter):
    title = _("clinical review")
    parameter_name = "review"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [("due", _("Due"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.due_for_review() if self.value() == "due" else queryset


class ToMendFilter(admin.SimpleListFilter):
    title = _("the proofreader")
    parameter_name = "mend"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [("yes", _("Found something to mend"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.to_mend() if self.value() == "yes" else queryset
