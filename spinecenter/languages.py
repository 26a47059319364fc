"""The language of a page stands in its address and nowhere else: English at `/`, Spanish under `/es/`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WITH_PREFIX = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]


def language_of(path: str) -> str:
    """The language that a path of ours speaks; the staff's screens speak English."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in WITH_PREFIX else settings.LANGUAGE_CODE


def path_in(language: str, path: str) -> str:
    """The same page's path in a language, for pages that stand in all of them."""
    here = language_of(path)
    bare = path.removeprefix(f"/{here}") if here in WITH_PREFIX else path
    return f"/{language}{bare}" if language in WITH_PREFIX else bare or "/"


class LanguageOfThePath:
    """Middleware: answers in the language of the path, and says where the page stands in the others.

    Django's own would ask cookies and headers, too, and pages would have to vary on them. A view whose
    page is not there in every language sets `request.addresses` (language → path) itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.addresses = {code: path_in(code, request.path) for code in LANGUAGES}
        with translation.override(language_of(request.path_info)):
            return self.get_response(request)
