"""Forms with which staff write pages, care cards and pictures' words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as in_words
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.html import plain_text, sanitise
from articles.models import (
    Kind,
    Page,
    Region,
    Section,
    SectionKind,
    Source,
)
from articles.models.holding import Address, hold_addresses

LAST = 32_767  # a row without a number goes to the end
SECTION_IS_EMPTY = _(
    "This section has nothing in it yet. Write a heading or some text, or remove the section."
)
QUESTION_NEEDS_HEADING = _("Write the question itself as the heading; the text below answers it.")
SOURCE_NEEDS_TITLE = _("Say what the source is called, as readers will see it.")


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    def __init__(self, *, line_length: int, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "widget": forms.Textarea(attrs={"rows": 3})} | kwargs
        )
        self.line_length = line_length

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = (" ".join(line.split()) for line in (value or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def validate(self, value: list[str]) -> None:
        for line in value:
            if len(line) > self.line_length:
                raise ValidationError(
                    _("“%(line)s…” is too long: at most %(most)s characters on a line."),
                    params={"line": line[:40], "most": self.line_length},
                )

    def run_validators(self, value: list[str]) -> None:
        """Ask of each line what a single text would be asked."""
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class PageForm(forms.ModelForm):
    """A page's own fields, and which revision its writer has seen."""

    also_called = LinesField(
        line_length=200,
        label=_("Also called"),
        help_text=_("Other names that patients use, one on each line."),
    )
    regions = forms.MultipleChoiceField(
        label=_("Parts of the spine"),
        choices=Region.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("What changed, and why"),
        max_length=300,
        required=False,
        help_text=_(
            "A sentence. It stays in the history, and is offered as the note that readers see."
        ),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The number of the newer revision whose changes the writer has been shown.
    over_newer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Under which name the writer's browser keeps the unsaved words (static/staff/kept.js).
    kept_as = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )

    kind: Kind | None = None  # what a new page becomes; set by the entry it is written in

    class Meta:
        model = Page
        exclude: list[str] = []
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField page-title"}),
            "summary": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "related": _(
                "Shown first under “Related pages”; where you choose fewer than four, near pages fill up. An article"
                " and a condition page lead to each other, whichever of the two names the other."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = self.instance.kind or self.kind
        self.newest = self.instance.latest_revision() if self.instance.pk else None
        self.initial["seen"] = self.newest.number if self.newest else None
        if "language" in self.fields and self._has_sisters():
            self.fields["language"].disabled = True  # each of them says in which language it is

    @property
    def stands_on(self) -> int | None:
        """The revision that the writer knows: the one opened, or a newer one read and accepted."""
        if not self.is_bound:
            return self.initial["seen"]
        accepted, seen = (self._number(name) for name in ("over_newer", "seen"))
        newest = self.newest.number if self.newest else 0
        return accepted if accepted and accepted <= newest else seen

    @property
    def is_behind(self) -> bool:
        """Whether somebody saved the page after the revision that this form stands on."""
        return bool(self.is_bound and self.newest and self.stands_on != self.newest.number)

    @cached_property
    def known(self) -> Any:
        """The revision that this form stands on, to be compared with the newest."""
        return self.instance.revisions.filter(number=self.stands_on or 0).first()

    def _number(self, name: str) -> int | None:
        words = str(self.data.get(self.add_prefix(name), ""))
        return int(words) if words.isdecimal() and len(words) < 9 else None

    def _has_sisters(self) -> bool:
        page = self.instance
        return bool(page.translation_of_id or (page.pk and page.translations.exists()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_taken_address(cleaned)
        if self.is_behind:
            raise ValidationError(self._who_saved(), code="behind")
        return cleaned

    def _refuse_taken_address(self, cleaned: dict[str, Any]) -> None:
        # The kind is no field of this form, so the model's own constraint would be skipped.
        wanted = Address(
            self.instance.kind,
            cleaned.get("language", self.instance.language),
            cleaned.get("slug", ""),
        )
        hold_addresses([wanted])  # a colleague may be saving a page under it at this moment
        same = Page.objects.kept().filter(**wanted._asdict()).exclude(pk=self.instance.pk)
        if taken := same.first():
            self.add_error(
                "slug",
                ValidationError(
                    _("The page “%(title)s” has this address already. Choose another."),
                    params={"title": taken.title},
                ),
            )

    def _who_saved(self) -> str:
        newest = self.newest
        assert newest is not None
        return _(
            "%(who)s saved this page on %(when)s, while you were writing. Nothing was "
            "overwritten, and your words are still below."
        ) % {
            "who": newest.created_by.get_full_name() or newest.created_by.get_username(),
            "when": in_words(timezone.localtime(newest.created_at), "F j, Y, g:i A"),
        }


class RowForm(forms.ModelForm):
    """A row of a page whose place is a number; moving an untouched row does not fill it."""

    order = forms.IntegerField(
        label=_("Place on the page"), required=False, min_value=0, max_value=LAST
    )

    @property
    def is_untouched(self) -> bool:
        """Whether the row is a blank one that nobody wrote into."""
        return self.instance.pk is None and not (self.is_bound and self.has_changed())

    def has_changed(self) -> bool:
        untouched = self.instance.pk is None and set(self.changed_data) <= {"order"}
        return False if untouched else super().has_changed()

    def clean_order(self) -> int:
        order = self.cleaned_data["order"]
        return LAST if order is None else order


class SectionForm(RowForm):
    class Meta:
        model = Section
        fields = ["kind", "heading", "body", "care_card", "order"]
        widgets = {"heading": forms.TextInput(attrs={"class": "vTextField"})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        heading, body = cleaned.get("heading", ""), sanitise(cleaned.get("body", ""))
        if cleaned.get("kind") == SectionKind.QUESTION and not heading:
            self.add_error("heading", QUESTION_NEEDS_HEADING)
        elif not (heading or plain_text(body) or "<img" in body or cleaned.get("care_card")):
            raise ValidationError(SECTION_IS_EMPTY, code="empty")
        return cleaned

    @property
    def kind_in_words(self) -> str:
        """The kind's label, as posted or as stored."""
        return dict(SectionKind.choices).get(self["kind"].value(), "")


class SourceForm(RowForm):
    url = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField", "placeholder": "https://"}),
    )

    class Meta:
        model = Source
        fields = ["title", "url", "order"]
        widgets = {"title": forms.TextInput(attrs={"class": "vTextField"})}
        error_messages = {"title": {"required": SOURCE_NEEDS_TITLE}}
