"""The trash: a deleted page waits there and comes back whole."""

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .holding import hold_addresses, hold_translation
from .publication import Publication
from .status import InvalidTransition, require

if TYPE_CHECKING:
    from .page import Page

KEPT_IN_TRASH = timedelta(days=90)


class TrashMoves:
    """Into the trash and out of it. What patients once read stays on record in either place."""

    if TYPE_CHECKING:
        pk: int
        trashed_at: datetime | None
        trashed_by: Any
        _lock: Any

    @property
    def days_left_in_trash(self) -> int:
        """Whole days until a deleted page no longer comes back; the last day counts as one."""
        if self.trashed_at is None:
            return 0
        left = self.trashed_at + KEPT_IN_TRASH - timezone.now()
        return max(0, ceil(left / timedelta(days=1)))

    @transaction.atomic
    def put_in_trash(self, *, by: User, at: datetime | None = None) -> None:
        """Take a page that patients cannot read out of every list; raises MoveRefused otherwise."""
        at = at or timezone.now()
        page = self._lock()
        require(by, "articles.delete_page")
        if Publication.objects.ending_after(at).uncancelled().filter(page_id=page.pk).exists():
            raise InvalidTransition(
                _("Patients can read this page, or will. Retire or withdraw it first.")
            )
        page.trashed_at, page.trashed_by = at, by
        page.save(update_fields=["trashed_at", "trashed_by"])
        self.trashed_at, self.trashed_by = at, by

    @transaction.atomic
    def take_out_of_trash(self, *, by: User, at: datetime | None = None) -> None:
        """Bring a page back as it was; raises MoveRefused after 90 days, or when its place is taken."""
        at = at or timezone.now()
        require(by, "articles.delete_page")
        pages = type(self).objects.select_for_update(no_key=True)  # type: ignore[attr-defined]
        page = pages.in_trash(at).filter(pk=self.pk).first()
        if page is None:
            raise InvalidTransition(_("This page is not in the trash any more."))
        _check_place(pages, page)
        page.trashed_at = page.trashed_by = None
        page.save(update_fields=["trashed_at", "trashed_by"])
        self.trashed_at = self.trashed_by = None


def _check_place(pages: Any, page: "Page") -> None:
    hold_addresses([page.address])
    if page.translation_of_id:
        hold_translation(page.translation_of_id, page.language)
    same = pages.kept().filter(kind=page.kind, language=page.language, slug=page.slug)
    if holder := same.first():
        raise InvalidTransition(
            _("The page “%(title)s” has taken the address meanwhile. Change that one first.")
            % {"title": holder.title}
        )
    sisters = pages.kept().filter(
        translation_of__isnull=False, translation_of=page.translation_of_id, language=page.language
    )
    if sister := sisters.first():
        raise InvalidTransition(
            _("“%(title)s” has become the translation meanwhile. Delete that one first.")
            % {"title": sister.title}
        )
