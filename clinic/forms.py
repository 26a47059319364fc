"""Form fields that both the clinic's and the library's screens use."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from clinic.pictures import LONGEST_SIDE, re_encode

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif"


class PictureField(forms.FileField):
    """An uploaded picture, replaced by a fresh file of ours before anything keeps it."""

    default_error_messages = {
        "required": _("Choose a picture: a JPEG, PNG, WebP or GIF file."),
        "empty": _("This file is empty. Choose the picture again."),
    }

    def __init__(self, *, longest_side: int = LONGEST_SIDE, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest_side = longest_side

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ACCEPTED}

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return self._fresh(upload) if isinstance(upload, UploadedFile) else upload

    def _fresh(self, upload: UploadedFile) -> ContentFile:
        return re_encode(upload, longest_side=self.longest_side)


class DayAndTime(AdminSplitDateTime):
    """A day and a time of day, each with a name for people who listen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, name in zip(self.widgets, (_("Day"), _("Time of day")), strict=True):
            part.attrs["aria-label"] = name
