"""The search of a long list: asked of the database once."""

from django.db.models import QuerySet
from django.http import HttpRequest


class SearchedOnce:
    """Words are looked for once in a request, not anew by every number beside a filter.

    To look through the words of 10,000 pages takes a moment; a list with its numbers asks a dozen times.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        found = request.__dict__.setdefault("found_by_words", {})
        if search_term not in found:
            bare = queryset.model._default_manager.order_by()
            fitting, _may_repeat = super().get_search_results(request, bare, search_term)  # type: ignore[misc]
            found[search_term] = set(fitting.values_list("pk", flat=True))
        return queryset.filter(pk__in=found[search_term]), False
