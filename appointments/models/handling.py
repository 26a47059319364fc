"""Whose a request is, and what else staff know about it beside the patient's answers."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .working import Handover


class HasOwner(Exception):
    """A colleague was faster; the text says who has the request."""


class Suspicion(models.TextChoices):
    """Why a request is held apart from the queue until somebody has looked at it."""

    NONE = "", _("In the queue")
    BURST = "burst", _("Came in a burst of requests")
    ADDRESS = "address", _("One of many from the same address")


class Handling(models.Model):
    """The staff's side of a request."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The colleague who works on it; empty while it is nobody's."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    held_because = models.CharField(
        _("held apart because"),
        max_length=10,
        choices=Suspicion,
        default=Suspicion.NONE,
        blank=True,
        editable=False,
    )
    duplicate_of = models.ForeignKey(
        "self",
        verbose_name=_("the same request as"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="duplicates",
        editable=False,
    )
    legal_hold = models.BooleanField(
        _("legal hold"), default=False, help_text=_("Never anonymized while this is set.")
    )
    anonymized_at = models.DateTimeField(_("anonymized"), null=True, blank=True, editable=False)
    estimate_due = models.DateTimeField(_("estimate due by"), null=True, blank=True)
    estimate_given_at = models.DateTimeField(_("estimate given"), null=True, blank=True)
    estimate_given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("estimate given by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    def take(self, *, by: User) -> None:
        """Become the owner of a request that is nobody's, or of somebody who has left.

        Raises HasOwner when a colleague has it.
        """
        with transaction.atomic():
            owner = self._lock().owner
            if owner == by:
                return
            if owner and owner.is_active:
                words = _("%(who)s has this request already.")
                raise HasOwner(words % {"who": name_of(owner)})
            self.give_to(by, by=by)

    def hand_over(self, to: User | None, *, by: User, note: str = "") -> None:
        """Give the request to a colleague, or back to nobody, with a word for whoever has it next."""
        with transaction.atomic():
            self._lock()
            self.give_to(to, by=by, note=note)

    def give_to(self, to: User | None, *, by: User, note: str = "") -> "Handover":
        """Change the owner and record it; the caller holds the lock."""
        before, self.owner = self.owner, to
        self.save(update_fields=["owner"])
        handovers: Any = self.handovers  # type: ignore[attr-defined]
        return handovers.create(by=by, from_owner=before, to_owner=to, note=note)

    def wait_for_others(self) -> None:
        """Lock the request for this transaction, and read what whoever else worked on it has left."""
        requests: Any = type(self)._default_manager
        self.refresh_from_db(from_queryset=requests.locked())

    def _lock(self) -> Any:
        """The request's state and owner by the database, locked; this copy learns who has it."""
        requests: Any = type(self)._default_manager
        row = requests.locked().only("status", "owner", "anonymized_at").get(pk=self.pk)
        self.owner = row.owner
        return row

    def is_held_apart(self) -> bool:
        return bool(self.held_because)

    def owes_estimate(self) -> bool:
        """Whether the patient still waits for an estimate of the cost."""
        return bool(self.estimate_due and not self.estimate_given_at)

    def is_estimate_late(self, at: datetime | None = None) -> bool:
        """Whether the estimate should have been given by now."""
        due = self.estimate_due
        return bool(due and self.owes_estimate() and due < (at or timezone.now()))

    def give_estimate(self, *, by: User, at: datetime | None = None) -> None:
        """Staff have given the estimate."""
        self.estimate_given_at, self.estimate_given_by = at or timezone.now(), by
        self.save(update_fields=["estimate_given_at", "estimate_given_by"])


def name_of(account: User) -> str:
    """A colleague as the others call them."""
    return account.get_full_name() or account.get_username()
