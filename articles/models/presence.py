"""Who has the form of a page open right now: a courtesy among colleagues, not a record."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .page import Page

# A form says every 20 seconds that it is open. Browsers let a hidden tab speak only once a minute.
GONE_AFTER = timedelta(seconds=75)
FORGOTTEN_AFTER = timedelta(days=1)


class PresenceQuerySet(models.QuerySet):
    def here(self, at: datetime | None = None) -> "PresenceQuerySet":
        """Forms that are open at a moment, the one opened first before the others."""
        at = at or timezone.now()
        return self.filter(last_seen__gt=at - GONE_AFTER).order_by("opened_at", "pk")

    def others(self, user: User) -> "PresenceQuerySet":
        """Without this person's own."""
        return self.exclude(account=user)

    def note(
        self, page: "Page", *, by: User, opened_at: datetime, at: datetime | None = None
    ) -> None:
        """Write down that somebody has the page open; one query, one row for each person and page."""
        at = at or timezone.now()
        earliest = at - FORGOTTEN_AFTER
        mine = self.model(
            page_id=page.pk, account=by, opened_at=min(max(opened_at, earliest), at), last_seen=at
        )
        self.bulk_create(
            [mine],
            update_conflicts=True,
            unique_fields=["page", "account"],
            update_fields=["opened_at", "last_seen"],
        )

    def leave(self, page: "Page", *, by: User, at: datetime | None = None) -> None:
        """Take the person's row away, and with it, in one query, every row older than a day."""
        forgotten = (at or timezone.now()) - FORGOTTEN_AFTER
        mine = models.Q(page_id=page.pk, account=by)
        self.filter(mine | models.Q(last_seen__lt=forgotten)).delete()


class EditingPresence(models.Model):
    """One person with one page's form open; several tabs of theirs are one row."""

    page = models.ForeignKey(
        "articles.Page", on_delete=models.CASCADE, related_name="editing_presences"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"))
    last_seen = models.DateTimeField(_("last seen"), db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["page", "account"], name="presence_once_per_page"),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.page}"
