"""What is kept beside a request: staff's notes, the patient's changes, and the emergency stops."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.fields import EncryptedJSONField, EncryptedTextField

from .request import AppointmentRequest


class Note(models.Model):
    """What a colleague should know; notes are added, never edited. `by` empty: the patient wrote it."""

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = EncryptedTextField(_("note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Note on {self.request}"


class Amendment(models.Model):
    """A request sent again with other answers: which ones changed, and what they were before."""

    request = models.ForeignKey(
        AppointmentRequest, on_delete=models.CASCADE, related_name="amendments"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    fields = models.JSONField(_("what changed"), default=list)
    before = EncryptedJSONField(_("earlier answers"), default=dict)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Amendment of {self.request}"


class EmergencyStopQuerySet(models.QuerySet):
    def count_one(self, question: str, set_version: int, day: date) -> None:
        """Count one stop at a question; nothing tells who it was."""
        counted, _created = self.get_or_create(question=question, set_version=set_version, day=day)
        self.filter(pk=counted.pk).update(count=models.F("count") + 1)


class EmergencyStop(models.Model):
    """How many requests a red flag stopped on a day: a number, and nothing about anybody."""

    question = models.SlugField(_("question"), max_length=60)
    set_version = models.PositiveIntegerField(_("version of the questions"))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("stops"), default=0)

    objects = EmergencyStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency stop")
        verbose_name_plural = _("emergency stops")
        ordering = ["-day", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "question", "set_version"], name="emergency_stops_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}, {self.day:%B} {self.day.day}, {self.day.year}"
