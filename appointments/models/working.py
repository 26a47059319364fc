"""What staff did on a request: who had it when, and how they tried to reach the patient."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.fields import EncryptedTextField

from .request import AppointmentRequest


class Handover(models.Model):
    """One change of owner; rows are only ever added. Without an earlier owner it was taken."""

    request = models.ForeignKey(
        AppointmentRequest, on_delete=models.CASCADE, related_name="handovers"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    to_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = EncryptedTextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("change of owner")
        verbose_name_plural = _("changes of owner")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.request}: {self.to_owner or '–'}"


class ContactAttempt(models.Model):
    """One try to reach the patient; rows are only ever added."""

    class Way(models.TextChoices):
        PHONE = "phone", _("By phone")
        EMAIL = "email", _("By email")
        LETTER = "letter", _("By letter")
        IN_PERSON = "in-person", _("In person")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        VOICEMAIL = "voicemail", _("Left a message")
        NO_ANSWER = "no-answer", _("No answer")

    request = models.ForeignKey(
        AppointmentRequest, on_delete=models.CASCADE, related_name="attempts"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(_("way"), max_length=10, choices=Way, default=Way.PHONE)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    note = EncryptedTextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display()}"


class Anonymizing(models.Model):
    """A request whose particulars were wiped: when, why and by whom. The report of what was done."""

    class Why(models.TextChoices):
        EXPIRED = "expired", _("Its time was over")
        WISH = "wish", _("The patient asked for it")

    request = models.OneToOneField(
        AppointmentRequest, on_delete=models.CASCADE, related_name="anonymizing"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the nightly run."),
    )
    why = models.CharField(_("why"), max_length=10, choices=Why)

    class Meta:
        verbose_name = _("anonymized request")
        verbose_name_plural = _("anonymized requests")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_why_display()}"
