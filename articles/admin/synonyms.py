"""The list of what patients write and what pages call it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import MissedSearch, Synonym
from articles.models.missed import MissedSearchQuerySet
from articles.models.synonyms import ask_again
from articles.search import search

MISSED = "missed"  # in the address of the form
LONGEST_KEY = 19  # digits of what a row's number can hold


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

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """The words of a search that found nothing, where its list led here."""
        missed = _missed(request).first()
        given = {"language": missed.language, "asked": missed.words} if missed else {}
        return super().get_changeform_initial_data(request) | given

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        earlier = [*Synonym.objects.filter(pk=obj.pk)]
        super().save_model(request, obj, form, change)
        ask_again(earlier)
        MissedSearch.objects.like(obj.language, obj.asked).settle()
        _missed(request).settle()
        if not search(obj.means, language=obj.language, literal=True).total:
            messages.warning(
                request,
                gettext(
                    "No page that patients can read holds “%(means)s” yet: until one does, the synonym finds nothing."
                )
                % {"means": obj.means},
            )

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        super().delete_model(request, obj)
        ask_again([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Synonym]) -> None:
        earlier = [*queryset]
        super().delete_queryset(request, queryset)
        ask_again(earlier)

    def response_post_save_add(self, request: HttpRequest, obj: Synonym) -> HttpResponse:
        """Who came from the list of what was not found goes back to the rest of it."""
        if MISSED in request.GET:
            return HttpResponseRedirect(reverse("admin:articles_missedsearch_changelist"))
        return super().response_post_save_add(request, obj)


def _missed(request: HttpRequest) -> MissedSearchQuerySet:
    """The search that found nothing which the address names; nothing where it names none."""
    pk = request.GET.get(MISSED, "")
    is_key = pk.isascii() and pk.isdigit() and len(pk) < LONGEST_KEY
    return MissedSearch.objects.shown().filter(pk=int(pk) if is_key else None)
