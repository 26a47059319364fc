"""Pages whose words are in English only: other languages get a page that says so and offers ways on."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

View = Callable[..., HttpResponse]


def in_english_only(view: View) -> View:
    """Half a form in a foreign language helps nobody: elsewhere, say so, name the phone and lead there."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if translation.get_language() == settings.LANGUAGE_CODE:
            return view(request, *args, **kwargs)
        context = {"english": _english_address(request)}
        return render(request, "appointments/in_english_only.html", context)

    return wrapped


def _english_address(request: HttpRequest) -> str:
    here = request.resolver_match
    assert here is not None
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse(here.view_name, args=here.args, kwargs=here.kwargs)
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
