"""The moves of an import, many pages at a time.

For pages that were never saved before, this does what `save_draft` and `publish(imported=True)` do, with
one statement where these have one for each page; tests/articles/test_bulk.py holds the two to the same rows.
All other pages make the moves themselves. Every function here expects a transaction and locked pages.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .checking import require_words
from .findable import make_findable
from .holding import hold_addresses
from .library import Redirect
from .page import Page
from .preparation import derived_fields
from .publication import Publication
from .revision import Revision, Snapshot, address_of
from .status import Act, ReviewRequired, Status, StatusChange, require

FindingsOf = Callable[[Snapshot], Iterable[Any]]


def save_first_words(
    pages: Sequence[Page], *, by: User, at: datetime, reason: str
) -> list[Revision]:
    """The first revision of each of these pages, as they stand in the database."""
    full = Page.objects.prefetch_related(
        "topics", "related", "providers", "sections", "sources"
    ).in_bulk([page.pk for page in pages])
    Page.objects.filter(pk__in=full, owner=None).update(owner=by)
    return Revision.objects.bulk_create(
        [
            Revision(
                page=page,
                number=1,
                snapshot=full[page.pk].snapshot(),
                created_by=by,
                created_at=at,
                reason=reason,
            )
            for page in pages
        ]
    )


def publish_first_words(
    revisions: Sequence[Revision], *, by: User, at: datetime, reason: str, findings: Sequence[Any]
) -> list[Publication]:
    """Publish the first revisions of pages without review; refuses all of them, or none."""
    require(by, "articles.import_pages")
    if not revisions:
        return []
    _check(revisions, at)
    publications = Publication.objects.bulk_create(
        [
            Publication(
                page_id=revision.page_id,
                revision=revision,
                live_from=at,
                published_by=by,
                was_imported=True,
                findings=found,
                **derived_fields(revision.snapshot),
            )
            for revision, found in zip(revisions, findings, strict=True)
        ]
    )
    _connect(publications, revisions)
    make_findable(publications)
    _record(revisions, by=by, at=at, reason=reason)
    return publications


def _check(revisions: Sequence[Revision], at: datetime) -> None:
    for revision in revisions:
        require_words(revision.snapshot)
    pages = [revision.page_id for revision in revisions]
    wanted = [address_of(revision.snapshot) for revision in revisions]
    hold_addresses(wanted)
    addresses = Q()
    for address in wanted:
        addresses |= Q(**address._asdict())
    held = Publication.objects.ending_after(at).uncancelled().filter(addresses)
    led = Redirect.objects.filter(addresses).exclude(page__in=pages)
    if taken := held.exclude(page__in=pages).first() or led.first():
        raise ReviewRequired(
            _("The address “%(slug)s” belongs to another page. Choose another address.")
            % {"slug": taken.slug}
        )


def _connect(publications: Sequence[Publication], revisions: Sequence[Revision]) -> None:
    for name, keys in LINKS.items():
        through = getattr(Publication, name).through
        target = through._meta.get_field(TARGETS[name]).attname
        through.objects.bulk_create(
            [
                through(publication_id=publication.pk, **{target: key})
                for publication, revision in zip(publications, revisions, strict=True)
                for key in keys(revision.snapshot)
            ]
        )


def _record(revisions: Sequence[Revision], *, by: User, at: datetime, reason: str) -> None:
    StatusChange.objects.bulk_create(
        [
            StatusChange(
                page_id=revision.page_id,
                act=Act.IMPORT,
                from_status=Status.DRAFT,
                to_status=Status.PUBLISHED,
                revision=revision,
                by=by,
                at=at,
                reason=reason,
            )
            for revision in revisions
        ]
    )
    pages = [revision.page_id for revision in revisions]
    Page.objects.filter(pk__in=pages).update(status=Status.PUBLISHED)


LINKS: dict[str, Callable[[Snapshot], Iterable[int]]] = {
    "care_cards": lambda words: {p["care_card"] for p in words["sections"] if p["care_card"]},
    "topics": lambda words: words["topics"],
    "providers": lambda words: words["providers"],
    "related": lambda words: words["related"],
}
TARGETS = {"care_cards": "carecard", "topics": "topic", "providers": "provider", "related": "page"}
