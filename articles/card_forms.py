"""The form with which staff write care cards."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as in_words
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.card_changes import FieldChange, changes
from articles.models import CareCard
from articles.models.card_words import LINK_IN_EMERGENCY, WORDS

LONGEST_NUMBER = 9  # digits; a longer one was made by hand
TRANSLATION_OF_ITS_OWN = _("A translation is in another language than its source. Choose it.")
TRANSLATION_OF_ANOTHER_LEVEL = _("A translation asks to act as soon as its source does.")


class CareCardForm(forms.ModelForm):
    """A card's words, why they changed, and which version its writer has seen."""

    reason = forms.CharField(
        label=_("What changed, and why"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("A sentence for the reviewer and your colleagues; it stays in the history."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CareCard
        fields = [*WORDS, "slug", "language", "translation_of"]
        widgets = {
            "items": forms.Textarea(attrs={"rows": 8}),
            "action": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newer_changes: list[FieldChange] = []
        self.newest = self.instance.latest_version() if self.instance.pk else None
        self.initial["seen"] = self.newest.number if self.newest else None
        if "translation_of" in self.fields and self.instance.pk:
            sources = self.fields["translation_of"].queryset
            self.fields["translation_of"].queryset = sources.exclude(pk=self.instance.pk)
        if "language" in self.fields and self._was_approved():
            # Patients get a card only on pages in its language: the advice would leave them at once.
            self.fields["language"].disabled = True

    def _was_approved(self) -> bool:
        return bool(self.instance.pk and self.instance.moves.approvals().exists())

    def clean_items(self) -> str:
        lines = (line.strip(" \t•·*-–—") for line in self.cleaned_data["items"].splitlines())
        return "\n".join(filter(None, lines))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_translation(cleaned)
        words = CareCard(**{name: cleaned.get(name, "") for name in WORDS})
        for name in words.linking_fields():
            self.add_error(name, LINK_IN_EMERGENCY)
        if self.newest and self.data.get(self.add_prefix("seen")) != str(self.newest.number):
            self.newer_changes = self._newer_changes(self.data.get(self.add_prefix("seen"), ""))
            # Shown again, the form knows the newer words: saving it once more is a decision.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(self.newest.number)
            raise ValidationError(self._who_saved(), code="behind")
        return cleaned

    def _check_translation(self, cleaned: dict[str, Any]) -> None:
        source = cleaned.get("translation_of")
        if source and source.language == cleaned.get("language"):
            self.add_error("language", TRANSLATION_OF_ITS_OWN)
        if source and source.level != cleaned.get("level"):
            self.add_error("level", TRANSLATION_OF_ANOTHER_LEVEL)

    def _newer_changes(self, seen: str) -> list[FieldChange]:
        """What a colleague changed since the version that this form stands on."""
        number = int(seen) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else 0
        known = self.instance.versions.filter(number=number).first()
        return changes(known, self.newest)

    def _who_saved(self) -> str:
        newest = self.newest
        assert newest is not None
        return _(
            "%(who)s saved this card on %(when)s, while you were writing. Your words are still below, "
            "and what they changed stands above them. Save again to put yours in their place."
        ) % {
            "who": newest.created_by.get_full_name() or newest.created_by.get_username(),
            "when": in_words(timezone.localtime(newest.created_at), "F j, Y, g:i A"),
        }
