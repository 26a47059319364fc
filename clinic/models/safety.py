"""Red-flag questions: data with versions, so each request can tell what it was asked."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """What a “yes” leads to."""

    EMERGENCY = "emergency", _("Emergency: call 911 now")
    URGENT = "urgent", _("Urgent: call us today")


class SafetyQuestionSetQuerySet(models.QuerySet["SafetyQuestionSet"]):
    def in_force(self, at: datetime | None = None) -> "SafetyQuestionSet":
        """The newest set that has come into force; raises DoesNotExist when none has."""
        return self.filter(in_force_from__lte=at or timezone.now()).latest("in_force_from")


class SafetyQuestionSet(models.Model):
    """One version of the questions. A set in force is never changed: a new version replaces it."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    in_force_from = models.DateTimeField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("Empty while it is a draft."),
    )
    sources = models.TextField(_("sources"), blank=True)

    objects = SafetyQuestionSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of safety questions")
        verbose_name_plural = _("sets of safety questions")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"Safety questions, version {self.version}"

    @transaction.atomic
    def new_version(self) -> "SafetyQuestionSet":
        """A draft with the same questions, numbered after the newest version."""
        newest = SafetyQuestionSet.objects.select_for_update().latest("version")
        copy = SafetyQuestionSet.objects.create(version=newest.version + 1, sources=self.sources)
        for question in self.questions.all():
            question.pk, question.question_set = None, copy
            question.save(force_insert=True)
        return copy

    def put_in_force(self, at: datetime | None = None) -> bool:
        """Ask these questions from a moment (now) on; False for a set in force, or an empty one."""
        draft = SafetyQuestionSet.objects.filter(pk=self.pk, in_force_from=None)
        asking = draft.filter(questions__isnull=False).values("pk")
        moved = SafetyQuestionSet.objects.filter(pk__in=asking).update(
            in_force_from=at or timezone.now()
        )
        return bool(moved)


class SafetyQuestion(models.Model):
    """One red flag, worded for patients; the code stays the same from version to version."""

    question_set = models.ForeignKey(
        SafetyQuestionSet, on_delete=models.CASCADE, related_name="questions"
    )
    code = models.SlugField(_("code"), max_length=60)
    tier = models.CharField(_("what a yes leads to"), max_length=10, choices=Tier)
    text = models.CharField(_("words that patients read"), max_length=300)
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
