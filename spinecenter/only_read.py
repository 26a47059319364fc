"""Pages that are only read: whatever would write to them is told so, and nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

READING = ("GET", "HEAD")


class OnlyRead:
    """Middleware: 405 for all but GET and HEAD, except in the admin and where a view guards itself.

    Readers have no cookie, so Django's guard of forms would take a stray POST for a form from an earlier
    login. The views that patients may post to are exempt from it (`csrf_exempt`) and look for themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: object,
        kwargs: object,
    ) -> HttpResponseBase | None:
        """Refuse before the guard of forms is asked."""
        match = request.resolver_match
        in_admin = match is not None and "admin" in match.namespaces
        if request.method in READING or in_admin or getattr(view, "csrf_exempt", False):
            return None
        return HttpResponseNotAllowed(READING)
