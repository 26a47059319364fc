"""Dates as people write them: a date of birth in three text fields, a day from a calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

OLDEST = 125  # years; nobody on record has lived longer by much

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "ene", "enero"),
            ("feb", "february", "febrero"),
            ("mar", "march", "marzo"),
            ("apr", "april", "abr", "abril"),
            ("may", "mayo"),
            ("jun", "june", "junio"),
            ("jul", "july", "julio"),
            ("aug", "august", "ago", "agosto"),
            ("sep", "sept", "september", "septiembre", "setiembre"),
            ("oct", "october", "octubre"),
            ("nov", "november", "noviembre"),
            ("dec", "december", "dic", "diciembre"),
        ),
        start=1,
    )
    for name in names
}


class DatePart(forms.TextInput):
    """One text field of a date, which knows its label."""

    def __init__(self, label: Any, purpose: str):
        self.label = label
        super().__init__({"inputmode": "numeric", "autocomplete": purpose})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["label"] = self.label
        return context


class DateOfBirthInput(forms.MultiWidget):
    """Month, day and year, each in a text field with its own label."""

    template_name = "appointments/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None):
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": DatePart(_("Month"), "bday-month"),
            "day": DatePart(_("Day"), "bday-day"),
            "year": DatePart(_("Year"), "bday-year"),
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.month, value.day, value.year] if value else ["", "", ""]


class DateOfBirthField(forms.MultiValueField):
    """A date of birth; each thing that can be wrong has its own sentence. `today` is set by the form."""

    widget = DateOfBirthInput
    today: date

    def __init__(self, **options: Any):
        parts = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(
            parts,
            require_all_fields=False,
            help_text=_("For example, 3 27 1958."),
            error_messages={"required": _("Write the date of birth of the patient.")},
            **options,
        )

    def compress(self, parts: list[str]) -> date | None:
        if not any(parts):  # nothing but spaces
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return self._read(parts)

    def _read(self, parts: list[str]) -> date:
        names = (_("month"), _("day"), _("year"))
        missing = [name for name, part in zip(names, parts, strict=True) if not part]
        if missing:
            raise forms.ValidationError(
                _("The date of birth lacks its %(part)s."), params={"part": missing[0]}
            )
        born = read_date(*parts)
        if born is None:
            raise forms.ValidationError(
                _("This is not a real date. Write month, day and year, like 3 27 1958.")
            )
        if born > self.today:
            raise forms.ValidationError(_("The date of birth must be in the past."))
        if self.today.year - born.year > OLDEST:
            raise forms.ValidationError(
                _("Please check the year of birth, and write it with four digits.")
            )
        return born


def read_date(month: str, day: str, year: str) -> date | None:
    """The date that three typed parts make, the month as a number or a name; None if it does not exist."""
    try:
        number = MONTHS.get(month.strip().casefold().rstrip(".")) or int(month)
        return date(int(year), number, int(day))
    except (ValueError, OverflowError):
        return None


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
