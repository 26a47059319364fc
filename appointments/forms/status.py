"""What opens the status page."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.widgets import DateOfBirthField

from .asking import text


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
