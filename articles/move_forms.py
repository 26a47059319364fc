"""What is asked of staff before a page or a card is moved: why, when, until when, who comes next."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.choosing import ChooseOne
from articles.models import Page

LONGEST_PLAN = timedelta(days=3653)  # a year such as 9999 is a slip, and no calendar goes beyond it


class MomentField(forms.DateTimeField):
    """A day and a time of day in the clinic's time zone, as browsers ask for them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"required": False, "widget": widget} | kwargs)

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and moment <= timezone.now():
            raise forms.ValidationError(
                _("This moment has passed. Choose a later one, or leave it empty for now.")
            )
        if moment and moment > timezone.now() + LONGEST_PLAN:
            raise forms.ValidationError(
                _("This moment is more than ten years away. Choose an earlier one.")
            )
        return moment


class ReviewerField(forms.ModelChoiceField):
    """A clinical reviewer, by the name that patients read."""

    def label_from_instance(self, account: Any) -> str:
        return str(account.provider)


class MoveForm(forms.Form):
    """Why something is moved, and what else the move needs to know (`move.asks` names the fields)."""

    reviewer = ReviewerField(
        label=_("Ask this reviewer"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=_("Whoever comes first"),
    )
    full_review = forms.TypedChoiceField(
        label=_("What you did"),
        choices=[
            ("yes", _("I reviewed the whole page")),
            ("no", _("I approve a small correction; the review clock stays as it is")),
        ],
        widget=forms.RadioSelect,
        initial="yes",
        coerce=lambda choice: choice == "yes",
    )
    due = forms.DateField(
        label=_("Next review due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty for 12 months from today."),
    )
    at = MomentField(label=_("When"), help_text=_("Leave empty for now."))
    until = MomentField(
        label=_("Take it down at"), help_text=_("Leave empty to keep it until somebody retires it.")
    )
    change_note = forms.CharField(
        label=_("What changed, for readers"),
        max_length=300,
        required=False,
        help_text=_("Shown in the page’s public list of changes."),
    )
    successor = forms.ModelChoiceField(
        label=_("Successor"),
        queryset=Page.objects.none(),
        required=False,
        widget=ChooseOne(Page._meta.get_field("successor"), site),
        help_text=_("The page to which the old address leads. Leave empty for a farewell page."),
    )
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.TextInput)

    def __init__(self, *args: Any, move: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*move.asks, "reason"}:
            del self.fields[name]
        if "reviewer" in self.fields:
            self.fields["reviewer"].queryset = _reviewers().exclude(pk=by.pk)
        if "successor" in self.fields:
            self.fields["successor"].queryset = Page.objects.kept()
        for name in {"at", "until"} & set(self.fields):
            self.fields[name].help_text = f"{self.fields[name].help_text} {_time_zone()}"
        self.fields["reason"].required = move.needs_reason
        self.fields["reason"].error_messages["required"] = _(
            "Say why: your colleagues and the history need it."
        )

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due and due <= timezone.localdate():
            raise forms.ValidationError(_("The next review must be due on a later day than today."))
        return due

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        at, until = cleaned.get("at"), cleaned.get("until")
        if at and until and until <= at:
            self.add_error("until", _("The page must come down later than it goes live."))
        if cleaned.get("due") and cleaned.get("full_review") is False:
            self.add_error(
                "due",
                _("A small correction leaves the review clock as it is: leave this day empty."),
            )
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """The keywords of the move; what was left empty is left to the move itself."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def _time_zone() -> Any:
    """Whose clocks a moment is meant by; every form that asks for one says it in these words."""
    now = timezone.localtime()
    zone = str(timezone.get_current_timezone()).replace("_", " ")
    return _("In the clinic’s time zone: %(zone)s (%(short)s).") % {
        "zone": zone,
        "short": now.tzname(),
    }


def _reviewers() -> Any:
    accounts = get_user_model().objects.with_perm(
        "articles.review_page", backend="django.contrib.auth.backends.ModelBackend"
    )
    named = accounts.filter(provider__isnull=False).select_related("provider")
    return named.order_by("provider__name")


class RestoreForm(forms.Form):
    """Why an earlier revision comes back, and which revision the person has seen as the newest."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("A sentence for your colleagues; it stays in the history."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """A moment in the past, by the clinic's clocks."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": _("Choose a day and a time.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = _time_zone()

    def clean_at(self) -> Any:
        """What patients will see is a plan, not a record."""
        at = self.cleaned_data["at"]
        if at > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet. Choose an earlier one."))
        return at
