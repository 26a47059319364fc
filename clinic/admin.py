"""Who and where the center is, and the questions that tell an emergency."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from localflavor.us.us_states import STATE_CHOICES

from .forms import DayAndTime, PictureField
from .models import (
    Clinic,
    Holiday,
    Location,
    OpeningHours,
    Provider,
    ProviderHours,
)
from .question_sets import SafetyQuestionSetAdmin

__all__ = ["SafetyQuestionSetAdmin"]  # registered where it is declared

LONGEST_SIDE_OF_PORTRAIT = 480  # shown at most nine rem wide: enough for the densest screen


@admin.register(Clinic)
class ClinicAdmin(admin.ModelAdmin):
    """The one clinic: its entry opens the form at once."""

    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {"widget": DayAndTime},
    }
    fieldsets = [
        (
            None,
            {"fields": ["name", "strapline", "phone", "email", "time_zone"]},
        ),
        (_("Notice for the whole site"), {"fields": ["notice", "notice_until"]}),
        (_("In an emergency"), {"fields": ["emergency_number", "lifeline_number"]}),
        (
            _("Requests for visits"),
            {
                "fields": [
                    *("response_business_days", "offers_stand_hours", "staff_email"),
                    *("change_until_hours", "keep_requests_months"),
                    *("virtual_visit_cost", "virtual_visit_cost_es"),
                ]
            },
        ),
        (_("Patient portal"), {"fields": ["portal_name", "portal_url"]}),
    ]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not Clinic.objects.exists():
            return HttpResponseRedirect(reverse("admin:clinic_clinic_add"))
        return HttpResponseRedirect(reverse("admin:clinic_clinic_change", args=[1]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Clinic.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Clinic, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)


class ProviderForm(forms.ModelForm):
    portrait = PictureField(
        label=_("Portrait"),
        required=False,
        widget=forms.ClearableFileInput,
        longest_side=LONGEST_SIDE_OF_PORTRAIT,
    )
    licensed_states = forms.MultipleChoiceField(
        label=_("Licensed in"),
        choices=STATE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("States in which a patient may be during a virtual visit."),
    )

    class Meta:
        model = Provider
        exclude: list[str] = []


# The browser's own field: the admin's clock would speak of its server's time.
TIME_OF_DAY = {
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}
}


class ProviderHoursInline(admin.StackedInline):
    model = ProviderHours
    formfield_overrides = TIME_OF_DAY
    extra = 0
    fields = [("weekday", "opens", "closes", "location")]
    verbose_name_plural = _("hours for visits")


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin):
    form = ProviderForm
    list_display = ["name", "credentials", "role", "is_practicing", "offers_virtual_visits"]
    list_filter = ["is_practicing", "offers_virtual_visits", "locations"]
    inlines = [ProviderHoursInline]
    search_fields = ["name", "role", "specialties"]
    autocomplete_fields = ["locations", "account"]
    show_facets = admin.ShowFacets.ALWAYS
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "credentials", "role", "slug", "portrait"]}),
        (_("What patients read"), {"fields": ["specialties", "biography", "languages"]}),
        (
            _("Where and how"),
            {"fields": ["locations", "offers_virtual_visits", "licensed_states"]},
        ),
        (_("On this site"), {"fields": ["is_practicing", "last_day", "order", "account"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else self.prepopulated_fields


class HoursInline(admin.StackedInline):
    model = OpeningHours
    formfield_overrides = TIME_OF_DAY
    extra = 0
    fields = [("weekday", "opens", "closes")]
    verbose_name_plural = _("opening hours")


@admin.register(Location)
class LocationAdmin(admin.ModelAdmin):
    list_display = ["name", "city", "state", "phone", "is_open"]
    search_fields = ["name", "city", "street"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [HoursInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "street", "city", "state", "postal_code", "phone"]}),
        (_("Getting there"), {"fields": ["directions", "parking", "access"]}),
        (_("On this site"), {"fields": ["is_open", "order"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else self.prepopulated_fields


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):
    """The hours of the appointment desk; a place's own hours stand on its form."""

    formfield_overrides = TIME_OF_DAY
    list_display = ["weekday", "opens", "closes"]
    list_display_links = ["weekday"]
    fields = ["weekday", "opens", "closes"]
    ordering = ["weekday", "opens"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).of_the_desk()


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ["name", "day"]
    ordering = ["date"]

    @admin.display(description=_("Date"), ordering="date")
    def day(self, holiday: Holiday) -> str:
        return render_to_string("admin/day.html", {"at": holiday.date})
