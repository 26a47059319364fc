"""What left the site, and the tokens with which other programs read."""

from functools import partial

from django.contrib import admin, messages
from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.models import Export, ReadToken
from appointments.staff import tokens
from clinic.read_only import ReadOnly


@admin.register(Export)
class ExportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "by", "token", "format", "rows", "purpose", "address"]
    list_filter = ["format", "by", "token"]
    list_select_related = ["by", "token"]
    date_hierarchy = "at"


@admin.register(ReadToken)
class ReadTokenAdmin(admin.ModelAdmin):
    list_display = ["name", "purpose", "made_at", "made_by", "revoked_at", "revoked_by"]
    list_select_related = ["made_by", "revoked_by"]
    readonly_fields = list_display
    fields = list_display
    actions = ["revoke"]

    def get_urls(self):
        make = self.admin_site.admin_view(partial(tokens.make, admin=self))
        return [path("add/", make, name="appointments_readtoken_add"), *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Revoke: nobody reads with it any more"), permissions=["change"])
    def revoke(self, request, queryset):
        for token in queryset:
            token.revoke(by=request.user)
            self.log_change(request, token, _("Revoked"))
        messages.success(request, _("Nobody can read with it any more."))
