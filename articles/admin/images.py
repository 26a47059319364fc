"""Pictures: the only ways in are the form and the upload view, and both store a fresh file."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from articles import pictures
from articles.image_forms import FOCUS, WORDS, ImageForm, ImageWordsForm
from articles.models import Image
from articles.picture_uses import uses_of
from articles.pictures import PictureRefused

from .replacing import may_replace, replace_view

SHOWN_IN_LIBRARY = 24


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    list_display = ["thumbnail", "title", "alternative_text", "size", "uploaded"]
    list_display_links = ["thumbnail", "title"]
    list_filter = ["is_decorative"]
    list_per_page = 40
    search_fields = ["title", "alternative_text", "caption", "credit"]
    show_facets = admin.ShowFacets.ALWAYS
    change_form_template = "admin/articles/image/change_form.html"
    delete_confirmation_template = "admin/articles/image/delete.html"
    delete_selected_confirmation_template = "admin/articles/image/delete.html"
    readonly_fields = ["size", "uploaded", "shown_on", "files"]

    class Media:
        js = [Script("staff/focal-point.js", type="module")]

    @admin.display(description=_("Picture"))
    def thumbnail(self, image: Image) -> str:
        return render_to_string("admin/articles/image/thumbnail.html", {"image": image})

    @admin.display(description=_("Size"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=_("Added"), ordering="-uploaded_at")
    def uploaded(self, image: Image) -> str:
        return render_to_string("admin/day.html", {"at": image.uploaded_at})

    @admin.display(description=_("Shown on"))
    def shown_on(self, image: Image) -> str:
        context = {"uses": uses_of(image)}
        return render_to_string("admin/articles/image/uses.html", context)

    @admin.display(description=_("Files"))
    def files(self, image: Image) -> str:
        files = image.files.select_related("placed_by").order_by("-number")
        return render_to_string("admin/articles/image/files.html", {"files": files})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("files")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = ImageWordsForm if obj else ImageForm
        made = super().get_form(request, obj, form=form, **kwargs)
        return type(made.__name__, (made,), {"by": request.user})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        if obj is None:
            return [(None, {"fields": ["file", *WORDS]})]
        return [
            (_("What is said of it"), {"fields": WORDS}),
            (_("Focal point"), {"fields": [tuple(FOCUS)], "classes": ["focal-point"]}),
            (_("Where it is used"), {"fields": ["shown_on"]}),
            (_("The file"), {"fields": ["files", "size", "uploaded"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            pictures.take_in(obj, by=request.user)
            return
        super().save_model(request, obj, form, change)
        if set(form.changed_data) & set(FOCUS):
            pictures.rebuild_pages(obj)

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        image = kwargs.get("obj")
        context["picture"] = image and image.as_picture()
        context["may_replace"] = image is not None and may_replace(self, request)
        context["show_delete"] = image is not None and not pictures.pages_showing(image).exists()
        return super().render_change_form(request, context, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """What stands against deleting some pictures, as sentences in place of lists of rows."""
        allowed = [] if self.has_delete_permission(request) else [self.opts.verbose_name]
        return [], {}, allowed, list(filter(None, (_objection(image) for image in objs)))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except PictureRefused as refusal:  # somebody has just put it on a page
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:articles_image_changelist"))

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        pictures.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for image in queryset:
            try:
                pictures.remove(image)
            except PictureRefused as refusal:
                messages.error(request, str(refusal))

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("upload/", wrap(self.upload_view), name="articles_image_upload"),
            path("library/", wrap(self.library_view), name="articles_image_library"),
            path("<int:key>/replace/", wrap(self.replace_view), name="articles_image_replace"),
            *super().get_urls(),
        ]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a picture in; answers the editor's dialog in JSON and people with a page."""
        return _upload(request, self)

    def library_view(self, request: HttpRequest) -> HttpResponse:
        """The newest pictures that fit the words in `q`, for the editor's dialog."""
        return _library(request, self)

    def replace_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Put a new file in the place of a picture's present one."""
        return replace_view(request, self, key)


def _objection(image: Image) -> str:
    try:
        pictures.check_removal(image)
    except PictureRefused as refusal:
        return str(refusal)
    return ""


@require_http_methods(["GET", "POST"])
def _upload(request: HttpRequest, images: ImageAdmin) -> HttpResponse:
    if not images.has_add_permission(request):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImageForm(*sent)
    if form.is_valid():
        return _taken(request, pictures.take_in(form.save(commit=False), by=request.user))
    return _asked_again(request, images, form)


def _taken(request: HttpRequest, image: Image) -> HttpResponse:
    if request.accepts("text/html"):
        return HttpResponseRedirect(reverse("admin:articles_image_change", args=[image.pk]))
    return JsonResponse(as_choice(image), status=201)


def _asked_again(request: HttpRequest, images: ImageAdmin, form: ImageForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if not request.accepts("text/html"):
        return JsonResponse({"errors": form.errors}, status=status)
    context = {
        **images.admin_site.each_context(request),
        "opts": images.opts,
        "title": _("Add a picture"),
        "form": form,
    }
    return TemplateResponse(request, "admin/articles/image/upload.html", context, status=status)


@require_GET
def _library(request: HttpRequest, images: ImageAdmin) -> HttpResponse:
    if not images.has_view_permission(request):
        raise PermissionDenied
    words = request.GET.get("q", "").replace("\x00", "")  # which Postgres cannot look for
    found, _distinct = images.get_search_results(request, images.get_queryset(request), words)
    return JsonResponse({"images": [as_choice(image) for image in found[:SHOWN_IN_LIBRARY]]})


def as_choice(image: Image) -> dict[str, Any]:
    """What the editor's dialog needs to show and to insert a picture."""
    return {
        "id": image.pk,
        "url": image.file.url,
        "thumbnail": image.smallest,
        "width": image.width,
        "height": image.height,
        "title": image.title,
        "alt": image.alternative_text,
        "decorative": image.is_decorative,
    }
