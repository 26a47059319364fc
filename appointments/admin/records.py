"""What is kept beside the requests: messages, emergency stops, who looked at what."""

from functools import partial

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.models import AccessRecord, Anonymizing, EmergencyStop, Message
from appointments.staff import looks
from clinic.read_only import ReadOnly


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["request", "name", "state", "attempts", "created_at", "sent_at"]
    # It may quote the patient's address: the request's own screen shows it, which records the look.
    exclude = ["last_error"]
    list_filter = ["state", "name"]
    list_select_related = ["request"]
    ordering = ["-created_at"]


@admin.register(EmergencyStop)
class EmergencyStopAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["question", "set_version", "day", "count"]
    list_filter = ["question", "set_version"]
    date_hierarchy = "day"


@admin.register(Anonymizing)
class AnonymizingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["request", "at", "why", "by"]
    list_filter = ["why"]
    list_select_related = ["by", "request"]
    date_hierarchy = "at"


@admin.register(AccessRecord)
class AccessRecordAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "who", "what", "request", "address", "export"]
    list_filter = ["what", "by"]
    list_select_related = ["by", "request", "export__token"]
    date_hierarchy = "at"
    # A reference tells nobody's name, so it may stand in an address.
    search_fields = ["request__reference"]
    search_help_text = _("A reference, without its hyphen")

    def get_urls(self):
        view = self.admin_site.admin_view(partial(looks.of_person, admin=self))
        own = path("person/", view, name="appointments_accessrecord_of_person")
        return [own, *super().get_urls()]
