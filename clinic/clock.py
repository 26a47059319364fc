"""Staff read and write times as the clinic's own clocks show them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from clinic.models import Clinic


class StaffClock:
    """Middleware: the staff's screens in the clinic's time zone, wherever the server stands.

    It leaves the clinic on the request, where the screens look for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        request.clinic = Clinic.objects.current()
        with timezone.override(request.clinic.zone):
            return self.get_response(request)
