"""Links to other sites: where they stand, and whether they still lead somewhere."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from articles.asking import Answer

LONGEST_ADDRESS = 2000


class Outcome(models.TextChoices):
    """What asking for a link brought."""

    BROKEN = "broken", _("Broken")
    UNCLEAR = "unclear", _("Could not be told")
    MOVED = "moved", _("Moved for good")
    WORKS = "works", _("Works")
    UNCHECKED = "unchecked", _("Not checked yet")


WORST_FIRST = ("rank", "failing_since", "url")
RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}


class LinkCheckQuerySet(models.QuerySet):
    def broken(self) -> "LinkCheckQuerySet":
        """Links on pages that readers have, or will have, which lead nowhere."""
        return self.filter(outcome=Outcome.BROKEN)

    def due(self, since: datetime) -> "LinkCheckQuerySet":
        """Links that nobody has asked for since a moment."""
        return self.filter(models.Q(checked_at=None) | models.Q(checked_at__lt=since))

    def worst_first(self) -> "LinkCheckQuerySet":
        """Broken ones on top, those that have failed longest first."""
        ranks = [models.When(outcome=outcome, then=rank) for outcome, rank in RANK.items()]
        rank = models.Case(*ranks, output_field=models.IntegerField())
        return self.annotate(rank=rank).order_by(*WORST_FIRST)


class LinkCheck(models.Model):
    """An address outside this site that pages link to, and what it answered last."""

    url = models.CharField(_("link"), max_length=LONGEST_ADDRESS, unique=True)
    pages = models.ManyToManyField(
        "articles.Page", verbose_name=_("stands on"), related_name="outside_links", blank=True
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.UNCHECKED
    )
    answered = models.PositiveSmallIntegerField(
        _("HTTP status"), null=True, help_text=_("What the other site answered, when it did.")
    )
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    leads_to = models.CharField(_("moved to"), max_length=LONGEST_ADDRESS, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("outside link")
        verbose_name_plural = _("outside links")
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    def record(self, answer: "Answer", at: datetime) -> None:
        """Write down what a site answered; the first of several failures stays known."""
        self.outcome = answer.outcome
        self.answered = answer.status
        self.problem = answer.problem[:200]
        self.leads_to = answer.leads_to[:LONGEST_ADDRESS]
        self.checked_at = at
        is_broken = answer.outcome == Outcome.BROKEN
        self.failing_since = (self.failing_since or at) if is_broken else None
        self.save()
