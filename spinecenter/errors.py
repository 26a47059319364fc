"""What visitors see when the site cannot answer."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_AFTER = "30"  # seconds


def page_not_found(request, exception):
    """404, which leads to no other language: nothing is there, either."""
    request.addresses = {}
    return defaults.page_not_found(request, exception)


def bad_request(request, exception):
    """400 for what no browser sends by itself: too large, broken, or asked of another host's name."""
    page = render_to_string("400.html", {"phone": settings.PHONE_FALLBACK})
    return HttpResponse(page, status=400, headers={"Cache-Control": "no-store"})


def server_error(request):
    """503 with the clinic's phone while the database is away, 500 otherwise; neither asks the database."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    page = render_to_string("503.html" if away else "500.html", {"phone": settings.PHONE_FALLBACK})
    response = HttpResponse(page, status=503 if away else 500)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = RETRY_AFTER
    return response
