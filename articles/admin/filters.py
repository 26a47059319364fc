"""How staff narrow the lists of pages."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Page, Publication, Region, Status
from articles.waiting import WAITING

DUE = "review"


def asks_for_due(request: HttpRequest) -> bool:
    """Whether a list is narrowed to what falls due: it then stands in the order of its days."""
    return bool(request.GET.get(DUE)) or request.GET.get(WaitingFilter.parameter_name, "") in (
        "overdue",
        "due-soon",
    )


class WaitingFilter(admin.SimpleListFilter):
    """What the desk counts, as a list of exactly those pages."""

    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [(each.name, each.label) for each in WAITING.values() if each.is_for(request.user)]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        waiting = WAITING.get(self.value() or "")
        return waiting.find(queryset, request.user) if waiting else queryset

    def get_facet_counts(self, pk_attname: str, filtered_qs: Any) -> dict:
        """How many of each, asked for as the desk asks; all of them within the list's one question."""
        return {
            f"{place}__c": Count(pk_attname, filter=Q(pk__in=self._keys(name)))
            for place, (name, _label) in enumerate(self.lookup_choices)
        }

    def _keys(self, name: str) -> QuerySet:
        return WAITING[name].find(Page.objects.all(), self.request.user).order_by().values("pk")


class StandingFilter(admin.SimpleListFilter):
    title = _("where it stands")
    parameter_name = "standing"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return list(Status.choices)

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.standing_at(self.value()) if self.value() else queryset

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        """How many pages stand where: asked once, not once for each state."""
        pages = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        counted = pages.order_by().values_list("standing_now").annotate(Count("pk", distinct=True))
        counts = dict(counted)
        return {
            f"{place}__c": counts.get(value, 0)
            for place, (value, _label) in enumerate(self.lookup_choices)
        }


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


class TopicFilter(admin.RelatedFieldListFilter):
    """By topic; pages without one stand under words, not under a dash."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("No topic")


class WriterFilter(admin.SimpleListFilter):
    title = _("on whose desk")
    parameter_name = "writer"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [("me", _("I write it")), ("asked", _("I am asked to review it"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        if self.value() == "asked":
            return queryset.asked_of(request.user)
        return queryset.written_by(request.user) if self.value() == "me" else queryset


class DueFilter(admin.SimpleListFilter):
    """What falls due for clinical review, in the order of its days."""

    title = _("due for review")
    parameter_name = DUE

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [
            ("overdue", _("Overdue")),
            ("30", _("In the next 30 days")),
            ("60", _("In the next 60 days")),
        ]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        if self.value() == "overdue":
            return queryset.overdue()
        if self.value() in ("30", "60"):
            return queryset.due_within(timedelta(days=int(self.value() or 0)))
        return queryset


class ToMendFilter(admin.SimpleListFilter):
    title = _("the proofreader")
    parameter_name = "mend"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        return [("yes", _("Found something to mend"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        return queryset.to_mend() if self.value() == "yes" else queryset
