"""A request for a visit, where it stands, and the only way to move it on."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments import privacy, reference
from appointments.fields import EncryptedTextField, KeyedHashesField
from clinic.models import SafetyQuestionSet

from .answers import Answers
from .handling import Handling, Suspicion
from .moves import ANONYMIZED, MOVES, OPEN, REOPENED_FROM, InvalidTransition, Status
from .queue import AppointmentRequestQuerySet


class Urgency(models.TextChoices):
    """An emergency is never stored: the patient was told to call for help instead."""

    ROUTINE = "routine", _("Routine")
    URGENT = "urgent", _("Urgent")


class AppointmentRequest(Answers, Handling):
    """A patient's wish for a visit; not a booking. It names itself by its reference only."""

    reference = models.CharField(
        _("reference"), max_length=reference.LENGTH, unique=True, default=reference.new_reference
    )
    submission_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    status = models.CharField(
        _("state"), max_length=20, choices=Status, default=Status.NEW, editable=False
    )
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency, default=Urgency.ROUTINE
    )
    safety_set = models.ForeignKey(
        SafetyQuestionSet,
        verbose_name=_("safety questions asked"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = models.CharField(
        _("language of the site"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answer_due = models.DateTimeField(_("answer promised by"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by phone by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name_hashes = KeyedHashesField()
    phone_hashes = KeyedHashesField()
    email_hashes = KeyedHashesField()

    objects = AppointmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a visit")
        verbose_name_plural = _("requests for visits")
        permissions = [
            ("anonymize_appointmentrequest", _("Can anonymize requests and set a legal hold"))
        ]
        indexes = [
            models.Index(fields=["status", "-urgency", "answer_due"], name="request_queue"),
            models.Index(fields=["closed_at"], name="request_closed"),
            models.Index(
                fields=["asked_at"], condition=~models.Q(held_because=""), name="request_held_apart"
            ),
            GinIndex(fields=["name_hashes"], name="request_by_name"),
            GinIndex(fields=["phone_hashes"], name="request_by_phone"),
            GinIndex(fields=["email_hashes"], name="request_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values),
                name="request_status_is_known",
                violation_error_message=_("There is no such state."),
            ),
            models.CheckConstraint(
                condition=models.Q(urgency__in=Urgency.values),
                name="request_urgency_is_known",
                violation_error_message=_("There is no such urgency."),
            ),
            models.CheckConstraint(
                condition=models.Q(held_because__in=Suspicion.values),
                name="request_suspicion_is_known",
                violation_error_message=_("There is no such reason."),
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of=None) | models.Q(status=Status.DUPLICATE),
                name="only_a_duplicate_points_at_another",
                violation_error_message=_("Only a duplicate is the same as another request."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="virtual", state=""),
                name="virtual_visit_has_a_state",
                violation_error_message=_("A virtual visit needs the state of the patient."),
            ),
            models.CheckConstraint(
                condition=~models.Q(for_whom="other", sharing=""),
                name="asking_for_another_says_what_may_be_told",
                violation_error_message=_("Say what the one who asks may be told."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_reference

    @property
    def display_reference(self) -> str:
        """The reference in two groups, as people read it."""
        return reference.grouped(self.reference)

    def is_open(self) -> bool:
        """The rule of `open()` for one request."""
        return self.status in OPEN

    def is_new(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.status == Status.NEW

    def is_urgent(self) -> bool:
        return self.urgency == Urgency.URGENT

    def is_overdue(self, at: datetime | None = None) -> bool:
        """The rule of `overdue()` for one request."""
        at = at or timezone.now()
        return self.status == Status.NEW and bool(self.answer_due and self.answer_due < at)

    def set_hashes(self) -> None:
        """Renew the keyed hashes by which staff find the request."""
        names = privacy.name_words(f"{self.name} {self.asker_name} {self.guardian_name}")
        phones = {self.phone, self.asker_phone, self.callback_phone} - {""}
        self.name_hashes = [privacy.keyed_hash("name", word) for word in names]
        self.phone_hashes = sorted(
            {privacy.keyed_hash("phone", privacy.phone_digits(phone)) for phone in phones}
        )
        email = privacy.email_address(self.email)
        self.email_hashes = [privacy.keyed_hash("email", email)] if email else []

    def answers(self) -> dict[str, object]:
        """What the patient told us, by the fields of `Answers`."""
        return {field.name: getattr(self, field.name) for field in Answers._meta.fields}

    @transaction.atomic
    def move_to(
        self, status: str, *, by: User | None, reason: str = "", automatic: bool = False
    ) -> "StatusChange":
        """Move the request on and record who did it; `by` None is the patient, or the site's own clock.

        Whoever of staff moves a request that is nobody's has it from then on.

        Raises InvalidTransition when the table has no such move, a case is reopened without a reason, or
        nothing about the patient is stored any more.
        """
        was = self._leave_for(Status(status), reason)
        self.status = Status(status)
        self.closed_at = None if self.is_open() else timezone.now()
        if by and self.is_open():
            # Somebody has looked, and works on it.
            self.held_because = Suspicion.NONE
        self.save(update_fields=["status", "closed_at", "held_because"])
        if by and self.owner is None:
            self.give_to(by, by=by)
        return self.changes.create(
            from_status=was, to_status=status, by=by, reason=reason, automatic=automatic
        )

    def _leave_for(self, status: Status, reason: str) -> Status:
        """The state that is left, locked; raises InvalidTransition where it does not lead on to `status`."""
        stored = self._lock()
        if stored.anonymized_at:
            raise InvalidTransition(ANONYMIZED)
        was = Status(stored.status)
        if status not in MOVES[was]:
            raise InvalidTransition(
                _("A request that is “%(was)s” can't become “%(status)s”.")
                % {"was": was.label, "status": status.label}
            )
        if was in REOPENED_FROM and not reason.strip():
            raise InvalidTransition(_("Say why the case is opened again."))
        return was


class StatusChange(models.Model):
    """One move of a request; rows are only ever added. `by` empty: the patient."""

    request = models.ForeignKey(
        AppointmentRequest, on_delete=models.CASCADE, related_name="changes"
    )
    from_status = models.CharField(_("from"), max_length=20, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Status)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = EncryptedTextField(_("reason"), blank=True)
    # Nobody's act: an offer ran out.
    automatic = models.BooleanField(_("by the clock"), default=False)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_to_status_display()}"
