"""A provider's visits as a private address that a calendar program reads."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Provider


def new_secret() -> str:
    """What makes an address of a feed valid, until another one is made."""
    return secrets.token_urlsafe(24)


class CalendarFeed(models.Model):
    """One provider's feed. A new secret makes a new address, and the old one stops at once."""

    provider = models.OneToOneField(Provider, on_delete=models.CASCADE, related_name="feed")
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["provider"]

    def __str__(self) -> str:
        return str(self.provider)
