"""Articles and condition pages: the lists, the form, and the page that reviewers read."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from articles.choosing import ChooseOne, ChooseSome
from articles.forms import PageForm, SectionForm, SourceForm
from articles.models import (
    Article,
    CareCard,
    ConditionPage,
    Kind,
    Page,
    Section,
    Source,
)
from articles.models.preparation import content_of
from articles.row_forms import PageRows, SectionRows

from .cards import cards_in_force
from .checking import findings_of
from .filters import (
    DueFilter,
    LiveFilter,
    RegionFilter,
    StandingFilter,
    TopicFilter,
    WaitingFilter,
    WriterFilter,
    asks_for_due,
)
from .kept import KeptWordsMixin
from .moves import ACTIONS, MovesMixin, sent_back_with
from .numbers import is_number
from .presence import PresenceMixin
from .searching import SearchedOnce
from .seeing import SeeingMixin
from .translations import TranslationFilter, TranslationsMixin
from .trash import TrashMixin
from .word import WordMixin

# CKEditor writes inline scripts and styles into its frame: allowed where an editor stands, nowhere else.
EDITOR_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}
HISTORY_SHOWN = 12


class SectionInline(admin.StackedInline):
    model = Section
    form = SectionForm
    formset = SectionRows
    fields = ["kind", "heading", "body", "care_card", "order"]
    template = "admin/articles/sections.html"
    extra = 1
    verbose_name_plural = _("sections")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # Without the admin's wrapper, which asks the database once for each row's care card.
        if db_field.name == "care_card":
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class SourceInline(admin.StackedInline):
    model = Source
    form = SourceForm
    formset = PageRows
    fields = ["title", "url", "order"]
    template = "admin/articles/sources.html"
    extra = 1
    verbose_name_plural = _("sources")


class PageAdmin(
    KeptWordsMixin,
    PresenceMixin,
    TrashMixin,
    MovesMixin,
    SeeingMixin,
    TranslationsMixin,
    WordMixin,
    SearchedOnce,
    admin.ModelAdmin,
):
    """What both kinds of page share; each kind has its own entry."""

    kind: Kind
    form = PageForm
    inlines = [SectionInline, SourceInline]
    change_form_template = "admin/articles/page_form.html"
    list_display = ["title", "language", "standing", "review_due", "last_saved"]
    list_filter = [
        WaitingFilter,
        StandingFilter,
        LiveFilter,
        DueFilter,
        WriterFilter,
        "subject",
        RegionFilter,
        ("topics", TopicFilter),
        "language",
        TranslationFilter,
    ]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["title", "also_called", "slug", "sections__heading", "sections__body"]
    search_help_text = _("Title, other names, address, or words of a section")
    autocomplete_fields = ["topics", "related", "providers", "lead_image"]
    prepopulated_fields = {"slug": ["title"]}
    actions = [*ACTIONS, "put_in_trash"]
    words = (None, {"fields": ["title", "slug", "also_called", "summary"]})
    picture = (_("Picture at the top"), {"fields": ["lead_image", "lead_image_alt"]})
    about = (_("About this text"), {"fields": ["language", "license"]})
    fieldsets = [
        words,
        (_("Where it belongs"), {"fields": ["subject", "regions", "topics", "related"]}),
        picture,
        about,
    ]

    @admin.display(description=_("Where it stands"), ordering="status")
    def standing(self, page: Any) -> str:
        return render_to_string("admin/articles/standing.html", {"page": page})

    @admin.display(description=_("Next review"), ordering="due_on")
    def review_due(self, page: Any) -> str:
        today = timezone.localdate()
        context = {"due": page.due_on, "is_overdue": page.due_on and page.due_on < today}
        return render_to_string("admin/articles/review_due.html", context)

    def get_ordering(self, request: HttpRequest) -> Any:
        """By the day on which a review falls due where that is what was asked for."""
        return ["due_on", "title"] if asks_for_due(request) else super().get_ordering(request)

    @admin.display(description=_("Last saved"), ordering="-updated_at")
    def last_saved(self, page: Any) -> str:
        return render_to_string("admin/day.html", {"at": page.updated_at})

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Without the list's order: what it may be ordered by is only known with the standing.
        pages = self.model._default_manager.kept().of_kind(self.kind).with_standing()
        return pages.select_related("owner", "reviewer")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # not for good: pages are retired, or put into the trash

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The page; while it is saved, locked and read afresh, so that no old state is written."""
        page = super().get_object(request, object_id, from_field)
        if page is not None and request.method == "POST":
            Page.objects.select_for_update(no_key=True).get(pk=page.pk)
            page = super().get_object(request, object_id, from_field)
        return page

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"kind": self.kind})

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = ChooseOne(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = ChooseSome(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.save_draft(by=request.user, reason=form.cleaned_data["reason"])

    @method_decorator(csp_update(EDITOR_POLICY))
    def add_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().add_view(*args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        """The form for those who write, the readable page for those who review."""
        if request.method != "POST" and not self.has_change_permission(request):
            return self.read_view(request, object_id)
        return self._edit_view(request, object_id, *args, **kw)

    @method_decorator(csp_update(EDITOR_POLICY))
    def _edit_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(*args, **kwargs)

    def render_change_form(self, request: Any, context: dict, *args: Any, **kwargs: Any) -> Any:
        page = kwargs.get("obj")
        context |= self._standing_of(request, page) if page else {}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.read_view)
        return [
            path("<path:object_id>/read/", view, name=f"{self._url_base}_read"),
            *super().get_urls(),
        ]

    def read_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page's words as they will be read, newest or of one revision, with moves and history."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = super().get_object(request, unquote(object_id))
        if page is None:
            raise Http404(object_id)
        standing = self._standing_of(request, page)
        revision = _chosen_revision(page, request.GET.get("revision", ""), standing["newest"])
        context = {
            **self.admin_site.each_context(request),
            **standing,
            "opts": self.opts,
            "original": page,
            "title": page.title,
            "revision": revision,
            "content": _content(page, revision, standing["newest"]),
            "cards": cards_in_force(),
            "may_change": self.has_change_permission(request, page),
        }
        return TemplateResponse(request, "admin/articles/read.html", context)

    def _standing_of(self, request: HttpRequest, page: Any) -> dict[str, Any]:
        revisions = list(page.revisions.select_related("created_by")[:HISTORY_SHOWN])
        offers = self.offers(request.user, page)
        changes = list(page.status_changes.select_related("by")[:HISTORY_SHOWN])
        return {
            "page": page,
            "newest": revisions[0] if revisions else None,
            "live": page.publications.live().select_related("revision", "reviewed_by").first(),
            "next_step": next((offer for offer in offers if offer["is_next"]), None),
            "moves": offers,
            "other_moves": [offer for offer in offers if not offer["is_next"]],
            "revisions": revisions,
            "status_changes": changes,
            "approval": page.approval(),
            "screens": self.screens_of(page),
            "may_share": self.may_share(request, page),
            "translations": self.translations_of(request, page),
            "findings": findings_of(page, revisions[0] if revisions else None),
            "sent_back": sent_back_with(changes),
            "unseen_cards": CareCard.objects.never_approved()
            .filter(sections__page=page)
            .distinct(),
            "read_url": reverse(f"admin:{self._url_base}_read", args=[page.pk]),
            "here": self.here(request, page),
        }


def _content(page: Any, revision: Any, newest: Any) -> Any:
    """Words as they will be read; older ones with the pictures' files of their own time."""
    if revision is None:
        return content_of(page.snapshot())
    return content_of(revision.snapshot, at=None if revision == newest else revision.created_at)


def _chosen_revision(page: Any, number: str, newest: Any) -> Any:
    if not is_number(number):
        return newest
    return get_object_or_404(page.revisions.select_related("created_by"), number=int(number))


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    kind = Kind.ARTICLE


@admin.register(ConditionPage)
class ConditionPageAdmin(PageAdmin):
    kind = Kind.CONDITION_PAGE
    fieldsets = [
        PageAdmin.words,
        (
            _("Where it belongs"),
            {"fields": ["subject", "regions", "topics", "related", "providers"]},
        ),
        PageAdmin.picture,
        PageAdmin.about,
    ]
