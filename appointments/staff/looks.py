"""Who looked at the requests of one person: for a patient who asks, and for an administrator who wonders."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from appointments.models import AccessRecord, AppointmentRequest
from appointments.staff.desk import record

PAGE = 200


@sensitive_post_parameters()
@sensitive_variables()
def of_person(request: HttpRequest, admin) -> HttpResponse:
    """Every look at and change to the requests that a name, phone, email or reference finds.

    The term is posted, so that no name stands in a URL or a log; the search is on record itself.
    """
    if not admin.has_view_permission(request):
        raise PermissionDenied
    term = request.POST.get("term", "").strip()
    found = list(AppointmentRequest.objects.matching(term).sealed()) if term else []
    for one in found:
        record(request, one, AccessRecord.What.FOUND)
    looks = AccessRecord.objects.filter(request__in=found).select_related("by", "request")
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Who looked at a person’s requests"),
        "opts": admin.opts,
        "term": term,
        "found": found,
        "page": Paginator(looks, PAGE).get_page(request.POST.get("page")),
    }
    return render(request, "admin/appointments/accessrecord/person.html", context)
