"""Clinical review: who vouches for which words, since when and until when."""

from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.models import Provider

from .reviewers import reviewer_of_others_words
from .revision import Revision
from .status import Act, ReviewRequired, StatusChange

if TYPE_CHECKING:
    from .page import Page
    from .publication import Publication

# Unless the reviewer sets another day.
REVIEW_EVERY_YEARS = 1


class Standing(TypedDict):
    """What a publication says of its clinical review."""

    reviewed_by: Provider | None
    reviewed_on: date | None
    review_due: date | None


NOBODY = Standing(reviewed_by=None, reviewed_on=None, review_due=None)


class ApprovalQuerySet(models.QuerySet):
    def standing(self) -> "ApprovalQuerySet":
        """Without those of words that were sent back afterwards: these are to be mended, not approved."""
        sent_back = StatusChange.objects.filter(
            page=models.OuterRef("page"),
            act=Act.SEND_BACK,
            at__gt=models.OuterRef("at"),
            revision__snapshot=models.OuterRef("revision__snapshot"),
        )
        return self.exclude(models.Exists(sent_back))


class Approval(models.Model):
    """A clinical reviewer's yes to the words of one revision; never changed afterwards.

    A full review starts the review clock anew; the approval of a small correction leaves it alone.
    """

    page = models.ForeignKey("articles.Page", on_delete=models.PROTECT, related_name="approvals")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="approvals")
    at = models.DateTimeField(_("when"))
    full_review = models.BooleanField(_("a full clinical review"), default=True)
    due = models.DateField(_("next review due"), null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.revision}, approved by {self.reviewer}"


def approve_words(
    page: "Page",
    words: Revision,
    *,
    by: User,
    at: datetime,
    due: date | None,
    full_review: bool,
) -> Approval:
    """Record a reviewer's yes; raises NotPermitted or ReviewRequired with what stands against it."""
    reviewer = reviewer_of_others_words(by, authors_of(page, words))
    on = timezone.localdate(at)
    if due and due <= on:
        raise ReviewRequired(_("The next review must be due on a later day than this one."))
    if not full_review and last_review(page)["reviewed_by"] is None:
        raise ReviewRequired(
            _("Nobody has reviewed this page yet, so this must be a full clinical review.")
        )
    return Approval.objects.create(
        page_id=page.pk,
        revision=words,
        by=by,
        reviewer=reviewer,
        at=at,
        full_review=full_review,
        due=(due or _years_later(on, REVIEW_EVERY_YEARS)) if full_review else None,
    )


def authors_of(page: "Page", words: Revision) -> set[int]:
    """Keys of the accounts that wrote what was not approved in an earlier revision."""
    approved = page.approvals.standing().filter(revision__number__lt=words.number)
    since = approved.aggregate(number=models.Max("revision__number"))["number"] or 0
    written = page.revisions.filter(number__gt=since, number__lte=words.number)
    authors = set(written.values_list("created_by", flat=True))
    # Who restores another's words brings them back; they are still the other's.
    for restored in Revision.objects.filter(restored_as__in=written).exclude(
        approvals__in=Approval.objects.standing()
    ):
        authors |= authors_of(page, restored)
    return authors


def last_review(page: "Page") -> Standing:
    """The last full review that stands on the page's publications."""
    reviewed = page.publications.exclude(reviewed_by=None).select_related("reviewed_by")
    last = reviewed.order_by("-reviewed_on", "-pk").first()
    return standing_of(last) if last else NOBODY


def standing_of(publication: "Publication") -> Standing:
    """What a publication says of its review."""
    return Standing(
        reviewed_by=publication.reviewed_by,
        reviewed_on=publication.reviewed_on,
        review_due=publication.review_due,
    )


def review_of(page: "Page", approval: Approval | None) -> Standing:
    """What the publication of approved words says: the new review, or the last one after a correction."""
    if approval is None:
        return NOBODY
    if not approval.full_review:
        return last_review(page)
    return Standing(
        reviewed_by=approval.reviewer,
        reviewed_on=timezone.localdate(approval.at),
        review_due=approval.due,
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29
        return day.replace(year=day.year + years, day=28)
