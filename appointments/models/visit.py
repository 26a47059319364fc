"""A booked visit, and the database's own refusal to give one provider's time away twice."""

import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models.expressions import Combinable, Func
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Provider

from .planned import Planned
from .request import AppointmentRequest

# A provider's number and the seconds since 1970 make one number: provider × 2³³ + seconds. Visits lie between
# 1970 and 2200, which is less than 2³³ seconds, so ranges of two providers can't touch; providers' numbers
# stay below 2³⁰, so the sum stays below 2⁶³. Two check constraints hold both.
FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC)
MOST_PROVIDERS = 2**30
# Only timestamps without a zone have an immutable epoch. Parts of a second count for the whole of it.
SECONDS = "%(function)s(extract(epoch FROM %(expressions)s AT TIME ZONE 'UTC'))::bigint"


def occupied() -> Func:
    """The provider's seconds that a visit takes, as one range of whole numbers."""
    places = Func(models.F("provider"), template="(%(expressions)s * 8589934592)")
    begins = Func(models.F("starts_at"), function="floor", template=SECONDS)
    ends = Func(models.F("ends_at"), function="ceil", template=SECONDS)
    return Func(
        Func(places, begins, arg_joiner=" + ", template="(%(expressions)s)"),
        Func(places, ends, arg_joiner=" + ", template="(%(expressions)s)"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


class VisitQuerySet(models.QuerySet["Visit"]):
    def booked(self) -> "VisitQuerySet":
        """Visits that are still to come about."""
        return self.filter(state=Visit.State.BOOKED)

    def taking_place(self) -> "VisitQuerySet":
        """Visits that take, or took, a provider's time: all but the cancelled ones."""
        return self.exclude(state=Visit.State.CANCELLED)

    def decided(self) -> "VisitQuerySet":
        """Visits of which it is known whether the patient came."""
        known = [Visit.State.ARRIVED, Visit.State.COMPLETED, Visit.State.NO_SHOW]
        return self.filter(state__in=known)

    def of(self, provider: Provider) -> "VisitQuerySet":
        return self.filter(provider=provider)

    def between(self, start: datetime, end: datetime) -> "VisitQuerySet":
        """Visits of which any part lies between two moments."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def agreed_before(self, moment: Combinable) -> "VisitQuerySet":
        """Visits booked, or last moved, no later than a moment that may depend on the visit."""
        return self.alias(agreed_at=Coalesce("moved_at", "booked_at")).filter(agreed_at__lte=moment)

    def coming(self, at: datetime | None = None) -> "VisitQuerySet":
        """Booked visits that have not ended yet."""
        return self.booked().filter(ends_at__gt=at or timezone.now())

    def without_outcome(self, at: datetime | None = None) -> "VisitQuerySet":
        """Visits that are over, of which nobody has said whether the patient came or all was done."""
        going_on = [Visit.State.BOOKED, Visit.State.ARRIVED]
        return self.filter(state__in=going_on, ends_at__lte=at or timezone.now())


class Visit(Planned):
    """A time at which a patient and a provider meet. It names itself by the request's reference only."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Arrived")
        COMPLETED = "completed", _("Completed")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="visits")
    # The patient's: in which zone messages and the status page tell the time.
    time_zone = models.CharField(_("patient's time zone"), max_length=60)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.BOOKED, editable=False
    )
    # What a calendar program knows the visit by: the same through every move, counted by `sequence`.
    calendar_uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    booked_at = models.DateTimeField(_("booked on"), default=timezone.now)
    moved_at = models.DateTimeField(_("last moved on"), null=True, blank=True, editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("booked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = VisitQuerySet.as_manager()

    class Meta(Planned.Meta):
        abstract = False
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="visits_by_time"),
            models.Index(fields=["provider", "starts_at"], name="visits_of_a_provider"),
        ]
        constraints = [
            *Planned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(starts_at__gte=FIRST_MOMENT, ends_at__lte=LAST_MOMENT),
                name="visit_is_in_our_time",
                violation_error_message=_("Check the year."),
            ),
            models.CheckConstraint(
                condition=models.Q(provider__gte=0, provider__lt=MOST_PROVIDERS),
                name="visit_has_a_provider_that_can_be_kept_apart",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["booked", "arrived", "completed", "no_show", "cancelled"]
                ),
                name="visit_state_is_known",
                violation_error_message=_("There is no such state."),
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(state__in=["booked", "arrived"]),
                name="one_coming_visit_per_request",
                violation_error_message=_("This request has a visit already. Move that one."),
            ),
            ExclusionConstraint(
                name="one_visit_of_a_provider_at_a_time",
                expressions=[(occupied(), RangeOperators.OVERLAPS)],
                condition=~models.Q(state="cancelled"),
                violation_error_message=_("The provider has another visit at this time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the patient reads the time."""
        return ZoneInfo(self.time_zone)

    @property
    def patients_start(self) -> datetime:
        """What the patient's clock shows when the visit begins."""
        return self.starts_at.astimezone(self.zone).replace(tzinfo=None)
