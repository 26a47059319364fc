"""The kinds of question a step can ask, and how a step treats its answers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from appointments.relevance import applies

NONE = "none"
CHOOSE = _("Choose one of the answers in the list.")
UNREADABLE = _("Here is a sign that we can’t read. Please write it again.")


def text(label, *, missing: Any = None, limit: int = 200, **options: Any) -> forms.CharField:
    """A text answer; needed when there is a sentence for its being missing."""
    too_long = MaxLengthValidator(limit, _("Write at most %(limit_value)d characters here."))
    return forms.CharField(
        label=label,
        required=missing is not None,
        validators=[too_long],
        error_messages={"required": missing, "null_characters_not_allowed": UNREADABLE},
        **options,
    )


def one_of(label, options, *, missing: Any = None, widget=forms.RadioSelect, **more: Any):
    """One answer out of a list."""
    return forms.ChoiceField(
        label=label,
        choices=options,
        required=missing is not None,
        widget=widget,
        error_messages={"required": missing, "invalid_choice": CHOOSE},
        **more,
    )


def some_of(label, options, *, missing: Any = None, **more: Any) -> forms.MultipleChoiceField:
    """Any number of answers out of a list."""
    return forms.MultipleChoiceField(
        label=label,
        choices=options,
        required=missing is not None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": missing,
            "invalid_choice": CHOOSE,
            "invalid_list": CHOOSE,
        },
        **more,
    )


def phone(label, *, missing: Any = None, **options: Any) -> PhoneNumberField:
    """A phone number; cleaned to its international form with its extension."""
    return PhoneNumberField(
        label=label,
        required=missing is not None,
        error_messages={
            "required": missing,
            "invalid": _(
                "Write a phone number with its area code, like 216-555-0142. "
                "Begin a number from another country with +."
            ),
        },
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "input--medium"}
        ),
        **options,
    )


def autocomplete(purpose: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": purpose})


def letters(sentence) -> RegexValidator:
    """Refuses a name without any letter."""
    return RegexValidator(r"[^\W\d_]", sentence)


def plain(value: Any) -> Any:
    """An answer as the model keeps it: a phone number as text, no choice twice."""
    if hasattr(value, "as_international"):
        return str(value.as_international)
    return list(dict.fromkeys(value)) if isinstance(value, list) else value


class StepForm(forms.Form):
    """The questions of one step. It is always bound to all answers so far, and checks those it asks for."""

    use_required_attribute = False

    def __init__(self, data: MultiValueDict, *, facts: Mapping[str, Any], **options: Any):
        self.facts = facts
        super().__init__(data, **options)

    def full_clean(self) -> None:
        """Leave alone the questions that the other answers do not call for."""
        asked = self.fields
        self.fields = {name: field for name, field in asked.items() if applies(name, self.facts)}
        super().full_clean()
        self.fields = asked

    def shown_without_errors(self) -> "StepForm":
        """The form as a page shows it before Continue was pressed: with answers, without complaints."""
        self._errors = {}
        return self

    def answers(self) -> dict[str, Any]:
        """The valid answers, by the fields of the model."""
        return {name: plain(value) for name, value in self.cleaned_data.items()}
