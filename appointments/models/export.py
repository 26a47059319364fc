"""What left the site in bulk, who took it and what for; and the tokens that other programs read with."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.fields import EncryptedTextField

from .access import AccessRecord

LOOKS_AT_ONCE = 1000


class ReadTokenQuerySet(models.QuerySet["ReadToken"]):
    def valid(self) -> "ReadTokenQuerySet":
        """Tokens that nobody has revoked."""
        return self.filter(revoked_at=None)

    def make(self, *, name: str, purpose: str, by: User) -> "tuple[ReadToken, str]":
        """A new token and its secret, which is nowhere to be found afterwards."""
        secret = f"spine_{secrets.token_urlsafe(32)}"
        made = self.create(name=name, purpose=purpose, made_by=by, secret_hash=hash_of(secret))
        return made, secret

    def holding(self, secret: str) -> "ReadToken | None":
        """The valid token with that secret; every one is compared, in a time that tells nothing."""
        wanted = hash_of(secret)
        found = [token for token in self.valid() if hmac.compare_digest(token.secret_hash, wanted)]
        return found[0] if found else None


class ReadToken(models.Model):
    """Lets another program read requests and visits. Its secret is stored as a hash only."""

    name = models.CharField(
        _("program"), max_length=80, help_text=_("Who reads with it, for example “Health record”.")
    )
    purpose = EncryptedTextField(
        _("purpose"), help_text=_("What the program needs the requests for.")
    )
    # 256 random bits need neither salt nor a slow hash: nobody can try them all.
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    objects = ReadTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token for reading")
        verbose_name_plural = _("tokens for reading")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def revoke(self, *, by: User, at: datetime | None = None) -> None:
        """Nobody reads with it any more; a second time changes nothing."""
        if self.revoked_at is None:
            self.revoked_at, self.revoked_by = at or timezone.now(), by
            self.save(update_fields=["revoked_at", "revoked_by"])


def hash_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ExportQuerySet(models.QuerySet["Export"]):
    @transaction.atomic
    def record(self, requests: Iterable[int], **facts: Any) -> "Export":
        """Keep an export, and for each request (by its key) that it held a look, all or none.

        Call it before anything leaves. `facts` are the fields of `Export` but `rows`.
        """
        keys = list(requests)
        export = self.create(rows=len(keys), **facts)
        looks = [
            AccessRecord(
                request_id=key,
                by=export.by,
                at=export.at,
                what=AccessRecord.What.EXPORTED,
                address=export.address,
                export=export,
            )
            for key in keys
        ]
        AccessRecord.objects.bulk_create(looks, batch_size=LOOKS_AT_ONCE)
        return export


class Export(models.Model):
    """One time that requests left the site in bulk; rows are only ever added."""

    class Format(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel")
        FHIR_FILE = "fhir-file", _("FHIR, by a command")
        FHIR_READ = "fhir-read", _("FHIR, by another program")

    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    token = models.ForeignKey(
        ReadToken,
        verbose_name=_("program"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exports",
    )
    format = models.CharField(_("format"), max_length=10, choices=Format)
    # Free text: somebody may write a patient's name here.
    purpose = EncryptedTextField(_("purpose"))
    rows = models.PositiveIntegerField(_("requests"))
    columns = models.JSONField(_("columns"), default=list, blank=True)
    narrowed = models.JSONField(_("narrowed by"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("from where"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("export_requests", "Can export requests, without who the patients are"),
            ("export_identifiers", "Can export who the patients are"),
            ("export_health", "Can export what patients tell of their health"),
            ("see_reports", "Can see the reports"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by__isnull=False, token=None)
                | models.Q(by=None, token__isnull=False),
                name="export_by_a_colleague_or_a_program",
                violation_error_message=_("Either a colleague or a program exports."),
            ),
        ]

    def __str__(self) -> str:
        program = f" ({self.token})" if self.token else ""
        return f"{self.get_format_display()}{program}"
