"""Red-flag questions: data with versions, so each request can tell what it was asked."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """What a “yes” leads to."""

    EMERGENCY = "emergency", _("Emergency: call 911 now")
    URGENT = "urgent", _("Urgent: call us today")


class NotReady(Exception):
    """A set can't be approved or put in force; the text says what is missing."""


class SafetyQuestionSetQuerySet(models.QuerySet["SafetyQuestionSet"]):
    def in_force(self, at: datetime | None = None) -> "SafetyQuestionSet":
        """The newest set that has come into force; raises DoesNotExist when none has."""
        return self.filter(in_force_from__lte=at or timezone.now()).latest("in_force_from")

    def emergency_signs(self, at: datetime | None = None) -> list["SafetyQuestion"]:
        """The red flags that call for help now; none while no set of questions is in force."""
        in_force = self.filter(in_force_from__lte=at or timezone.now()).order_by("-in_force_from")
        return list(
            SafetyQuestion.objects.filter(
                question_set=in_force.values("pk")[:1], tier=Tier.EMERGENCY
            )
        )

    def drafts(self) -> "SafetyQuestionSetQuerySet":
        """Sets whose words can still be changed: a reviewer has not approved them."""
        return self.filter(approved_at=None, in_force_from=None)

    def approved(self) -> "SafetyQuestionSetQuerySet":
        """Sets that a reviewer has approved and nobody has put in force."""
        return self.filter(approved_at__isnull=False, in_force_from=None)


class SafetyQuestionSet(models.Model):
    """One version of the questions: draft → approved by a clinical reviewer → in force.

    Neither approved words nor a set in force can be changed, which the database refuses, too: a new version
    replaces them. Version 1 came with the site and was approved by nobody.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    in_force_from = models.DateTimeField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("Empty while it is a draft."),
    )
    sources = models.TextField(_("sources"), blank=True)
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), related_name="+", blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = SafetyQuestionSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of safety questions")
        verbose_name_plural = _("sets of safety questions")
        ordering = ["-version"]
        permissions = [("approve_safetyquestionset", "Can approve a set of safety questions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="question_set_approved_by_somebody",
                violation_error_message=_("An approval has a name and a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"Safety questions, version {self.version}"

    @transaction.atomic
    def new_version(self, *, by: User) -> "SafetyQuestionSet":
        """A draft with the same questions, numbered after the newest version."""
        newest = SafetyQuestionSet.objects.select_for_update().latest("version")
        copy = SafetyQuestionSet.objects.create(version=newest.version + 1, sources=self.sources)
        for question in self.questions.all():
            question.pk, question.question_set = None, copy
            question.save(force_insert=True)
        copy.authors.add(by)
        return copy

    def is_draft(self) -> bool:
        """Whether its words can still be changed."""
        return self.approved_at is None and self.in_force_from is None

    def fingerprint(self) -> str:
        """What stands for all that this set asks: it changes with every word."""
        asked = self.questions.values_list("code", "tier", "text", "text_es", "order")
        return hashlib.sha256(repr(list(asked)).encode()).hexdigest()

    @transaction.atomic
    def approve(self, *, by: User, at: datetime | None = None, seen: str = "") -> None:
        """A clinical reviewer answers for these words; raises NotReady for own words or unfinished ones.

        `seen` is the fingerprint of what the reviewer has read, where a screen showed it.
        """
        draft = SafetyQuestionSet.objects.select_for_update().get(pk=self.pk)
        if reason := draft.reason_against_approval(by):
            raise NotReady(reason)
        if seen and seen != draft.fingerprint():
            raise NotReady(_("Somebody has changed these questions since you opened them."))
        draft.approved_by, draft.approved_at = by, at or timezone.now()
        draft.save(update_fields=["approved_by", "approved_at"])

    def reason_against_approval(self, by: User) -> str:
        """Why this person can't approve this set; empty when nothing stands against it."""
        if not self.is_draft():
            return gettext("This set is approved already.")
        if self.authors.filter(pk=by.pk).exists():
            return gettext(
                "You wrote or changed these questions. Somebody else has to approve them."
            )
        if not self.questions.filter(tier=Tier.EMERGENCY).exists():
            return gettext("There is no question that tells an emergency.")
        if self.questions.filter(text_es="").exists():
            return gettext("A question has no Spanish words yet.")
        return ""

    @transaction.atomic
    def back_to_draft(self) -> None:
        """Open approved words again, which takes the approval away; raises NotReady for a set in force."""
        locked = SafetyQuestionSet.objects.select_for_update().get(pk=self.pk)
        if locked.in_force_from or not locked.approved_at:
            raise NotReady(
                _("Only a set that is approved and not in force can become a draft again.")
            )
        locked.approved_by = locked.approved_at = None
        locked.save(update_fields=["approved_by", "approved_at"])

    @transaction.atomic
    def put_in_force(self, at: datetime | None = None) -> None:
        """Ask these questions from a moment (now) on; raises NotReady before approval and for a set in force."""
        locked = SafetyQuestionSet.objects.select_for_update().get(pk=self.pk)
        if locked.in_force_from:
            raise NotReady(_("This set is in force already."))
        if not locked.approved_at:
            raise NotReady(_("A clinical reviewer has to approve this set first."))
        locked.in_force_from = at or timezone.now()
        locked.save(update_fields=["in_force_from"])


class SafetyQuestion(models.Model):
    """One red flag, worded for patients; the code stays the same from version to version."""

    question_set = models.ForeignKey(
        SafetyQuestionSet, on_delete=models.CASCADE, related_name="questions"
    )
    code = models.SlugField(_("code"), max_length=60)
    tier = models.CharField(_("what a yes leads to"), max_length=10, choices=Tier)
    text = models.CharField(_("words that patients read"), max_length=300)
    text_es = models.CharField(
        _("the same in Spanish"),
        max_length=300,
        blank=True,
        help_text=_("Needed before the set can be approved."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("safety question")
        verbose_name_plural = _("safety questions")
        ordering = ["question_set", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "code"],
                name="safety_question_once_per_set",
                violation_error_message=_("This set has a question with this code already."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def words(self) -> str:
        """The question in the language of the page; in English where nobody has put it into Spanish."""
        return self.text_es if get_language() == "es" and self.text_es else self.text
