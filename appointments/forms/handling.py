"""What staff fill in when they work on a request."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models import AppointmentRequest, ContactAttempt
from appointments.models.handling import name_of

from .asking import phone as number
from .asking import plain, text

FARTHEST_TRY = timedelta(days=366)


def colleagues() -> QuerySet[User]:
    """Those who may work on requests."""
    able = User.objects.with_perm(
        "appointments.change_appointmentrequest",
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return able.filter(is_staff=True).order_by("first_name", "last_name", "username").distinct()


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, account: User) -> str:
        return name_of(account)


class HandOverForm(forms.Form):
    """Who has the request next."""

    to = ColleagueField(
        label=_("Hand over to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: back into the queue"),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["to"].queryset = colleagues()


class AttemptForm(forms.ModelForm):
    """One try to reach the patient."""

    use_required_attribute = False

    class Meta:
        model = ContactAttempt
        fields = ["way", "outcome", "next_try_at", "note"]
        widgets = {
            "outcome": forms.RadioSelect,
            "next_try_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["outcome"].choices = ContactAttempt.Outcome.choices
        self.fields["outcome"].error_messages["required"] = _("Choose what came of it.")
        self.fields["next_try_at"].error_messages["invalid"] = _(
            "Write the day and time of the next try like 2026-12-31 14:30, or leave it empty."
        )

    def clean_next_try_at(self):
        planned = self.cleaned_data["next_try_at"]
        now = timezone.now()
        if planned and planned < now:
            raise forms.ValidationError(_("The next try must lie ahead."))
        if planned and planned > now + FARTHEST_TRY:
            raise forms.ValidationError(_("The next try must lie within a year. Check the year."))
        return planned


class CorrectForm(forms.Form):
    """The answers that a patient may ask us to put right."""

    use_required_attribute = False
    name = text(_("Name of the patient"), missing=_("Write the name of the patient."), limit=120)
    born = forms.DateField(
        label=_("Date of birth"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Write the date of birth."),
            "invalid": _("Write the date of birth like 1958-03-09."),
        },
    )
    phone = number(_("Phone"), missing=_("Write a phone number at which we can reach the patient."))
    email = forms.EmailField(label=_("Email"), required=False)
    asker_name = text(_("Name of the one who asks"), limit=120)
    asker_phone = number(_("Phone of the one who asks"))
    guardian_name = text(_("Parent or guardian"), limit=120)
    guardian_relation = text(_("Guardian’s relation"))
    mobility = text(_("Help with getting around"), limit=500)
    access_needs = text(_("Other needs"), limit=500)
    topic = text(_("What it is about"))
    surgery_details = text(_("Which surgery, and when"), limit=500)
    story = text(_("In the patient’s own words"), limit=3000, widget=forms.Textarea)

    def clean_born(self) -> date:
        born = self.cleaned_data["born"]
        if born > timezone.localdate():
            raise forms.ValidationError(_("The date of birth must be in the past."))
        return born

    @classmethod
    def of(cls, request: AppointmentRequest) -> "CorrectForm":
        """The form with what is stored now."""
        return cls(initial={name: getattr(request, name) for name in cls.base_fields})

    def answers(self) -> dict[str, Any]:
        """The answers by the fields of the model."""
        return {name: plain(value) for name, value in self.cleaned_data.items()}
