"""Steps 1 and 2: is this an emergency, and which visit is wanted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import choices
from clinic.models import Location, SafetyQuestionSet, Tier

from .asking import NONE, StepForm, autocomplete, one_of, phone, some_of, text


class EmergencyForm(StepForm):
    emergency_signs = some_of(
        _("Do you have any of these right now?"),
        [],
        missing=_("Choose each sign that you have, or “None of these”."),
        help_text=_("If you ask for someone else, answer for them."),
    )
    urgent_signs = some_of(
        _("Does any of these fit?"),
        [],
        missing=_("Choose each one that fits, or “None of these”."),
        help_text=_("They tell us how soon a clinician must look at your request."),
    )

    def __init__(self, data, *, questions: SafetyQuestionSet, **options: Any):
        super().__init__(data, **options)
        for name, tier in (("emergency_signs", Tier.EMERGENCY), ("urgent_signs", Tier.URGENT)):
            asked = [(q.code, q.words) for q in questions.questions.all() if q.tier == tier]
            self.fields[name].choices = [*asked, (NONE, _("None of these"))]

    def clean(self) -> None:
        for name in ("emergency_signs", "urgent_signs"):
            chosen = self.cleaned_data.get(name, [])
            if NONE in chosen and len(chosen) > 1:
                self.add_error(
                    name, _("You chose “None of these” and a sign as well. Clear one of the two.")
                )

    def answers(self) -> dict[str, Any]:
        chosen = [*self.cleaned_data["emergency_signs"], *self.cleaned_data["urgent_signs"]]
        return {"red_flags": [code for code in dict.fromkeys(chosen) if code != NONE]}


class LocationField(forms.ModelChoiceField):
    def label_from_instance(self, location: Location) -> str:
        return f"{location.name}, {location.city}"


class VisitForm(StepForm):
    for_whom = one_of(
        _("Who is the visit for?"),
        choices.ForWhom.choices,
        missing=_("Choose who the visit is for."),
    )
    asker_name = text(
        _("Your own name"),
        missing=_("Write your own name, so that we know who asks."),
        limit=120,
        widget=autocomplete("name"),
    )
    asker_relation = one_of(
        _("How do you know the patient?"),
        [("", _("Choose one")), *choices.Relation.choices],
        missing=_("Choose how you know the patient."),
        widget=forms.Select(attrs={"class": "input--medium"}),
    )
    asker_phone = phone(
        _("Your own phone number"), help_text=_("If it is not the patient’s number.")
    )
    sharing = one_of(
        _("What may we tell you?"),
        choices.Sharing.choices,
        missing=_("Choose what we may tell you."),
        help_text=_("We ask the patient to agree before we tell you anything about their health."),
    )
    visited_before = one_of(
        _("Has the patient been seen here before?"),
        choices.VisitedBefore.choices,
        missing=_("Choose whether the patient has been seen here before."),
    )
    kind = one_of(
        _("What kind of visit do you want?"),
        choices.VisitKind.choices,
        missing=_("Choose the kind of visit, or “No preference”."),
    )
    location = LocationField(
        queryset=Location.objects.none(),
        label=_("Where would you like to be seen?"),
        required=False,
        blank=True,
        empty_label=_("Any location"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the locations in the list.")},
    )
    mobility = text(
        _("Do you need help to get around?"),
        limit=500,
        help_text=_("For example: a wheelchair, no stairs, help from the car."),
    )
    state = one_of(
        _("In which state will the patient be during a video visit?"),
        [],
        missing=_("Choose the state where the patient will be during the video visit."),
        widget=forms.Select(attrs={"class": "input--medium"}),
        help_text=_("Clinicians may treat you by video only in states where they are licensed."),
    )
    device = one_of(
        _("Which device would you use?"),
        choices.Device.choices,
        missing=_("Choose the device that you would use for a video visit."),
    )
    callback_phone = phone(
        _("Which number may we call if the video drops?"),
        help_text=_("Leave this empty to use the phone number that you give us later."),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["location"].queryset = Location.objects.open_to_patients()
        states = sorted(choices.STATES, key=lambda state: str(state[1]))
        self.fields["state"].choices = [("", _("Choose a state")), *states]
        if self.facts.get("kind") == choices.VisitKind.EITHER:
            for name in ("state", "device"):
                self.fields[name].required = False
