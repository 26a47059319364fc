"""When a provider sees patients, and when not."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Provider
from .places import Location, Weekday


class ProviderHours(models.Model):
    """A span of one weekday, in the clinic's time zone, in which a provider sees patients."""

    provider = models.ForeignKey(
        Provider, verbose_name=_("provider"), on_delete=models.CASCADE, related_name="hours"
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="provider_hours",
        help_text=_("Empty: virtual visits."),
    )

    class Meta:
        verbose_name = _("provider's hours")
        verbose_name_plural = _("providers' hours")
        ordering = ["provider", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")),
                name="provider_hours_end_after_they_begin",
                violation_error_message=_("The end must be later than the beginning."),
            ),
            models.UniqueConstraint(
                fields=["provider", "location", "weekday", "opens"],
                name="provider_hours_once",
                nulls_distinct=False,
                violation_error_message=_("These hours are already listed."),
            ),
        ]

    def __str__(self) -> str:
        where = self.location or _("virtual")
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}, {where}"


SANE = [
    MinValueValidator(date(1970, 1, 1), _("Check the year.")),
    MaxValueValidator(date(2200, 1, 1), _("Check the year.")),
]


class TimeOffQuerySet(models.QuerySet["TimeOff"]):
    def between(self, first: date, last: date) -> "TimeOffQuerySet":
        """Time off that touches any day from one to another, both included."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class TimeOff(models.Model):
    """Days, or a part of them, on which a provider sees nobody; times are the clinic's."""

    provider = models.ForeignKey(
        Provider, verbose_name=_("provider"), on_delete=models.CASCADE, related_name="time_off"
    )
    first_day = models.DateField(_("first day"), validators=SANE)
    from_time = models.TimeField(
        _("from"), null=True, blank=True, help_text=_("Empty: the whole first day.")
    )
    last_day = models.DateField(_("last day"), validators=SANE)
    until_time = models.TimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: the whole last day.")
    )

    objects = TimeOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        ordering = ["first_day", "from_time", "provider"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lt=models.F("last_day"))
                | models.Q(first_day=models.F("last_day"))
                & (
                    models.Q(from_time=None)
                    | models.Q(until_time=None)
                    | models.Q(from_time__lt=models.F("until_time"))
                ),
                name="time_off_ends_after_it_begins",
                violation_error_message=_("The end must be later than the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}, {self.first_day:%B} {self.first_day.day}, {self.first_day.year}"

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when until when, as moments."""
        begins = datetime.combine(self.first_day, self.from_time or time.min, zone)
        if self.until_time:
            return begins, datetime.combine(self.last_day, self.until_time, zone)
        return begins, datetime.combine(self.last_day + timedelta(days=1), time.min, zone)
