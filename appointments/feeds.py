"""A provider's private calendar feed: its signed address, what it holds, and who may make or end it.

It says when and where, and the request's reference; nothing tells who comes or why.
"""

from datetime import datetime, timedelta

import icalendar
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.models import CalendarFeed, Visit
from appointments.models.feed import new_secret
from appointments.staff.desk import key_in
from clinic.models import Clinic, Provider

LOOKS_BACK = timedelta(days=30)
SIGNER = Signer(salt="appointments.feed")


def address(feed: CalendarFeed) -> str:
    """Where a calendar program reads the feed. Whoever knows the address can read it."""
    token = SIGNER.sign_object([feed.provider_id, feed.secret])
    return settings.SITE_URL + reverse("appointments:feed", args=[token])


def feed_at(token: str) -> CalendarFeed:
    """The feed at an address; raises Http404 for one that is not ours, or not any more."""
    try:
        provider, secret = SIGNER.unsign_object(token)
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    feed = get_object_or_404(CalendarFeed.objects.select_related("provider"), provider=provider)
    today = timezone.localdate(timezone=Clinic.objects.current().zone)
    if not constant_time_compare(feed.secret, secret) or not feed.provider.works_on(today, today):
        raise Http404
    return feed


@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The feed, as a calendar program asks for it."""
    feed = feed_at(token)
    body = calendar(feed.provider, timezone.now()).to_ical()
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def calendar(provider: Provider, at: datetime) -> icalendar.Calendar:
    """The provider's visits of the last 30 days and all that are to come."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Spine center//Visits//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Visits"))
    visits = Visit.objects.taking_place().of(provider).filter(ends_at__gt=at - LOOKS_BACK)
    for visit in visits.select_related("request", "location").only(*NEEDED):
        made.add_component(event(visit, at))
    return made


# Nothing encrypted is opened for a feed.
NEEDED = (
    *("request__reference", "location__name", "provider", "kind", "starts_at", "ends_at"),
    *("calendar_uid", "sequence"),
)


def event(visit: Visit, at: datetime) -> icalendar.Event:
    """One visit, without a word about the patient."""
    made = icalendar.Event()
    made.add("uid", f"{visit.calendar_uid}@visits")
    made.add("dtstamp", at)
    made.add("dtstart", visit.starts_at)
    made.add("dtend", visit.ends_at)
    made.add("sequence", visit.sequence)
    made.add("summary", _("Visit %s") % visit.request)
    made.add("location", visit.location.name if visit.location else _("By video"))
    made.add("class", "PRIVATE")
    made.add("status", "CONFIRMED")
    return made


def may_manage(request: HttpRequest, provider: Provider) -> bool:
    """Schedulers and administrators for everybody, a clinician for the own feed."""
    own = provider.account_id == request.user.pk
    return own or request.user.has_perm("appointments.change_calendarfeed")


def manage(request: HttpRequest, admin) -> HttpResponse:
    """The feeds, each with its address; make a new address, or end the feed."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        _change(request)
        return redirect("admin:appointments_visit_feeds")
    providers = Provider.objects.practicing().select_related("feed__made_by")
    rows = [(p, getattr(p, "feed", None)) for p in providers if may_manage(request, p)]
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Private calendar feeds"),
        "opts": admin.opts,
        "rows": [(provider, feed, address(feed) if feed else "") for provider, feed in rows],
    }
    return render(request, "admin/appointments/visit/feeds.html", context)


def _change(request: HttpRequest) -> None:
    provider = get_object_or_404(Provider, pk=key_in(request.POST.get("provider", "")))
    if not may_manage(request, provider):
        raise PermissionDenied
    if "end" in request.POST:
        CalendarFeed.objects.filter(provider=provider).delete()
        messages.success(request, _("The feed of %s has ended.") % provider)
        return
    made = {"secret": new_secret(), "made_at": timezone.now(), "made_by": request.user}
    CalendarFeed.objects.update_or_create(provider=provider, defaults=made)
    messages.success(
        request, _("The feed of %s has a new address. An earlier one no longer works.") % provider
    )
