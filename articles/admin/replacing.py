"""A new file for a picture: asked for with a reason, put in place on every page at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles import pictures
from articles.image_forms import ReplacementForm
from articles.models import Image, Page
from articles.picture_uses import uses_of
from articles.pictures import PictureRefused


def may_replace(images: admin.ModelAdmin, request: HttpRequest) -> bool:
    """Whether this person may replace any picture at all; which ones, `articles.pictures` says."""
    allowed = request.user.has_perm("articles.replace_image")
    return allowed or images.has_change_permission(request)


@require_http_methods(["GET", "POST"])
def replace_view(request: HttpRequest, images: admin.ModelAdmin, key: int) -> HttpResponse:
    """Ask for the file and the reason; what was typed stays when something is wrong."""
    if not may_replace(images, request):
        raise PermissionDenied
    image = get_object_or_404(Image, pk=key)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReplacementForm(*sent)
    try:
        pictures.check_replacement(image, request.user)
        if form.is_valid():
            pages = pictures.replace(
                image,
                form.cleaned_data["file"],
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
            return _replaced(request, image, form, pages)
    except PictureRefused as refusal:
        return _asked(request, images, image, form, refusal=str(refusal))
    return _asked(request, images, image, form)


def _replaced(
    request: HttpRequest, image: Image, form: ReplacementForm, pages: list[Page]
) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    LogEntry.objects.log_actions(
        user_id=request.user.pk,
        queryset=[image],
        action_flag=CHANGE,
        change_message=_("File replaced: %(reason)s") % {"reason": reason},
        single_object=True,
    )
    messages.success(request, _told(pages))
    return HttpResponseRedirect(reverse("admin:articles_image_change", args=[image.pk]))


def _told(pages: list[Page]) -> str:
    if not pages:
        return _("The picture has its new file. No live page shows it.")
    return ngettext(
        "The picture has its new file; %(count)s live page shows it now.",
        "The picture has its new file; %(count)s live pages show it now.",
        len(pages),
    ) % {"count": len(pages)}


def _asked(
    request: HttpRequest, images: admin.ModelAdmin, image: Image, form: Any, refusal: str = ""
) -> HttpResponse:
    refused = form.is_bound or bool(refusal)
    context = {
        **images.admin_site.each_context(request),
        "opts": images.opts,
        "title": _("Replace the file"),
        "original": image,
        "form": form,
        "refusal": refusal,
        "uses": uses_of(image),
    }
    template = "admin/articles/image/replace.html"
    return TemplateResponse(request, template, context, status=422 if refused else 200)
