"""What visitors see when the site cannot answer."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_AFTER = "30"  # seconds
# The request form, the same form for staff, and the status page.
CARRYING = {
    "appointments:request",
    "appointments:status",
    "appointments:status_by_link",
    "admin:appointments_appointmentrequest_add",
}


def page_not_found(request, exception):
    """404, which leads to no other language: nothing is there, either."""
    request.addresses = {}
    return defaults.page_not_found(request, exception)


def bad_request(request, exception):
    """400 for what no browser sends by itself: too large, broken, or asked of another host's name."""
    page = render_to_string("400.html", {"phone": settings.PHONE_FALLBACK})
    return HttpResponse(page, status=400, headers={"Cache-Control": "no-store"})


def server_error(request):
    """503 with the clinic's phone while the database is away, 500 otherwise; neither asks the database.

    What somebody typed into a form about a visit stands in the 503, ready to be sent again.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    carried = list(typed(request)) if away else []
    context = {"phone": settings.PHONE_FALLBACK, "carried": carried, "path": request.path}
    page = render_to_string("503.html" if away else "500.html", context)
    response = HttpResponse(page, status=503 if away else 500)
    # With `no-store` the browser's Back would lose the answers.
    response["Cache-Control"] = "private, no-cache" if carried else "no-store"
    if away:
        response["Retry-After"] = RETRY_AFTER
    return response


def typed(request):
    """The names and values that were posted to a form whose pages carry the answers themselves."""
    match = request.resolver_match
    if request.method == "POST" and match and match.view_name in CARRYING:
        for name, values in request.POST.lists():
            yield from ((name, value) for value in values)
