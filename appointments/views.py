"""The public pages about appointments. None of them sets a cookie or puts an answer into a URL."""

from datetime import datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from appointments import preparing, promise, walk
from appointments.models import AppointmentRequest
from appointments.models.choices import VisitKind
from appointments.reference import read_reference
from appointments.status_page import StatusPage
from clinic.hours import DeskHours
from clinic.models import Clinic, Location, Weekday


def carries_particulars(view):
    """A page that no shared cache may keep, that search engines leave out, and that never logs a post.

    `no-cache`, not `no-store`: with `no-store` the browser's Back button would lose the answers.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        response["X-Robots-Tag"] = "noindex"
        return response

    return sensitive_post_parameters()(sensitive_variables()(wrapped))


def at_the_desk(clinic: Clinic, at: datetime) -> dict[str, object]:
    """Whether somebody is at the appointment desk, when next, and the desk's week."""
    hours = DeskHours.load(clinic, at)
    week = [
        (day.label, [(s.opens, s.closes) for s in hours.spans if s.weekday == day])
        for day in Weekday
    ]
    return {
        "is_open": hours.is_open(at),
        "opens": hours.next_open(at),
        "week": week if hours.spans else [],
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ways to an appointment."""
    request.clinic = Clinic.objects.current()
    desk = at_the_desk(request.clinic, timezone.now())
    return render(request, "appointments/index.html", desk)


@require_safe
def virtual_visits(request: HttpRequest) -> HttpResponse:
    """What a video visit is, what it needs and what it costs."""
    return render(request, "appointments/virtual_visits.html")


@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """How to get ready for a video visit, with a check of camera, microphone, speaker and connection."""
    response = render(request, "appointments/set_up.html")
    # Elsewhere pages of ours may ask for neither.
    response["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=()"
    return response


@require_safe
def prepare(request: HttpRequest, kind: str = VisitKind.EITHER) -> HttpResponse:
    """What everybody does well to bring and ask; the sheet of one request stands behind its status page."""
    if kind not in VisitKind.values:
        raise Http404("There is no such kind of visit.")
    context = {
        "sheet": preparing.sheet({}, kind=kind),
        "locations": Location.objects.open_to_patients(),
    }
    return render(request, "appointments/prepare.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@carries_particulars
def request_visit(request: HttpRequest) -> HttpResponse:
    """The request form, page by page."""
    return walk.respond(request, at=timezone.now())


@require_safe
@carries_particulars
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens next, for a request that was sent; nothing on it tells who sent it."""
    made = AppointmentRequest.objects.filter(reference=read_reference(reference)).first()
    if made is None:
        raise Http404("There is no such request.")
    request.clinic = Clinic.objects.current()
    at = timezone.now()
    measured = promise.median_answer_time(at)
    context = {
        "made": made,
        "usual": promise.in_hours_or_days(measured) if measured else None,
        **at_the_desk(request.clinic, at),
    }
    return render(request, "appointments/sent.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@carries_particulars
def status(request: HttpRequest, token: str = "") -> HttpResponse:
    """Where a request stands, for whoever knows the patient's date of birth and the reference, or has its link."""
    return StatusPage(request, at=timezone.now(), token=token).respond()
