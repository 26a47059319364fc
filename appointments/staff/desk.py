"""What staff do with a request: find it, read it, note something, move it on, enter one by phone.

Every look at a request is recorded. Searches are posted, so that no name stands in a URL or a log.
"""

from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from appointments import scheduling, walk
from appointments.address import address_of
from appointments.models import AccessRecord, AppointmentRequest, InvalidTransition, Status
from appointments.staff import screen

FOUND_AT_MOST = 50
LONGEST_KEY = 18  # digits
CHANGE_PAGE = "admin:appointments_appointmentrequest_change"


def record(request: HttpRequest, looked_at: AppointmentRequest, what: str) -> None:
    """Keep who looked at or changed a request, when and from where."""
    AccessRecord.objects.create(
        request=looked_at, by=request.user, what=what, address=address_of(request)
    )


def opened(request: HttpRequest, admin, pk: str, permission: str) -> AppointmentRequest:
    """The request with that key, for somebody who has the permission on it.

    An anonymized one is only looked at: what is added to it would never be wiped again.
    """
    if not request.user.has_perm(f"appointments.{permission}_appointmentrequest"):
        raise PermissionDenied
    found = AppointmentRequest.objects.select_related(
        "safety_set", "location", "entered_by", "owner", "duplicate_of"
    )
    shown = get_object_or_404(found, pk=pk)
    if shown.anonymized_at and permission == "change":
        raise PermissionDenied
    return shown


def key_in(posted: str) -> int:
    """The key of a row that a form names; 0, which no row has, for what can't be one."""
    return int(posted) if posted.isdecimal() and len(posted) <= LONGEST_KEY else 0


def ask_again(
    request: HttpRequest, admin, about: AppointmentRequest, form: Form, title: str
) -> HttpResponse:
    """The form by itself, with what was typed and what is wrong with it."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        **screen.who(about),
        "form": form,
    }
    return render(request, "admin/appointments/appointmentrequest/act.html", context)


def change(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Everything about one request on one readable screen."""
    shown = opened(request, admin, pk, "view")
    for one in (shown, *shown.duplicates.all()):
        record(request, one, AccessRecord.What.OPENED)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Request %s") % shown,
        "opts": admin.opts,
        **screen.answers(shown),
        **screen.history(shown),
        **screen.together(shown),
        **screen.work(request, admin, shown),
    }
    return render(request, "admin/appointments/appointmentrequest/detail.html", context)


@require_POST
@sensitive_post_parameters()
def move(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Move a request on; a move that is not in the table comes back as a message."""
    moved = opened(request, admin, pk, "change")
    status = request.POST.get("status", "")
    if status not in Status.values:
        raise BadRequest("There is no such state.")
    try:
        reason = request.POST.get("reason", "").strip()
        scheduling.move_on(moved, status, by=request.user, at=timezone.now(), reason=reason)
    except InvalidTransition as refused:
        messages.error(request, str(refused))
    else:
        record(request, moved, AccessRecord.What.MOVED)
        messages.success(request, _("Now: %s.") % Status(status).label)
    return redirect(CHANGE_PAGE, moved.pk)


@require_POST
@sensitive_post_parameters()
def note(request: HttpRequest, admin, pk: str) -> HttpResponse:
    """Add a note for colleagues."""
    noted = opened(request, admin, pk, "change")
    text = request.POST.get("text", "").strip()
    if text:
        noted.notes.create(by=request.user, text=text)
        record(request, noted, AccessRecord.What.NOTED)
        messages.success(request, _("The note is added."))
    else:
        messages.error(request, _("Write the note first."))
    return redirect(CHANGE_PAGE, noted.pk)


@sensitive_post_parameters()
@sensitive_variables()
def find(request: HttpRequest, admin) -> HttpResponse:
    """Requests found by exact name, phone, email or reference; one alone is opened at once."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    term = request.POST.get("term", "").strip()
    found = list(AppointmentRequest.objects.matching(term).urgent_first()[:FOUND_AT_MOST])
    for request_found in found:
        record(request, request_found, AccessRecord.What.FOUND)
    if len(found) == 1:
        return redirect(CHANGE_PAGE, found[0].pk)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Find a request"),
        "opts": admin.opts,
        "term": term,
        "found": found,
    }
    return render(request, "admin/appointments/appointmentrequest/find.html", context)


def enter(request: HttpRequest, admin) -> HttpResponse:
    """A request that came by phone, in the same steps; the browser may keep its pages for Back."""
    if not admin.has_add_permission(request):
        raise PermissionDenied
    arrive = partial(_arrive, request)
    response = walk.respond(request, at=timezone.now(), staff=request.user, arrive=arrive)
    response["Cache-Control"] = "private, no-cache"
    return response


def _arrive(request: HttpRequest, made: AppointmentRequest) -> HttpResponse:
    record(request, made, AccessRecord.What.ENTERED)
    messages.success(request, _("The request is entered. Its reference is %s.") % made)
    return redirect(CHANGE_PAGE, made.pk)
