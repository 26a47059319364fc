"""Handing over: one account's pages and reviews go to colleagues; names on old words stay."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import (
    Article,
    ConditionPage,
    Kind,
    MoveRefused,
    NotPermitted,
    Page,
    public_reviewer,
)
from articles.models.status import require


@dataclass(frozen=True)
class Work:
    """What is on an account's desk."""

    pages: int
    reviews: int

    def __bool__(self) -> bool:
        return bool(self.pages or self.reviews)


def work_of(account: User) -> Work:
    """How many pages an account writes and how many it was asked to review; in the trash or not."""
    return Work(
        pages=Page.objects.written_by(account).count(),
        reviews=Page.objects.asked_of(account).count(),
    )


@transaction.atomic
def hand_over(
    account: User, *, by: User, writer: User | None = None, reviewer: User | None = None
) -> Work:
    """Give the pages that an account writes to `writer`, and the reviews asked of it to `reviewer`.

    Only what waits moves: revisions, approvals and public names stay as they are. What has no taker
    stays where it is. Raises MoveRefused with a sentence when somebody may not do the work.
    """
    require(by, "auth.change_user")
    for taker, permission in ((writer, "articles.submit_page"), (reviewer, "articles.review_page")):
        _check_taker(account, taker, permission)
    pages = Page.objects.written_by(account) if writer else Page.objects.none()
    reviews = Page.objects.asked_of(account) if reviewer else Page.objects.none()
    _record(pages, account, writer, by, _("Writer: from %(old)s to %(new)s."))
    _record(reviews, account, reviewer, by, _("Asked to review: from %(old)s to %(new)s."))
    work = Work(pages=pages.update(owner=writer), reviews=reviews.update(reviewer=reviewer))
    _record_on_account(account, work, writer, reviewer, by)
    return work


def may_take(taker: User, permission: str) -> bool:
    """Whether an account can do the work: it is in use, has the role and, to review, a public name."""
    named = permission != "articles.review_page" or public_reviewer(taker)
    return bool(taker.is_active and taker.has_perm(permission) and named)


def _check_taker(account: User, taker: User | None, permission: str) -> None:
    if taker is None:
        return
    if taker.pk == account.pk:
        raise MoveRefused(_("Choose somebody else: this is the account that hands over."))
    if not may_take(taker, permission):
        raise NotPermitted(
            _("%(who)s cannot do this work: the account has not the role for it.")
            % {"who": name_of(taker)}
        )


def name_of(account: User) -> str:
    """How colleagues call an account."""
    return account.get_full_name() or account.get_username()


def _record(pages: Any, account: User, taker: User | None, by: User, words: Any) -> None:
    if taker is None:
        return
    message = words % {"old": name_of(account), "new": name_of(taker)}
    for model, kind in ((Article, Kind.ARTICLE), (ConditionPage, Kind.CONDITION_PAGE)):
        mine = model.objects.of_kind(kind).filter(pk__in=pages.values("pk"))
        LogEntry.objects.log_actions(by.pk, mine, CHANGE, change_message=message)


def handed_over(page: Page) -> Any:
    """What was recorded when work on a page was handed over, the newest first."""
    own = ContentType.objects.get_for_model(page, for_concrete_model=False)
    entries = LogEntry.objects.filter(content_type=own, object_id=str(page.pk), action_flag=CHANGE)
    # The admin's own entries, of each save, are lists in JSON; a hand-over is a sentence.
    return entries.exclude(change_message__startswith="[").select_related("user")


def _record_on_account(
    account: User, work: Work, writer: User | None, reviewer: User | None, by: User
) -> None:
    parts = []
    if writer:
        given = ngettext("%(n)d page to %(who)s", "%(n)d pages to %(who)s", work.pages)
        parts.append(given % {"n": work.pages, "who": name_of(writer)})
    if reviewer:
        given = ngettext("%(n)d review to %(who)s", "%(n)d reviews to %(who)s", work.reviews)
        parts.append(given % {"n": work.reviews, "who": name_of(reviewer)})
    message = _("Handed over: %(parts)s.") % {"parts": ", ".join(parts)}
    accounts = User.objects.filter(pk=account.pk)
    LogEntry.objects.log_actions(
        by.pk, accounts, CHANGE, change_message=message, single_object=True
    )
