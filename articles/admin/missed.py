"""What patients searched and did not find, each with its answer one click away."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.models import MissedSearch
from articles.words import key_of

from .history import ReadOnlyAdmin

LIST = "admin:articles_missedsearch_changelist"


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnlyAdmin):
    """Who keeps the synonyms answers: with a synonym, or by taking the words off the list."""

    list_display = ["words", "answer", "count", "language", "last"]
    list_filter = ["language"]
    list_per_page = 50
    search_fields = ["words"]
    fields = readonly_fields = ["words", "language", "count", "last"]
    show_facets = admin.ShowFacets.ALWAYS
    actions = ["dismiss_chosen"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return MissedSearch.objects.to_answer()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        # The words are stored folded, so they are looked for like that.
        return super().get_search_results(request, queryset, key_of(search_term))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Who may only look is offered nothing to do."""
        columns = super().get_list_display(request)
        return [one for one in columns if one != "answer" or self.has_answer_permission(request)]

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.add_synonym")

    def get_urls(self) -> list:
        dismiss = self.admin_site.admin_view(require_POST(self.dismiss))
        return [
            path("<int:pk>/dismiss/", dismiss, name="articles_missedsearch_dismiss"),
            *super().get_urls(),
        ]

    @admin.display(description=_("Last searched"), ordering="-last_on")
    def last(self, missed: MissedSearch) -> str:
        return render_to_string("admin/day.html", {"at": missed.last_on})

    @admin.display(description=_("What to do"))
    def answer(self, missed: MissedSearch) -> str:
        return render_to_string("admin/articles/missed_answer.html", {"missed": missed})

    def dismiss(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take one off the list: no page of ours should answer it."""
        if not self.has_answer_permission(request):
            raise PermissionDenied
        missed = get_object_or_404(MissedSearch.objects.shown(), pk=pk)
        MissedSearch.objects.filter(pk=pk).settle()
        messages.success(request, gettext("“%(words)s” is off the list.") % {"words": missed})
        return HttpResponseRedirect(reverse(LIST))

    @admin.action(description=_("Dismiss: no synonym is needed"), permissions=["answer"])
    def dismiss_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        count = MissedSearch.objects.filter(pk__in=queryset.values("pk")).settle()
        words = ngettext("%(count)s is off the list.", "%(count)s are off the list.", count)
        messages.success(request, words % {"count": count})
