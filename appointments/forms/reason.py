"""Step 3: why the patient wants to be seen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import choices

from .asking import NONE, StepForm, one_of, some_of, text


class ReasonForm(StepForm):
    main_reason = one_of(
        _("What is the main reason for the visit?"),
        choices.MainReason.choices,
        missing=_("Choose the main reason for the visit."),
    )
    topic = text(
        _("What is it about?"),
        help_text=_("A condition or treatment, if you know its name."),
    )
    region = one_of(
        _("Which part of the spine?"),
        choices.Region.choices,
        missing=_("Choose a part of the spine, or “I am not sure”."),
    )
    duration = one_of(
        _("How long has it lasted?"),
        choices.Duration.choices,
        missing=_("Choose how long it has lasted."),
    )
    earlier_surgery = one_of(
        _("Has the patient had spine surgery before?"),
        choices.YesNoUnsure.choices,
        missing=_("Choose whether there was spine surgery before."),
    )
    surgery_details = text(
        _("Which surgery, and when?"),
        limit=500,
        help_text=_("As well as you remember. The year is enough."),
    )
    imaging = some_of(
        _("Which pictures of the spine were taken?"),
        choices.Imaging.choices,
        missing=_("Choose each kind of picture, or the last answer."),
        help_text=_("For this problem, within the last two years."),
    )
    imaging_when = text(_("When were they taken, and where?"), limit=300)
    referral = one_of(
        _("Do you have a referral from a doctor?"),
        choices.YesNoUnsure.choices,
        missing=_("Choose whether you have a referral."),
        help_text=_("You can ask for a visit without one. Some insurance plans need it."),
    )
    referred_by = text(_("Who referred you?"), help_text=_("Name and phone number, if you know."))
    story = text(
        _("Is there anything else we should know?"),
        limit=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words. Please do not write about anything urgent here."),
    )

    def clean_imaging(self) -> list[str]:
        chosen = self.cleaned_data["imaging"]
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(
                _("You chose a picture and the last answer as well. Clear one of the two.")
            )
        return chosen
