"""Times that the clinic offers a patient, who accepts one or refuses them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .planned import Planned
from .request import AppointmentRequest
from .visit import Visit


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> "OfferQuerySet":
        """Offers that nobody has answered or taken back."""
        return self.filter(state=Offer.State.OPEN)

    def acceptable(self, at: datetime | None = None) -> "OfferQuerySet":
        """Open offers that a patient can still accept: not run out, and the provider still free."""
        taken = Visit.objects.taking_place().filter(
            provider=models.OuterRef("provider"),
            starts_at__lt=models.OuterRef("ends_at"),
            ends_at__gt=models.OuterRef("starts_at"),
        )
        at = at or timezone.now()
        return self.open().filter(~models.Exists(taken), expires_at__gt=at, starts_at__gt=at)

    def run_out(self, at: datetime | None = None) -> "OfferQuerySet":
        """Open offers whose time to answer is over."""
        return self.open().filter(expires_at__lte=at or timezone.now())

    def between(self, start: datetime, end: datetime) -> "OfferQuerySet":
        """Offers of which any part lies between two moments."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Offer(Planned):
    """One of up to three times that a patient may choose from. It holds nobody's calendar."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Taken back")

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    offered_at = models.DateTimeField(_("offered on"), default=timezone.now)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("offered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("stands until"))

    objects = OfferQuerySet.as_manager()

    class Meta(Planned.Meta):
        abstract = False
        verbose_name = _("offered time")
        verbose_name_plural = _("offered times")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=models.Q(state="open"), name="offers_that_stand"
            )
        ]
        constraints = [
            *Planned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["open", "accepted", "refused", "lapsed", "withdrawn"]
                ),
                name="offer_state_is_known",
                violation_error_message=_("There is no such state."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("starts_at")),
                name="offer_runs_out_before_it_begins",
                violation_error_message=_("An offer must run out before the visit would begin."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.starts_at:%Y-%m-%d %H:%M} UTC"
