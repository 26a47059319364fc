"""What an offered time and a booked visit share: with whom, when, and where or how."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.fields import EncryptedTextField
from clinic.models import Location, Provider

from . import choices


class MeetingKind(models.TextChoices):
    """How patient and provider meet."""

    IN_PERSON = "in-person", _("In person")
    VIRTUAL = "virtual", _("Virtual, by video")


class Planned(models.Model):
    """A provider's time for one patient."""

    provider = models.ForeignKey(
        Provider, verbose_name=_("provider"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    kind = models.CharField(_("kind of visit"), max_length=9, choices=MeetingKind)
    location = models.ForeignKey(
        Location,
        verbose_name=_("location"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    video_link = EncryptedTextField(_("video link"), blank=True)
    patient_state = models.CharField(
        _("state where the patient will be"), max_length=2, choices=choices.STATES, blank=True
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    # Why staff chose a time outside the provider's hours; empty for a time within them.
    override_reason = EncryptedTextField(_("why outside the hours"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message=_("The end must be later than the beginning."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="in-person", location__isnull=False)
                | models.Q(kind="virtual", location__isnull=True),
                name="%(class)s_is_at_a_place_or_by_video",
                violation_error_message=_(
                    "A visit in person needs a location, a virtual one none."
                ),
            ),
        ]

    def is_virtual(self) -> bool:
        return self.kind == MeetingKind.VIRTUAL
