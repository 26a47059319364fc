"""Care cards, topics and former addresses."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.forms import CareCardForm
from articles.models import CareCard, Page, Redirect, Topic


@admin.register(CareCard)
class CareCardAdmin(admin.ModelAdmin):
    form = CareCardForm
    fields = ["language", "translation_of", "level", "heading", "items", "action", "slug"]
    readonly_fields = ["stands_on", "in_other_languages"]
    list_display = ["heading", "language", "urgency", "slug"]
    list_filter = ["level", "language"]
    search_fields = ["heading", "items", "slug"]
    prepopulated_fields = {"slug": ["heading"]}
    show_facets = admin.ShowFacets.ALWAYS

    @admin.display(description=_("Level"), ordering="level")
    def urgency(self, card: CareCard) -> str:
        return render_to_string("admin/articles/urgency.html", {"card": card})

    @admin.display(description=_("Stands on these pages"))
    def stands_on(self, card: CareCard) -> str:
        pages = (
            Page.objects.kept().filter(sections__care_card=card.pk).distinct() if card.pk else []
        )
        return render_to_string("admin/articles/page_links.html", {"pages": pages})

    @admin.display(description=_("In other languages"))
    def in_other_languages(self, card: CareCard) -> str:
        others = card.sisters_by_language() if card.pk else {}
        return render_to_string(
            "admin/articles/card_languages.html", {"languages": others, "card": card}
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.fields, *self.readonly_fields]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        may = self.has_add_permission(request) and obj is None
        return self.prepopulated_fields if may else {}

    def save_model(self, request: HttpRequest, obj: CareCard, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.save_words(by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only for a card that no page, live or written, has ever shown."""
        allowed = obj is not None and super().has_delete_permission(request, obj)
        return allowed and not (
            obj.sections.exists() or obj.publications.exists() or obj.versions.exists()
        )


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "spanish_name", "slug"]
    search_fields = ["name", "spanish_name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return self.prepopulated_fields if self.has_change_permission(request, obj) else {}


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """Made by publishing under a new address; here to be looked up, or taken away."""

    list_display = ["slug", "kind", "language", "page"]
    list_filter = ["kind", "language"]
    list_select_related = ["page"]
    search_fields = ["slug", "page__title"]
    fields = readonly_fields = ["slug", "kind", "language", "page"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
