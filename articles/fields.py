"""Rich text: CKEditor in, sanitised HTML out. The one place that knows which editor we use."""

from typing import Any

from ckeditor.fields import RichTextField as CKEditorField
from ckeditor.fields import RichTextFormField as CKEditorFormField
from ckeditor.widgets import CKEditorWidget, json_encode
from django.conf import settings
from django.db import models
from django.forms import Media
from django.templatetags.static import static

from articles.html import ATTRIBUTES, LOWERED, TAGS, sanitise

# Buttons only for what the allow-list keeps; “Picture” is ours (static/staff/pictures.js).
TOOLBAR = [
    ["Format"],
    ["Bold", "Italic"],
    ["BulletedList", "NumberedList", "Outdent", "Indent"],
    ["Link", "Unlink", "Picture", "Table"],
    ["RemoveFormat"],
    ["Undo", "Redo"],
]
# What the bundle brings and staff must not use: uploads past our own view, styling, other people's servers.
LEFT_OUT = [
    "about", "bidi", "colorbutton", "colordialog", "copyformatting", "dialogadvtab", "div",
    "elementspath", "exportpdf", "filebrowser", "flash", "font", "forms", "iframe", "image",
    "justify", "language", "magicline", "newpage", "pagebreak", "preview", "print", "save", "scayt",
    "showblocks", "smiley", "sourcearea", "stylescombo", "templates", "uploadimage", "wsc",
]  # fmt: skip


def allowed_content() -> str:
    """The sanitiser's allow-list in the editor's own words, so that staff see what will be kept."""
    rules = (
        f"{tag}[{','.join(sorted(attributes))}]"
        for tag in sorted(TAGS | {"*"})
        if (attributes := ATTRIBUTES.get(tag, set()))
    )
    return ";".join([" ".join(sorted(TAGS)), *rules])


CONFIG = {
    "allowedContent": allowed_content(),
    "toolbar": TOOLBAR,
    "format_tags": "p;h3;h4",
    "removePlugins": ",".join(LEFT_OUT),
    "extraPlugins": "picture",
    "removeDialogTabs": "link:advanced;link:target",
    "removeButtons": "",
    "linkDefaultProtocol": "https://",
    "entities": False,
    "disableNativeSpellChecker": False,
    "customConfig": "",
    "stylesSet": False,
    "versionCheck": False,
    "pasteFromWordPromptCleanup": False,
    "pasteFromWordRemoveFontStyles": True,
    "height": 280,
    "width": "100%",
}


class EditorWidget(CKEditorWidget):
    """A plain textarea, usable as it is; static/staff/editor.js makes an editor of it when needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, template_name="django/forms/widgets/textarea.html", attrs={"rows": 12}
        )
        self.config = dict(CONFIG)

    @property
    def media(self) -> Media:
        return Media()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict:
        context = super().get_context(name, value, attrs)
        config = self.config | {"contentsCss": static("staff/editor-content.css")}
        context["widget"]["attrs"] |= {
            "data-editor": json_encode(config),
            "data-editor-base": static("ckeditor/ckeditor/"),
            "data-editor-media": settings.MEDIA_URL,
            "data-editor-build": settings.BUILD,
            "data-editor-lowered": json_encode(LOWERED),
        }
        return context


class RichTextFormField(CKEditorFormField):
    widget = EditorWidget


class RichTextField(CKEditorField):
    """HTML from an editor, sanitised on every way into the database.

    `pre_save` cleans what `save`, `create` and `bulk_create` hold, so that the instance reads as
    stored; `get_prep_value` cleans what `update` and `bulk_update` hand over. An update with an
    expression is computed by the database and passes both: rendering sanitises once more.
    """

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = sanitise(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return sanitise(value) if isinstance(value, str) else value
