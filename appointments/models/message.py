"""The outbox: messages that a request owes, kept beside it until the mail server has taken them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.fields import EncryptedTextField

from .request import AppointmentRequest
from .visit import Visit

# Longer than one attempt can take, so that a message is not sent twice while a worker still tries.
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


class MessageQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "MessageQuerySet":
        """Messages to send now: waiting, their time has come, and no worker holds them."""
        return self.filter(state=Message.State.WAITING, next_try_at__lte=at).exclude(
            leased_until__gt=at
        )

    def claim(self, at: datetime, limit: int) -> list["Message"]:
        """Take up to `limit` due messages for this worker; others skip them until the lease ends."""
        with transaction.atomic():
            # Claiming opens nothing encrypted: one row without its key must not hold up the others.
            due = self.due(at).defer("last_error").order_by("next_try_at", "pk")
            claimed = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
            for message in claimed:
                # A lease that ran out: that worker died, perhaps after the mail server had the message.
                message.unconfirmed += message.leased_until is not None
                message.leased_until = at + LEASE
            self.bulk_update(claimed, ["leased_until", "unconfirmed"])
        return claimed

    def undelivered(self) -> "MessageQuerySet":
        """Messages that a patient will never get, and nobody has reached them since in another way."""
        to_patients = self.exclude(name__in=TO_STAFF)
        later = Message.objects.exclude(name__in=TO_STAFF).filter(
            request=models.OuterRef("request"), created_at__gt=models.OuterRef("created_at")
        )
        tries: Any = AppointmentRequest.attempts.rel.related_model  # type: ignore[attr-defined]
        tried = tries.objects.filter(
            request=models.OuterRef("request"), at__gt=models.OuterRef("created_at")
        )
        return to_patients.filter(state=Message.State.FAILED).exclude(
            models.Exists(later.filter(state=Message.State.SENT)) | models.Exists(tried)
        )


class Message(models.Model):
    """One message of a request. It holds no address: that is read from the request when it is sent."""

    class Name(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation to the patient")
        STAFF_NOTICE = "staff_notice", _("Notice to staff of a new request")
        AMENDMENT_NOTICE = "amendment_notice", _("Notice to staff of changed answers")
        OFFER = "offer", _("Offered times to the patient")
        BOOKED = "booked", _("Booked visit to the patient")
        MOVED = "moved", _("Moved visit to the patient")
        CANCELLED = "cancelled", _("Cancellation to the patient")
        ANSWER_NOTICE = "answer_notice", _("Notice to staff of a patient's answer")
        REMINDER_3_DAYS = "reminder_3_days", _("Reminder to the patient, 3 days ahead")
        REMINDER_1_DAY = "reminder_1_day", _("Reminder to the patient, 1 day ahead")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused for good")
        DROPPED = "dropped", _("Not needed any more")

    request = models.ForeignKey(
        AppointmentRequest, on_delete=models.CASCADE, related_name="messages"
    )
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    # Which change of the visit the message tells of; what a later change overtakes is not sent.
    sequence = models.PositiveIntegerField(_("change of the visit"), default=0)
    name = models.CharField(_("message"), max_length=20, choices=Name)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # The same on every attempt, so that a mail program can tell a second copy from a second message.
    message_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    # How often it may have arrived though nobody said so; each is possibly one more copy.
    unconfirmed = models.PositiveIntegerField(_("perhaps arrived before"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    leased_until = models.DateTimeField(_("taken by a worker until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = EncryptedTextField(_("last error"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="messages_to_send",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "name", "sequence"],
                condition=models.Q(name__in=["reminder_3_days", "reminder_1_day"]),
                name="each_reminder_once",
                violation_error_message=_("The patient has this reminder already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()}, {self.request}"

    def is_to_staff(self) -> bool:
        return self.name in TO_STAFF

    def is_reminder(self) -> bool:
        return self.name in REMINDERS

    def record_sent(self, at: datetime) -> None:
        """The mail server has taken it."""
        self.attempts += 1
        self.state, self.sent_at = self.State.SENT, at
        self.leased_until, self.last_error = None, ""
        self.save()

    def record_dropped(self) -> None:
        """What it would say is no longer so."""
        self.state, self.leased_until = self.State.DROPPED, None
        self.save()

    def record_failure(
        self, at: datetime, error: str, *, permanent: bool, unconfirmed: bool = False
    ) -> None:
        """It did not go out: try again later and later, or never when the refusal is for good.

        A worker that was slower than its lease changes nothing: another one may have sent it since.
        """
        held = type(self).objects.filter(pk=self.pk, leased_until=self.leased_until)
        self.attempts += 1
        self.unconfirmed += unconfirmed
        self.last_error, self.leased_until = error, None
        wait = min(FIRST_WAIT * 2 ** min(self.attempts - 1, 10), LONGEST_WAIT)
        self.next_try_at = at + wait
        if permanent:
            self.state = self.State.FAILED
        names = ("attempts", "unconfirmed", "last_error", "leased_until", "next_try_at", "state")
        held.update(**{name: getattr(self, name) for name in names})


TO_STAFF = {Message.Name.STAFF_NOTICE, Message.Name.AMENDMENT_NOTICE, Message.Name.ANSWER_NOTICE}
REMINDERS = {Message.Name.REMINDER_3_DAYS, Message.Name.REMINDER_1_DAY}
