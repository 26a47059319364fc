"""A page's translations on the staff's screens: which are missing, which are older, what to do about it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.comparing import Comparison
from articles.models import MoveRefused, Page, Revision
from articles.naming import compare_revisions

from .numbers import is_number

LANGUAGES = dict(settings.LANGUAGES)


class TranslationFilter(admin.SimpleListFilter):
    """Which translations are missing, and which have fallen behind."""

    title = _("translation")
    parameter_name = "translation"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple]:
        others = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]
        missing = [(f"no-{code}", _("None in %s") % LANGUAGES[code]) for code in others]
        return [*missing, ("older", _("Older than its source"))]

    def queryset(self, request: Any, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or ""
        if chosen == "older":
            return queryset.older_than_source()
        language = chosen.removeprefix("no-")
        return queryset.without_translation(language) if language in LANGUAGES else queryset


class TranslationsMixin:
    """One screen about a page's translations, and what the form says of them."""

    admin_site: Any
    opts: Any
    has_change_permission: Any
    has_view_permission: Any

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.translations_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_translations"
        own = path("<path:object_id>/translations/", view, name=name)
        return [own, *super().get_urls()]  # type: ignore[misc]

    def translations_of(self, request: HttpRequest, page: Any) -> dict[str, Any]:
        """Where a page stands among its translations, for the panel beside the form."""
        if page.translation_of_id:
            place = {"source": page.translation_of, "is_older": bool(_older([page]))}
        else:
            begun = {other.language: other for other in page.translations.kept().with_standing()}
            older = _older(begun.values())
            place = {
                "languages": [
                    {"code": code, "name": name, "page": there, "is_older": there in older}
                    for code, name in LANGUAGES.items()
                    if code != page.language
                    for there in [begun.get(code)]
                ]
            }
        return place | {
            "url": self._entry_url("translations", page),
            "may_begin": self.has_change_permission(request, page),
        }

    def translations_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What there is and what changed in the source since (GET); begin or confirm one (POST)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = super().get_object(request, unquote(object_id))  # type: ignore[misc]
        if page is None:
            raise Http404(object_id)
        if request.method == "POST":
            return self._begin_or_confirm(request, page)
        words = (page.translation_of or page).words_to_translate()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": page,
            "title": _("Translations of “%s”") % page.title,
            "translations": self.translations_of(request, page),
            "words": words,
            "comparison": _changes_since(page.translated_revision, words),
            "may_change": self.has_change_permission(request, page),
        }
        return TemplateResponse(request, "admin/articles/translations.html", context)

    def _begin_or_confirm(self, request: HttpRequest, page: Any) -> HttpResponse:
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        language, revision = request.POST.get("language", ""), request.POST.get("revision", "")
        try:
            if language in LANGUAGES:
                return self._begin(request, page, language)
            if is_number(revision):
                return self._confirm(request, page, int(revision))
        except MoveRefused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(self._entry_url("translations", page))

    def _begin(self, request: HttpRequest, page: Any, language: str) -> HttpResponse:
        draft = page.translate(language, by=request.user)
        said = _("A draft begins with the page's own words: write over them, the address too.")
        messages.success(request, said)
        if left := draft.cards_left_out():
            names = ", ".join(f"“{card.heading}”" for card in left)
            said = _("Left out, since they have no words in this language yet: %s")
            messages.warning(request, said % names)
        return HttpResponseRedirect(self._entry_url("change", draft))

    def _confirm(self, request: HttpRequest, page: Any, revision: int) -> HttpResponse:
        saved = page.confirm_translation(by=request.user, revision=revision)
        said = _(
            "Recorded as revision %s. Once it is approved and published, patients lose the warning."
        )
        messages.success(request, said % saved.number)
        return HttpResponseRedirect(self._entry_url("change", page))

    def _entry_url(self, name: str, page: Any) -> str:
        entry = f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(entry, args=[page.pk])


def _changes_since(translated: Revision | None, now: Revision | None) -> Comparison | None:
    """What the source says otherwise than when it was translated; None for what is no translation."""
    if translated is None or now is None:
        return None
    return compare_revisions(translated, now, timezone.now())


def _older(pages: Iterable[Page]) -> set[Page]:
    """Those of some translations that are older than their source."""
    keys = [page.pk for page in pages]
    return set(Page.objects.older_than_source().filter(pk__in=keys)) if keys else set()
