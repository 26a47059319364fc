"""Forms with which staff bring pictures in, describe them and replace their files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Image
from articles.pictures import PictureRefused, check_cropping
from clinic.forms import PictureField

WORDS = ["title", "alternative_text", "is_decorative", "caption", "credit"]
FOCUS = ["focus_x", "focus_y"]


class ImageForm(forms.ModelForm):
    """A picture and its words; the file is checked by content and stored afresh."""

    file = PictureField(label=_("Picture"))

    class Meta:
        model = Image
        fields = ["file", *WORDS]
        widgets = {"alternative_text": forms.Textarea(attrs={"rows": 2})}


class ImageWordsForm(forms.ModelForm):
    """What is said of a picture, and what must stay in view where it is cropped.

    The entry says who writes (`by`): not everybody may change how a page looks that readers have.
    """

    by: Any = None

    class Meta:
        model = Image
        fields = [*WORDS, *FOCUS]
        widgets = {"alternative_text": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(self.changed_data) & set(FOCUS):
            try:
                check_cropping(self.instance, self.by)
            except PictureRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return cleaned


class ReplacementForm(forms.Form):
    """A new file for a picture, and why."""

    file = PictureField(label=_("New file"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": _("Say why: your colleagues and the history need it.")},
    )
