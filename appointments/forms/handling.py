"""What staff fill in when they work on a request."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models import ContactAttempt
from appointments.models.handling import name_of


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
        if planned and planned < timezone.now():
            raise forms.ValidationError(_("The next try must lie ahead."))
        return planned
