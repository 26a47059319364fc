"""The staff's queue of requests."""

from functools import partial, update_wrapper

from django.contrib import admin
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appointments.admin.filters import OwnerFilter, QueueFilter
from appointments.fields import EncryptedTextField, KeyedHashesField
from appointments.models import AppointmentRequest
from appointments.models.handling import name_of
from appointments.staff import booking, contacting, costs, desk, duplicates, suspects, whose, wishes
from appointments.staff.exports import export
from appointments.staff.reports import overview, picture

HOW_SOON = "admin/appointments/appointmentrequest/how_soon.html"


# The pages of one request: the address after its key, and what answers; its name is the function's.
PAGES = [
    ("change", desk.change),
    ("move", desk.move),
    ("offer", booking.offer),
    ("book", booking.book),
    ("rebook", booking.rebook),
    ("accept", booking.accept),
    ("refuse", booking.refuse),
    ("note", desk.note),
    ("take", whose.take),
    ("hand-over", whose.hand_over),
    ("attempt", contacting.attempt),
    ("letter", contacting.letter),
    ("estimate", costs.estimate),
    ("let-in", suspects.let_in),
    ("copy", wishes.copy),
    ("correct", wishes.correct),
    ("anonymize", wishes.anonymize),
    ("hold", wishes.hold),
    ("compare/<int:other>", duplicates.compare),
    ("join/<int:other>", duplicates.join),
]


def briefly(moment):
    """A moment short enough for a column; the year where it is not this one."""
    local = timezone.localtime(moment)
    is_now = local.year == timezone.localdate().year
    return date_format(local, "D, M j, g:i A" if is_now else "M j, Y, g:i A")


@admin.register(AppointmentRequest)
class AppointmentRequestAdmin(admin.ModelAdmin):
    list_display = [
        *("named", "how_soon", "state_in_words", "has_it", "due", "asked", "wanted", "region"),
    ]
    list_filter = [QueueFilter, OwnerFilter, "status", "urgency", "kind", "location", "region"]
    list_select_related = ["owner", "location"]
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    actions = ["let_in", "decline"]

    def get_actions(self, request):
        """Many at once only where many may be a machine's."""
        apart = request.GET.get("queue") == "held-apart"
        return super().get_actions(request) if apart else {}

    @admin.action(description=_("Put into the queue"), permissions=["change"])
    def let_in(self, request, queryset):
        count = suspects.release_all(request, queryset)
        self.message_user(request, _("%d put into the queue.") % count)

    @admin.action(description=_("Decline: not from a patient"), permissions=["change"])
    def decline(self, request, queryset):
        count = suspects.decline_all(request, queryset)
        self.message_user(request, _("%d declined.") % count)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).sealed().urgent_first()

    def lookup_allowed(self, lookup, value, request=None):
        """Nothing that patients wrote is compared with an address: it is encrypted or hashed."""
        name = lookup.partition("__")[0]
        field = next((f for f in self.opts.concrete_fields if f.name == name), None)
        sealed = isinstance(field, EncryptedTextField | KeyedHashesField)
        return not sealed and super().lookup_allowed(lookup, value, request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The stock form would show and change a request without a record: there is none."""
        raise Http404

    def get_urls(self):
        names = "appointments_appointmentrequest_"
        own = [
            path("add/", self._view(desk.enter, cacheable=True), name=f"{names}add"),
            path("find/", self._view(desk.find), name=f"{names}find"),
        ]
        own += [
            path("export/", self._view(export), name=f"{names}export"),
            path("reports/", self._view(overview), name=f"{names}overview"),
            path("reports/<slug:name>.svg", self._view(picture), name=f"{names}picture"),
        ]
        own += [
            path(f"<int:pk>/{page}/", self._view(view), name=names + view.__name__)
            for page, view in PAGES
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
        return render_to_string(HOW_SOON, {"shown": request, "is_overdue": request.is_overdue()})

    @admin.display(description=_("state"), ordering="status")
    def state_in_words(self, request):
        return request.get_status_display()

    @admin.display(description=_("owner"), ordering="owner__username")
    def has_it(self, request):
        return name_of(request.owner) if request.owner else _("Nobody")

    @admin.display(description=_("visit"), ordering="kind")
    def wanted(self, request):
        place = request.location.name if request.location else ""
        return ", ".join(filter(None, [request.get_kind_display(), place]))

    @admin.display(description=_("asked"), ordering="asked_at")
    def asked(self, request):
        return briefly(request.asked_at)

    @admin.display(description=_("answer promised by"), ordering="answer_due")
    def due(self, request):
        due = request.answer_due
        return briefly(due) if due else ""
