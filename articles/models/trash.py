"""The trash: a deleted page waits there and comes back whole."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
        """Bring a page back as it was; raises MoveRefused after 90 days, or when its address is taken."""
        at = at or timezone.now()
        require(by, "articles.delete_page")
        pages = type(self).objects.select_for_update()  # type: ignore[attr-defined]
        page = pages.in_trash(at).filter(pk=self.pk).first()
        if page is None:
            raise InvalidTransition(_("This page is not in the trash any more."))
        _check_address(pages, page)
        page.trashed_at = page.trashed_by = None
        page.save(update_fields=["trashed_at", "trashed_by"])
        self.trashed_at = self.trashed_by = None


def _check_address(pages: Any, page: "Page") -> None:
    same = pages.kept().filter(kind=page.kind, language=page.language, slug=page.slug)
    if holder := same.first():
        raise InvalidTransition(
            _("The page “%(title)s” has taken the address meanwhile. Change that one first.")
            % {"title": holder.title}
        )
