"""The sections and sources of a page as rows of its form."""

from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.forms import LAST
from articles.models import CareCard, Image
from articles.rendering import sources_of_images, with_present_files

CARD_IN_ANOTHER_LANGUAGE = _(
    "This care card is not in the language of the page. Choose the one that is, or translate it first."
)


class PageRows(BaseInlineFormSet):
    """Rows of a page in their order. Rows that a colleague removed meanwhile keep their words."""

    same_by: tuple[str, ...] = ("title",)  # what tells a row that was made anew

    @property
    def initial_forms(self) -> list:
        return [form for form in super().initial_forms if not self._is_orphan(form)]

    @property
    def extra_forms(self) -> list:
        orphans = [form for form in super().initial_forms if self._is_orphan(form)]
        return orphans + super().extra_forms

    def _is_orphan(self, form: forms.ModelForm) -> bool:
        return self.is_bound and form.instance.pk is None

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index < self.initial_form_count() and self._is_orphan(form):
            # Its number leads nowhere any more: saved, the row becomes a new one, or the one that a
            # colleague put in its place when they brought an older revision back.
            form.fields["id"] = forms.Field(required=False, widget=forms.HiddenInput)
            form.empty_permitted = False
            form.instance = self._twin(form) or form.instance

    @cached_property
    def _unclaimed(self) -> list:
        names = (f"{self.add_prefix(n)}-id" for n in range(self.initial_form_count()))
        posted = {self.data.get(name) for name in names}
        return [row for row in self.get_queryset() if str(row.pk) not in posted]

    def _twin(self, form: forms.ModelForm) -> Any:
        for row in self._unclaimed:
            if all(form[name].value() == getattr(row, name) for name in self.same_by):
                self._unclaimed.remove(row)
                return row
        return None

    @property
    def in_order(self) -> list:
        """The forms as they stand on the page; what was moved stays moved when an error shows."""
        return sorted(self.forms, key=lambda form: _number(form["order"].value()))


def _number(order: Any) -> int:
    try:
        return int(order)
    except (TypeError, ValueError):
        return LAST


class SectionRows(PageRows):
    same_by = ("kind", "heading")

    @cached_property
    def care_cards(self) -> list[tuple]:
        """The choices of all rows, in one query: the cards in the page's language, and those in use."""
        page = self.instance
        shown = Q(language=page.language) | (Q(sections__page=page.pk) if page.pk else Q())
        cards = CareCard.objects.filter(shown).distinct()
        return [("", _("None")), *((card.pk, str(card)) for card in cards)]

    @cached_property
    def present_files(self) -> dict[str, str]:
        """Where the pictures in the rows are now; the words may name files that were replaced."""
        bodies = (section.body for section in self.get_queryset())
        return Image.objects.present_addresses(sources_of_images(bodies))

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["care_card"].choices = self.care_cards
        if body := form.initial.get("body"):
            form.initial["body"] = with_present_files(body, self.present_files)

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            card = getattr(form, "cleaned_data", {}).get("care_card")
            if card and card.language != self.instance.language:
                form.add_error("care_card", CARD_IN_ANOTHER_LANGUAGE)
