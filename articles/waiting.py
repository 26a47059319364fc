"""What waits for whom: the same questions for the desk's counts and for the lists they lead to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models.pages import PageQuerySet

AHEAD = timedelta(days=30)

Finder = Callable[[PageQuerySet, Any, datetime | None], PageQuerySet]


@dataclass(frozen=True)
class Waiting:
    """A kind of work: for whom (any of `permissions`), and how its pages are found."""

    name: str
    label: Any
    permissions: tuple[str, ...]
    finder: Finder
    urgent: bool = False

    def is_for(self, user: Any) -> bool:
        """Whether this is work of that account."""
        return any(user.has_perm(permission) for permission in self.permissions)

    def find(self, pages: Any, user: Any, at: datetime | None = None) -> Any:
        """The pages that wait, of those given."""
        return self.finder(pages.kept(), user, at)


def _my_drafts(pages: PageQuerySet, user: Any, at: datetime | None) -> PageQuerySet:
    return pages.drafts().written_by(user).exclude(pk__in=pages.sent_back().values("pk"))


WRITE = ("articles.submit_page",)
REVIEW = ("articles.review_page",)
PUBLISH = ("articles.publish_page",)

# The most pressing first.
WAITING = {
    waiting.name: waiting
    for waiting in (
        Waiting(
            "sent-back",
            _("sent back to me"),
            WRITE,
            lambda pages, user, at: pages.sent_back().written_by(user),
            urgent=True,
        ),
        Waiting(
            "asked-of-me",
            _("to review, asked of me"),
            REVIEW,
            lambda pages, user, at: pages.in_review().asked_of(user),
        ),
        Waiting(
            "asked-of-anybody",
            _("to review, asked of anybody"),
            REVIEW,
            lambda pages, user, at: pages.in_review().asked_of(None),
        ),
        Waiting(
            "approved",
            _("approved, to be published"),
            PUBLISH,
            lambda pages, user, at: pages.approved(),
        ),
        Waiting(
            "overdue",
            _("overdue for review"),
            REVIEW + PUBLISH + WRITE,
            lambda pages, user, at: pages.overdue(at),
        ),
        Waiting(
            "due-soon",
            _("due for review in the next 30 days"),
            REVIEW + PUBLISH + WRITE,
            lambda pages, user, at: pages.due_within(AHEAD, at),
        ),
        Waiting("my-drafts", _("my drafts"), WRITE, _my_drafts),
        Waiting(
            "in-review",
            _("mine, in review"),
            WRITE,
            lambda pages, user, at: pages.in_review().written_by(user),
        ),
        Waiting(
            "scheduled",
            _("with something scheduled"),
            PUBLISH + WRITE,
            lambda pages, user, at: pages.scheduled(at),
        ),
        Waiting(
            "older-translations",
            _("translations older than their source"),
            WRITE,
            lambda pages, user, at: pages.older_than_source(at),
        ),
    )
}
