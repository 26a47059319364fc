"""Step 5: which days and times suit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import choices
from appointments.widgets import DayInput

from .asking import StepForm, one_of, plain, some_of

PREFERENCES = 3
FARTHEST_DAYS = 366


class WhenForm(StepForm):
    time_of_day = some_of(
        _("Which time of day suits you?"),
        choices.TimeOfDay.choices,
        help_text=_("Leave this empty if any time is fine."),
    )
    time_zone = one_of(
        _("Which time zone will you be in?"),
        choices.TimeZone.choices,
        missing=_("Choose your time zone."),
        widget=forms.Select(attrs={"class": "input--medium"}),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        rest = dict(self.fields)
        self.fields.clear()
        for number in range(1, PREFERENCES + 1):
            self.fields[f"day{number}"] = self._day(_("Day, or first day"))
            self.fields[f"day{number}_to"] = self._day(_("Last day, if several"))
        self.fields.update(rest)

    @staticmethod
    def _day(label) -> forms.DateField:
        return forms.DateField(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%B %d, %Y", "%b %d, %Y"],
            widget=DayInput(),
            error_messages={
                "invalid": _(
                    "Write a day as month, day and year, like 12/31/2026, or leave it empty."
                )
            },
        )

    def preferences(self) -> list:
        """The pairs of bound fields, first day and last day, in order of preference."""
        pairs = range(1, PREFERENCES + 1)
        return [(self[f"day{number}"], self[f"day{number}_to"]) for number in pairs]

    def clean(self) -> None:
        for number in range(1, PREFERENCES + 1):
            self._check_pair(f"day{number}", f"day{number}_to")

    def _check_pair(self, name: str, name_to: str) -> None:
        first, last = self.cleaned_data.get(name), self.cleaned_data.get(name_to)
        for field, day in ((name, first), (name_to, last)):
            if day and day <= self.facts["today"]:
                self.add_error(field, _("Choose a day from tomorrow on."))
            elif day and (day - self.facts["today"]).days > FARTHEST_DAYS:
                self.add_error(field, _("Choose a day within the next 12 months."))
        if last and not first and name not in self.errors:
            self.add_error(name, _("Write the first day as well."))
        if first and last and last < first:
            self.add_error(name_to, _("The last day must not be before the first day."))

    def answers(self) -> dict[str, Any]:
        pairs = (
            (self.cleaned_data.get(f"day{n}"), self.cleaned_data.get(f"day{n}_to"))
            for n in range(1, PREFERENCES + 1)
        )
        days = [[str(first), str(last or first)] for first, last in pairs if first]
        return {
            "preferred_days": days,
            "time_of_day": plain(self.cleaned_data["time_of_day"]),
            "time_zone": self.cleaned_data["time_zone"],
        }
