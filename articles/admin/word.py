"""“Import a Word document” on the lists of pages: a file in, a draft out, and what was left out, said."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles.importing.word import draft_from_word
from articles.word import LARGEST_FILE, WordRefused, read_document
from articles.word.package import TOO_LARGE

AROUND_THE_FILE = 64 * 1024  # what a form sends beside it
MOST_READ_IN_VAIN = 512 * 1024 * 1024
CHUNK = 1024 * 1024
SHOWN = 12


class WordForm(forms.Form):
    """The document to import."""

    file = forms.FileField(
        label=_("Word document"),
        allow_empty_file=True,  # it gets a sentence of its own
        widget=forms.FileInput(
            attrs={
                "accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "data-most-bytes": LARGEST_FILE,
            }
        ),
        help_text=_("A .docx file of at most 25 MB."),
        error_messages={"required": _("Choose the Word document first.")},
    )

    def clean_file(self) -> Any:
        """The document, read; the upload itself is not kept."""
        upload = self.cleaned_data["file"]
        try:
            return read_document(upload, upload.name)
        except WordRefused as error:
            raise ValidationError(str(error), code="refused") from error


class WordMixin:
    """One screen that takes a Word document and leads to the new draft's form."""

    admin_site: Any
    opts: Any
    kind: Any
    has_add_permission: Any
    change_list_template = "admin/articles/page_list.html"

    def get_urls(self) -> list:
        # The token is asked for inside, once it is known that the form is not too large to be read.
        view = self.admin_site.admin_view(csrf_exempt(self.word_view))
        own = path("import-word/", view, name=f"{self._word_base}_word")
        return [own, *super().get_urls()]  # type: ignore[misc]

    @property
    def _word_base(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def word_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a document (GET) or make a draft of it (POST); a refusal is a sentence."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + AROUND_THE_FILE:
            _read_in_vain(request)
            form = WordForm({}, {})
            form.errors["file"] = form.error_class([TOO_LARGE])
            return self._word_asked(request, form, status=413)
        return csrf_protect(self._word_sent)(request)

    def _word_sent(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._word_asked(request, WordForm())
        form = WordForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._word_asked(request, form, status=422)
        page, left_out = draft_from_word(form.cleaned_data["file"], kind=self.kind, by=request.user)
        messages.success(request, _("“%(page)s” is a draft now.") % {"page": page})
        _tell(request, left_out)
        return HttpResponseRedirect(reverse(f"admin:{self._word_base}_change", args=[page.pk]))

    def _word_asked(self, request: HttpRequest, form: WordForm, status: int = 200) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import a Word document"),
            "form": form,
            "too_large": TOO_LARGE,
        }
        return TemplateResponse(request, "admin/articles/word.html", context, status=status)


def _tell(request: HttpRequest, left_out: list[str]) -> None:
    for sentence in left_out[:SHOWN]:
        messages.warning(request, sentence)
    if (more := len(left_out) - SHOWN) > 0:
        words = ngettext("… and %(n)s more thing.", "… and %(n)s more things.", more)
        messages.warning(request, words % {"n": more})


def _read_in_vain(request: HttpRequest) -> None:
    """Take the upload off the line, so that the browser shows our sentence and not a broken line."""
    left = MOST_READ_IN_VAIN
    while left > 0 and (chunk := request.read(CHUNK)):
        left -= len(chunk)
