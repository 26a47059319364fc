"""Step 4: who the patient is and how to reach them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import choices
from appointments.relevance import applies
from appointments.widgets import DateOfBirthField

from .asking import StepForm, autocomplete, letters, one_of, phone, text


class YouForm(StepForm):
    name = text(
        _("Full name of the patient"),
        missing=_("Write the first and last name of the patient."),
        limit=120,
        help_text=_("As it stands on an ID or insurance card."),
        widget=autocomplete("name"),
    )
    born = DateOfBirthField(label=_("Date of birth of the patient"))
    guardian_name = text(
        _("Name of a parent or guardian"),
        missing=_("The patient is under 18. Write the name of a parent or guardian."),
        limit=120,
    )
    guardian_relation = text(
        _("How are they related to the patient?"),
        missing=_("Write how the parent or guardian is related to the patient."),
        help_text=_("For example: mother, or legal guardian."),
    )
    phone = phone(_("Phone number"), missing=_("Write a phone number at which we can reach you."))
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        help_text=_("Without one, we call you instead."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Write an email address like name@example.com, or leave this empty."),
            "max_length": _("An email address is not that long. Please check it."),
        },
    )
    contact_by = one_of(
        _("How should we reach you?"),
        choices.ContactBy.choices,
        missing=_("Choose how we should reach you."),
    )
    contact_when = one_of(
        _("When is a good time to call?"),
        choices.ContactWhen.choices,
        missing=_("Choose a good time to call."),
    )
    voicemail_ok = forms.BooleanField(
        label=_("You may leave a message on my voicemail"), required=False
    )
    discreet = forms.BooleanField(
        label=_("Do not name the clinic in messages"),
        required=False,
        help_text=_("For when others may see your phone or your mail."),
    )
    interpreter = one_of(
        _("Do you need an interpreter?"),
        choices.Language.choices,
        widget=forms.Select(attrs={"class": "input--medium"}),
        help_text=_("Interpreters are free for you."),
    )
    interpreter_other = text(
        _("Which language?"), missing=_("Write the language in which you need an interpreter.")
    )
    access_needs = text(
        _("Is there anything that makes a visit easier for you?"),
        limit=500,
        help_text=_("For example: large print, a quiet room, help with hearing."),
    )
    coverage = one_of(
        _("How will you pay for the visit?"),
        choices.Coverage.choices,
        missing=_("Choose how you will pay, or “I am not sure”."),
    )
    ask_about_cost = forms.BooleanField(
        label=_("Tell me what the visit will cost before I decide"), required=False
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["born"].today = self.facts["today"]
        for name in ("name", "guardian_name"):
            self.fields[name].validators.append(
                letters(self.fields[name].error_messages["required"])
            )

    def asks_for_a_guardian(self) -> bool:
        """Only a date of birth can tell, so the question comes when the date is known."""
        return applies("guardian_name", self.facts)

    def clean(self) -> None:
        by_email = self.cleaned_data.get("contact_by") == choices.ContactBy.EMAIL
        if by_email and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write your email address, or choose “By phone” below."))
