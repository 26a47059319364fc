"""The center itself: its name, phones, promises and the notice it may put on every page."""

import zoneinfo
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from clinic.prepared import Prepared


def validate_time_zone(name: str) -> None:
    """Refuse a name that the IANA time zone database does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like America/New_York."),
            params={"name": name},
        )


class ClinicQuerySet(models.QuerySet["Clinic"]):
    def current(self) -> "Clinic":
        """The one clinic with its site edition, in one query; nameless defaults before set-up."""
        return next(iter(_CURRENT.rows()), None) or Clinic()

    def with_edition(self) -> "ClinicQuerySet":
        """With the site edition as it is now."""
        edition = SiteEdition.objects.values("number")[:1]
        return self.annotate(edition=models.Subquery(edition))


# Every page asks for it.
_CURRENT = Prepared(lambda: Clinic.objects.with_edition().order_by("pk")[:1])


class Clinic(models.Model):
    """The center's own particulars: exactly one row, which the administrator edits."""

    name = models.CharField(_("name"), max_length=120, default="Spine Center")
    strapline = models.CharField(
        _("strapline"),
        max_length=160,
        blank=True,
        help_text=_("One sentence under the name on the home page."),
    )
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("public email address"), blank=True)
    emergency_number = models.CharField(_("emergency number"), max_length=20, default="911")
    lifeline_number = models.CharField(
        _("suicide and crisis lifeline"), max_length=20, default="988"
    )
    notice = models.CharField(
        _("notice for the whole site"),
        max_length=300,
        blank=True,
        help_text=_("Shown at the top of every page, for example “Closed for the storm today.”"),
    )
    notice_until = models.DateTimeField(
        _("show the notice until"),
        null=True,
        blank=True,
        help_text=_("Leave empty to show it until you clear it."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="America/New_York",
        validators=[validate_time_zone],
    )
    response_business_days = models.PositiveSmallIntegerField(
        _("answer requests within (business days)"),
        default=2,
        help_text=_("The promise that patients read when they send a request."),
    )
    offers_stand_hours = models.PositiveSmallIntegerField(
        _("offered times stand for (hours)"),
        default=48,
        help_text=_("After that a patient's request comes back to you."),
    )
    keep_requests_months = models.PositiveSmallIntegerField(
        _("keep closed requests for (months)"),
        default=24,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Afterwards a closed request keeps its dates and numbers, and nothing about the patient."
        ),
    )
    virtual_visit_cost = models.TextField(
        _("what a virtual visit costs"),
        blank=True,
        help_text=_("In your own words; shown on the page about virtual visits."),
    )
    virtual_visit_cost_es = models.TextField(
        _("the same in Spanish"),
        blank=True,
        help_text=_("Without it, Spanish pages show the English words, marked as English."),
    )
    change_until_hours = models.PositiveSmallIntegerField(
        _("patients may move or cancel a visit themselves until (hours before)"),
        default=24,
        help_text=_("Later than that, their page shows your phone number instead."),
    )
    portal_name = models.CharField(_("patient portal name"), max_length=80, blank=True)
    portal_url = models.URLField(_("patient portal address"), blank=True)
    staff_email = models.EmailField(
        _("tell staff of new requests at"),
        blank=True,
        help_text=_("The message names the reference only, never the patient."),
    )

    objects = ClinicQuerySet.as_manager()
    edition: int | None = None  # the site edition, known on the clinic that `current` gives

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinic")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="clinic_is_one",
                violation_error_message=_("There is one clinic. Edit it instead."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the clinic keeps its hours."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def current_notice(self, at: datetime | None = None) -> str:
        """The notice to show at a moment; empty when there is none or its time is over."""
        at = at or timezone.now()
        return "" if self.notice_until and self.notice_until <= at else self.notice


class SiteEdition(models.Model):
    """A counter that database triggers raise whenever anything that many pages show changes.

    Part of every public ETag, so one write refreshes each page that repeats the clinic's phone, a
    provider's name or a care card. Raised in the writer's own transaction.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_edition_is_one")]

    def __str__(self) -> str:
        return str(self.number)
