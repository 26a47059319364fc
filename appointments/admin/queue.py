"""The staff's queue of requests."""

from functools import partial, update_wrapper

from django.contrib import admin
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appointments import desk
from appointments.models import AppointmentRequest

URGENT_TAG = "admin/appointments/appointmentrequest/urgent_tag.html"


class QueueFilter(admin.SimpleListFilter):
    """What to show of the queue; without a choice, what still needs work."""

    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [("overdue", _("Overdue")), ("all", _("All, closed ones too"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Open")}, *others]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.overdue()
        # Somebody who asks for one state wants all requests in it, closed or not.
        everything = self.value() == "all" or "status__exact" in request.GET
        return queryset if everything else queryset.open()


@admin.register(AppointmentRequest)
class AppointmentRequestAdmin(admin.ModelAdmin):
    list_display = ["named", "how_soon", "state_in_words", "kind", "region", "asked", "due"]
    list_filter = [QueueFilter, "status", "urgency", "kind", "region", "location"]
    list_per_page = 50
    actions = None

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).urgent_first()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The stock form would show and change a request without a record: there is none."""
        raise Http404

    def get_urls(self):
        names = "appointments_appointmentrequest_"
        own = [
            path("add/", self._view(desk.enter, cacheable=True), name=f"{names}add"),
            path("find/", self._view(desk.find), name=f"{names}find"),
            path("<int:pk>/change/", self._view(desk.show), name=f"{names}change"),
            path("<int:pk>/move/", self._view(desk.move), name=f"{names}move"),
            path("<int:pk>/note/", self._view(desk.note), name=f"{names}note"),
        ]
        return own + super().get_urls()

    def _view(self, view, *, cacheable=False):
        bound = update_wrapper(partial(view, admin=self), view)
        return self.admin_site.admin_view(bound, cacheable=cacheable)

    @admin.display(description=_("reference"), ordering="reference")
    def named(self, request):
        return request.display_reference

    @admin.display(description=_("how soon"), ordering="-urgency")
    def how_soon(self, request):
        if request.is_urgent():
            return render_to_string(URGENT_TAG, {"words": _("Urgent: call today")})
        if request.is_overdue():
            return render_to_string(URGENT_TAG, {"words": _("Overdue")})
        return request.get_urgency_display()

    @admin.display(description=_("state"), ordering="status")
    def state_in_words(self, request):
        return request.get_status_display()

    @admin.display(description=_("asked"), ordering="asked_at")
    def asked(self, request):
        return date_format(timezone.localtime(request.asked_at), "F j, Y, g:i A")

    @admin.display(description=_("answer promised by"), ordering="answer_due")
    def due(self, request):
        due = request.answer_due
        return date_format(timezone.localtime(due), "F j, Y, g:i A") if due else ""
