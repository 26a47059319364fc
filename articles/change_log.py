"""What changed on a live page, when, and who approved it: for everybody to read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles.models import Act, Kind, Publication, StatusChange


@dataclass(frozen=True)
class Change:
    """One entry of the log; `approved_by` is the reviewer's public name, empty where nobody reviewed."""

    at: datetime
    words: str
    approved_by: str = ""


@dataclass(frozen=True)
class ChangeLog:
    """The live publication, and what led to it, the newest first."""

    publication: Publication
    changes: list[Change]


def change_log(kind: Kind, language: str, slug: str, at: datetime) -> ChangeLog | None:
    """The log of the page that is live under an address; None where there is none. One query."""
    live = Publication.objects.at_address(kind, language, slug).live(at)
    known = Publication.objects.uncancelled().filter(
        page__in=live.values("page"), live_from__lte=at
    )
    withdrawals = StatusChange.objects.filter(
        page=OuterRef("page"), act=Act.WITHDRAW, at=OuterRef("live_until")
    )
    released = list(
        known.select_related("approval__reviewer")
        .defer("content", "text")
        .annotate(was_withdrawn=Exists(withdrawals))
        .order_by("live_from", "pk")
    )
    if not released:
        return None
    before = [None, *released[:-1]]
    changes = [_change(now, was) for now, was in zip(released, before, strict=True)]
    return ChangeLog(publication=released[-1], changes=changes[::-1])


def _change(publication: Publication, before: Publication | None) -> Change:
    approval = publication.approval
    return Change(
        at=publication.live_from,
        words=_words(publication, before),
        approved_by=approval.reviewer.full_name if approval else "",
    )


def _words(publication: Publication, before: Publication | None) -> str:
    if publication.was_withdrawn:  # type: ignore[attr-defined]
        # What was said of words that had to go is not repeated.
        return _("A version that was withdrawn later.")
    if publication.was_imported:
        return publication.change_note or _("Imported, without review.")
    if before is None:
        return publication.change_note or _("First published.")
    if before.revision_id == publication.revision_id:
        return _("Reviewed again. The words stayed the same.")
    return publication.change_note or _("The words were changed.")
