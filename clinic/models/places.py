"""Where the center is and when somebody is there."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from localflavor.us.models import USStateField, USZipCodeField
from phonenumber_field.modelfields import PhoneNumberField


class LocationQuerySet(models.QuerySet):
    def open_to_patients(self) -> "LocationQuerySet":
        """Locations that patients can choose."""
        return self.filter(is_open=True)


class Location(models.Model):
    """A place where patients are seen."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    street = models.CharField(_("street"), max_length=160)
    city = models.CharField(_("city"), max_length=80)
    state = USStateField(_("state"))
    postal_code = USZipCodeField(_("ZIP code"))
    phone = PhoneNumberField(_("phone"), blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    parking = models.TextField(_("parking"), blank=True)
    access = models.TextField(
        _("access"),
        blank=True,
        help_text=_("Step-free entrance, lift, wheelchairs, quiet room."),
    )
    is_open = models.BooleanField(_("open to patients"), default=True)
    order = models.PositiveSmallIntegerField(_("order in lists"), default=0)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clinic:location", args=[self.slug])


class Weekday(models.IntegerChoices):
    """Days as Python numbers them: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHoursQuerySet(models.QuerySet):
    def of_the_desk(self) -> "OpeningHoursQuerySet":
        """When somebody answers the phone and looks at requests."""
        return self.filter(location=None)


class OpeningHours(models.Model):
    """A span of one weekday, in the clinic's time zone, at a location or at the appointment desk."""

    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="hours",
        help_text=_("Empty: the appointment desk."),
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["location", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")),
                name="opening_hours_close_after_opening",
                violation_error_message=_("The closing time must be later than the opening time."),
            ),
            models.UniqueConstraint(
                fields=["location", "weekday", "opens"],
                name="opening_hours_once",
                nulls_distinct=False,
                violation_error_message=_("These hours are already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class HolidayQuerySet(models.QuerySet):
    def between(self, first: date, last: date) -> "HolidayQuerySet":
        """Holidays from one day to another, both included."""
        return self.filter(date__range=(first, last))


class Holiday(models.Model):
    """A day on which the whole center is closed."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=80)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.name}, {self.date:%B} {self.date.day}, {self.date.year}"
