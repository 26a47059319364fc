"""Clinical review: whose name stands on a page's words, since when and until when."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist

from articles.rendering import Review
from clinic.models import Provider

from .revision import Revision

if TYPE_CHECKING:
    from .page import Page

# Unless staff set another day.
REVIEW_EVERY_YEARS = 1


def record_review(page: "Page", words: Revision, *, by: User, on: date) -> Review | None:
    """Note who vouches for words that are being published; what readers are told of it.

    A clinical reviewer with a public name vouches for the words of others. Anybody else leaves the
    last review standing where the words are the same, and none where they are new.
    """
    reviewer = _public_reviewer(by)
    if reviewer and words.created_by_id != by.pk:
        page.reviewed_by, page.reviewed_on, page.reviewed_revision = reviewer, on, words
        page.review_due = _years_later(on, REVIEW_EVERY_YEARS)
    elif page.reviewed_revision is None or page.reviewed_revision.snapshot != words.snapshot:
        # Nobody is named on words that they have not seen.
        page.reviewed_by = page.reviewed_on = page.review_due = page.reviewed_revision = None
    page.save(update_fields=["reviewed_by", "reviewed_on", "review_due", "reviewed_revision"])
    return _as_readers_see_it(page)


def _as_readers_see_it(page: "Page") -> Review | None:
    if not (page.reviewed_by and page.reviewed_on and page.review_due):
        return None
    return Review(
        name=page.reviewed_by.full_name,
        slug=page.reviewed_by.slug,
        on=page.reviewed_on.isoformat(),
        due=page.review_due.isoformat(),
    )


def _public_reviewer(by: User) -> Provider | None:
    try:
        return by.provider if by.has_perm("articles.review_page") else None
    except ObjectDoesNotExist:
        return None


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29
        return day.replace(year=day.year + years, day=28)
