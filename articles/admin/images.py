"""Pictures: the only ways in are the form and the upload view, and both store a fresh file."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from articles.forms import ImageForm
from articles.models import Image

SHOWN_IN_LIBRARY = 24
WORDS = ["title", "alternative_text", "is_decorative", "caption", "credit"]


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    form = ImageForm
    list_display = ["thumbnail", "title", "alternative_text", "size", "uploaded"]
    list_display_links = ["thumbnail", "title"]
    list_filter = ["is_decorative"]
    list_per_page = 40
    search_fields = ["title", "alternative_text", "caption", "credit"]
    show_facets = admin.ShowFacets.ALWAYS

    @admin.display(description=_("Picture"))
    def thumbnail(self, image: Image) -> str:
        return render_to_string("admin/articles/image/thumbnail.html", {"image": image})

    @admin.display(description=_("Size"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=_("Added"), ordering="-uploaded_at")
    def uploaded(self, image: Image) -> str:
        return render_to_string("admin/day.html", {"at": image.uploaded_at})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["thumbnail", *WORDS, "size", "uploaded"] if obj else ["file", *WORDS]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # The file stays as it is: pages name it. Another picture is another upload.
        return ["file", "thumbnail", "size", "uploaded"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # words that name a picture may be live, or be looked up years later

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list:
        site = self.admin_site
        return [
            path("upload/", site.admin_view(self.upload_view), name="articles_image_upload"),
            path("library/", site.admin_view(self.library_view), name="articles_image_library"),
            *super().get_urls(),
        ]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a picture in; answers the editor's dialog in JSON and people with a page."""
        return _upload(request, self)

    def library_view(self, request: HttpRequest) -> HttpResponse:
        """The newest pictures that fit the words in `q`, for the editor's dialog."""
        return _library(request, self)


@require_http_methods(["GET", "POST"])
def _upload(request: HttpRequest, images: ImageAdmin) -> HttpResponse:
    if not images.has_add_permission(request):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImageForm(*sent)
    if form.is_valid():
        form.instance.uploaded_by = request.user
        return _taken(request, form.save())
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
        "width": image.width,
        "height": image.height,
        "title": image.title,
        "alt": image.alternative_text,
        "decorative": image.is_decorative,
    }
