"""What opens the status page, and what a patient can do there."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appointments.models import AppointmentRequest, Offer
from appointments.widgets import DateOfBirthField

from .asking import CHOOSE, text
from .when import PREFERENCES, WhenForm


class StatusForm(forms.Form):
    """Reference and date of birth open the status page; a link from a message knows the reference."""

    use_required_attribute = False
    reference = text(
        _("Reference"),
        missing=_("Write the reference that you got when you sent the request."),
        help_text=_("Eight letters and numbers, like K7M4-QX9T."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--medium"}),
    )
    born = DateOfBirthField(label=_("Date of birth of the patient"))

    def __init__(self, *args: Any, today: date, reference: str = "", **options: Any):
        super().__init__(*args, **options)
        self.fields["born"].today = today
        self.known_reference = reference
        if reference:
            del self.fields["reference"]

    def clean(self) -> dict[str, Any]:
        known = {"reference": self.known_reference} if self.known_reference else {}
        return {**self.cleaned_data, **known}


class AcceptForm(forms.Form):
    """One of the offered times is taken."""

    offer = forms.ModelChoiceField(
        Offer.objects.none(), error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}
    )

    def __init__(self, *args: Any, request: AppointmentRequest, **options: Any):
        super().__init__(*args, **options)
        # Any offer of this request: whether it still stands is for `scheduling` to say, in a sentence.
        self.fields["offer"].queryset = request.offers.all()


def _box(label: Any, *, limit: int, **options: Any) -> forms.CharField:
    return text(label, limit=limit, widget=forms.Textarea(attrs={"rows": 4}), **options)


class RefuseForm(forms.Form):
    """None of the offered times suits."""

    use_required_attribute = False
    refuse_words = _box(
        _("Which times would suit you better?"),
        limit=500,
        help_text=_("Only what helps to find a time. Please write nothing about your health here."),
    )


class NoteForm(forms.Form):
    """Something that the clinic should know."""

    use_required_attribute = False
    note_words = _box(
        _("Your note"),
        limit=2000,
        missing=_("Write your note first."),
        help_text=_("Staff read it in desk hours. Please do not write about anything urgent here."),
    )


class CancelForm(forms.Form):
    """The patient wants no visit any more."""

    use_required_attribute = False
    cancel_words = _box(_("Is there a reason you want to tell us?"), limit=500)


def times_form(request: AppointmentRequest, today: date, data: Any = None) -> WhenForm:
    """The days and times that suit: as the request has them, or as they were typed now."""
    return WhenForm(_as_typed(request) if data is None else data, facts={"today": today})


def _as_typed(request: AppointmentRequest) -> QueryDict:
    typed = QueryDict(mutable=True)
    for number, (first, last) in enumerate(request.preferred_days[:PREFERENCES], start=1):
        typed[f"day{number}"] = first
        typed[f"day{number}_to"] = last if last != first else ""
    typed.setlist("time_of_day", request.time_of_day)
    typed["time_zone"] = request.time_zone
    return typed
