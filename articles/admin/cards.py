"""Care cards: written by editors, approved by clinical reviewers, shown on every page that uses them."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.card_changes import changes
from articles.card_forms import CareCardForm
from articles.models import CareCard, CareCardMove, Page, Publication
from articles.models.card_words import WORDS

from .card_moves import ACTIONS, CardMovesMixin


@admin.register(CareCard)
class CareCardAdmin(CardMovesMixin, admin.ModelAdmin):
    form = CareCardForm
    change_form_template = "admin/articles/card_form.html"
    about = ["language", "translation_of", *WORDS, "slug", "in_other_languages"]
    readonly_fields = ["in_other_languages", "written_in"]
    fields = [*about, "reason", "seen"]
    list_display = ["heading", "language", "urgency", "standing", "slug"]
    list_filter = ["status", "level", "language"]
    search_fields = ["heading", "items", "slug"]
    prepopulated_fields = {"slug": ["heading"]}
    show_facets = admin.ShowFacets.ALWAYS
    actions = ACTIONS

    @admin.display(description=_("Level"), ordering="level")
    def urgency(self, card: CareCard) -> str:
        return render_to_string("admin/articles/urgency.html", {"card": card})

    @admin.display(description=_("In other languages"))
    def in_other_languages(self, card: CareCard) -> str:
        return _languages_of(card, may_write=True)

    @admin.display(description=_("In other languages"))
    def written_in(self, card: CareCard) -> str:
        """The same for those who only read: no way to a form that they may not open."""
        return _languages_of(card, may_write=False)

    @admin.display(description=_("Where it stands"), ordering="status")
    def standing(self, card: Any) -> str:
        return render_to_string("admin/articles/card_standing.html", {"card": card})

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_standing()

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The card; while it is saved, locked and read afresh, so that no old state is written."""
        card = super().get_object(request, object_id, from_field)
        if card is not None and request.method == "POST":
            CareCard.objects.select_for_update().get(pk=card.pk)
            card = super().get_object(request, object_id, from_field)
        return card

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        readonly = obj is not None and not self.has_change_permission(request, obj)
        read = [*self.about[:-1], "written_in"]
        return read if readonly else self.fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        may = self.has_add_permission(request) and obj is None
        return self.prepopulated_fields if may else {}

    def save_model(self, request: HttpRequest, obj: CareCard, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.save_words(by=request.user, reason=form.cleaned_data["reason"])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only for a card that no page, live or written, has ever shown."""
        allowed = obj is not None and super().has_delete_permission(request, obj)
        return allowed and not (
            obj.sections.exists() or obj.publications.exists() or obj.versions.exists()
        )

    def render_change_form(self, request: Any, context: dict, *args: Any, **kwargs: Any) -> Any:
        card = kwargs.get("obj")
        context |= self._standing_of(request, card) if card else {}
        return super().render_change_form(request, context, *args, **kwargs)

    def _standing_of(self, request: HttpRequest, card: CareCard) -> dict[str, Any]:
        versions = list(card.versions.select_related("created_by"))
        for version, before in pairwise([*versions, None]):
            version.changes = changes(before, version)
        in_force = card.version_in_force()
        return {
            "card": card,
            "moves": self.offers(request.user, card),
            "in_force": in_force,
            "source_changed_at": card.source_changed_at(),
            "newest": versions[0] if versions else None,
            "unapproved": changes(in_force, versions[0]) if versions else [],
            "versions": versions,
            "card_moves": card.moves.select_related("by", "version"),
            "pages": _pages_with(card),
        }


def cards_in_force(at: datetime | None = None) -> dict[int, Any]:
    """Every card as patients read it, by key; `words` is None where nothing was approved yet, and
    `newer` says that other words wait."""
    approvals = CareCardMove.objects.in_force(at).select_related("version")
    in_force = {move.card_id: move.version for move in approvals}
    cards = CareCard.objects.with_standing(at).in_bulk()
    for key, card in cards.items():
        card.words = in_force.get(key)
        card.newer = card.newest_number != card.in_force_number
    return cards


def _languages_of(card: CareCard, *, may_write: bool) -> str:
    others = card.sisters_by_language() if card.pk else {}
    context = {"languages": others, "card": card, "may_write": may_write}
    return render_to_string("admin/articles/card_languages.html", context)


def _pages_with(card: CareCard) -> QuerySet:
    """The pages on which a card stands, live or as written; `shows` and `is_written` say which."""
    live = Publication.objects.live().filter(page=OuterRef("pk"), care_cards=card)
    written = Page.objects.filter(pk=OuterRef("pk"), sections__care_card=card)
    pages = Page.objects.kept().annotate(shows=Exists(live), is_written=Exists(written))
    return pages.filter(Q(shows=True) | Q(is_written=True))
