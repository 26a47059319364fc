"""The calendars, the visits that must be moved, the private feeds, and the providers' time off."""

from functools import partial, update_wrapper

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments import feeds
from appointments.models import Visit
from appointments.staff import calendars
from appointments.staff.to_move import in_the_way, visits_to_move
from clinic.admin import TIME_OF_DAY
from clinic.models import TimeOff
from clinic.read_only import ReadOnly

TO_MOVE = "admin:appointments_visit_to_move"


@admin.register(Visit)
class VisitAdmin(ReadOnly, admin.ModelAdmin):
    """The entry opens the calendar; a visit is changed on the screen of its request."""

    def changelist_view(self, request, extra_context=None):
        return calendars.show(request, self)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The stock form would show a visit without a record: there is none."""
        raise Http404

    def history_view(self, request, object_id, extra_context=None):
        """It would name the request to people who may not see any."""
        raise Http404

    def get_urls(self):
        own = [
            path("to-move/", self._view(to_move), name="appointments_visit_to_move"),
            path("feeds/", self._view(feeds.manage), name="appointments_visit_feeds"),
        ]
        return own + super().get_urls()

    def _view(self, view):
        return self.admin_site.admin_view(update_wrapper(partial(view, admin=self), view))


def to_move(request, admin):
    """Visits that can't take place as they are, and those that are over without a word of how it went."""
    if not request.user.has_perm("appointments.change_appointmentrequest"):
        raise PermissionDenied
    now = timezone.now()
    over = Visit.objects.without_outcome(now).select_related("request", "provider", "location")
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Visits to be moved"),
        "opts": admin.opts,
        "found": visits_to_move(now),
        "over": over.only("request__reference", "provider", "location", "starts_at", "ends_at"),
    }
    return render(request, "admin/appointments/visit/to_move.html", context)


@admin.register(TimeOff)
class TimeOffAdmin(admin.ModelAdmin):
    """Days on which a provider sees nobody; visits that stand in the way are named at once."""

    formfield_overrides = TIME_OF_DAY
    list_display = ["provider", "first_day", "from_time", "last_day", "until_time"]
    list_filter = ["provider"]
    date_hierarchy = "first_day"
    fields = ["provider", ("first_day", "from_time"), ("last_day", "until_time")]

    def response_post_save_add(self, request, obj):
        return self._to_move(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self._to_move(request, obj) or super().response_post_save_change(request, obj)

    def _to_move(self, request, time_off):
        """Say which visits lie in the time off; who may move them is led there."""
        found = in_the_way(time_off, timezone.now())
        if not found:
            return None
        when = [
            f"{v.request}, {date_format(timezone.localtime(v.starts_at), 'F j, g:i A')}"
            for v in found
        ]
        words = _("Visits are booked in this time off and must be moved: %s.")
        messages.warning(request, words % "; ".join(when))
        may_move = request.user.has_perm("appointments.change_appointmentrequest")
        return redirect(TO_MOVE) if may_move else None
