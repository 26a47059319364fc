"""Who looked at what, and who tried to."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import privacy

from .request import AppointmentRequest


class AccessRecord(models.Model):
    """One look at, or one change to, a patient's request: by staff, by the patient, or by the site itself."""

    class What(models.TextChoices):
        OPENED = "opened", _("Opened")
        FOUND = "found", _("Found by a search")
        SEEN = "seen", _("Seen in a calendar")
        ENTERED = "entered", _("Entered by phone")
        MOVED = "moved", _("Moved")
        NOTED = "noted", _("Added a note")
        TRIED = "tried", _("Tried to reach the patient")
        TAKEN = "taken", _("Taken")
        HANDED_OVER = "handed-over", _("Handed over")
        COMPARED = "compared", _("Compared with another request")
        MERGED = "merged", _("Joined with another request")
        RELEASED = "released", _("Put into the queue")
        ESTIMATED = "estimated", _("Cost estimate given")
        PRINTED = "printed", _("Printed")
        COPIED = "copied", _("Copied for the patient")
        EXPORTED = "exported", _("Exported")
        CORRECTED = "corrected", _("Corrected as the patient wished")
        HELD = "held", _("Legal hold set or lifted")
        ANONYMIZED = "anonymized", _("Anonymized")
        STATUS_OPENED = "status-opened", _("Opened on the status page")
        STATUS_CHANGED = "status-changed", _("Changed on the status page")

    request = models.ForeignKey(AppointmentRequest, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the patient on the status page, or the site itself."),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    what = models.CharField(_("what"), max_length=20, choices=What)
    address = models.GenericIPAddressField(_("from where"), null=True, blank=True)
    export = models.ForeignKey(
        "appointments.Export",
        verbose_name=_("export"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="looks",
    )

    class Meta:
        verbose_name = _("look at a request")
        verbose_name_plural = _("looks at requests")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_what_display()}"

    @property
    def who(self) -> str:
        """Who it was, in words."""
        if self.by:
            return str(self.by)
        is_patients = self.what in (self.What.STATUS_OPENED, self.What.STATUS_CHANGED)
        return str(_("The patient") if is_patients else _("The site itself"))


class StatusTryQuerySet(models.QuerySet):
    LIMIT = 5
    WINDOW = timedelta(hours=1)

    def is_locked(self, reference: str, at: datetime) -> bool:
        """Whether a reference had five wrong tries within the last hour. Call within a transaction.

        The lock on the reference makes tries that come at the same moment count one after the other.
        """
        key = privacy.keyed_hash("status", reference)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(key[:15], 16)])
        self.filter(at__lt=at - self.WINDOW).delete()
        return self.filter(reference_hash=key).count() >= self.LIMIT

    def record(self, reference: str, at: datetime) -> None:
        """Count one wrong try, whether or not there is such a reference."""
        self.create(reference_hash=privacy.keyed_hash("status", reference), at=at)


class StatusTry(models.Model):
    """A wrong date of birth for a reference, forgotten after an hour."""

    reference_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    objects = StatusTryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Wrong try, {self.at:%H:%M}"
