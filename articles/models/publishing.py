"""What brings words to patients: publish, schedule, review again; and plans that are taken back."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.proofreading import Finding

from .checking import findings_for, require_mended
from .findable import make_findable
from .holding import Address, hold_addresses
from .library import Redirect
from .preparation import derived_fields
from .publication import Publication
from .reviewing import Approval, approve_words, review_of
from .revision import Revision, Snapshot, address_of
from .status import (
    IMPORT_MOVES,
    MOVES,
    Act,
    InvalidTransition,
    ReviewRequired,
    Status,
    require,
)
from .taking_down import TakingDownMoves

if TYPE_CHECKING:
    from datetime import date


class Release(NamedTuple):
    """Words on their way to patients, who vouches for them, and what the proofreader found."""

    words: Revision
    approval: Approval | None
    findings: list[Finding]


class PublishingMoves(TakingDownMoves):
    """The moves of approved words. Each is atomic, locks the page's row and writes who, when and why."""

    @transaction.atomic
    def publish(
        self,
        *,
        by: User,
        at: datetime | None = None,
        until: datetime | None = None,
        revision: int | None = None,
        change_note: str = "",
        reason: str = "",
        imported: bool = False,
    ) -> Publication:
        """Make the approved words what patients read from `at` (now when not given) until `until`.

        `revision` is the number that the publisher has seen: a newer one refuses the move.
        `change_note` tells readers what changed. An import is published without review: it shows no
        reviewer, and what the proofreader finds is kept, not enforced. Raises NotPermitted,
        InvalidTransition or ReviewRequired, each with a sentence for staff.
        """
        now = timezone.now()
        at = at or now
        page = self._lock()
        require(by, "articles.import_pages" if imported else "articles.publish_page")
        to = Status.SCHEDULED if at > now else Status.PUBLISHED
        left = page._leave_for(to, IMPORT_MOVES if imported else MOVES)
        release = page._unreviewed(revision) if imported else page._approved(revision)
        page._check_address(release.words.snapshot, at)
        page._check_times(at, until, now)
        if left == Status.SCHEDULED:  # the same words at another time
            page._call_off(now)
        publication = page._make_publication(
            release, by=by, at=at, until=until, was_imported=imported, change_note=change_note
        )
        page._settle(publication, left, by=by, now=now, reason=reason or change_note)
        self.status = page.status
        return publication

    @transaction.atomic
    def renew_review(
        self,
        *,
        by: User,
        due: "date | None" = None,
        revision: int | None = None,
        reason: str = "",
        at: datetime | None = None,
    ) -> Publication:
        """A clinical reviewer vouches anew for the words that patients read now.

        `revision` is the number of the live words that the reviewer has seen.
        """
        at = at or timezone.now()
        page = self._lock()
        live = page._words_to_renew(revision, at)
        approval = approve_words(page, live.revision, by=by, at=at, due=due, full_review=True)
        page.reviewer = by
        page.save(update_fields=["reviewer"])
        page._note_change(Act.REVIEW, page.standing(at), by=by, at=at, reason=reason)
        # Readers are told of the review; the reason is for colleagues.
        release = Release(live.revision, approval, findings=[])
        return page._make_publication(release, by=by, at=at, until=live.live_until)

    @transaction.atomic
    def cancel_plans(self, *, by: User, reason: str = "") -> None:
        """Take back what is planned: a version that would go live later, or the end of a live one."""
        now = timezone.now()
        page = self._lock()
        require(by, "articles.publish_page")
        left = page.standing(now)
        if not page._call_off(now):
            raise InvalidTransition(_("Nothing is planned for this page."))
        if left == Status.SCHEDULED:
            page._move(Act.CANCEL_PLANS, Status.APPROVED, by=by, at=now, reason=reason, left=left)
        else:
            page._note_change(Act.CANCEL_PLANS, left, by=by, at=now, reason=reason)
        self.status = page.status

    def _words_to_renew(self, seen: int | None, at: datetime) -> Publication:
        live = self.publications.live(at).first()
        if live is None or self.publications.filter(live_from__gt=at).uncancelled().exists():
            raise InvalidTransition(
                _("Only a live page with nothing scheduled can be reviewed anew.")
            )
        if seen is not None and seen != live.revision.number:
            raise InvalidTransition(_("Patients read other words by now. Read them, then decide."))
        if (
            live.was_imported
        ):  # its findings were stored, not enforced; nobody's name stood for them
            require_mended(live.revision.snapshot)
        return live

    def _call_off(self, now: datetime) -> bool:
        planned = self.publications.filter(live_from__gt=now).uncancelled()
        ending = self.publications.live(now).exclude(live_until=None)
        for publication in ending:  # its address may be promised to another page by now
            if self._is_anothers(publication.address, now):
                raise InvalidTransition(
                    _(
                        "The address “%(slug)s” is promised to another page, so this one comes down "
                        "as planned. Take back the other page's plans first."
                    )
                    % {"slug": publication.slug}
                )
        return bool(
            planned.update(live_until=models.F("live_from")) + ending.update(live_until=None)
        )

    def _approved(self, seen: int | None) -> Release:
        """The newest words as a reviewer approved them, to the letter; raises ReviewRequired."""
        self._newest_words(seen=seen)
        approval = self.approval()
        if approval is None:
            raise ReviewRequired(_("A clinical reviewer has to approve these words first."))
        words = approval.revision
        return Release(words, approval, require_mended(words.snapshot))

    def _unreviewed(self, seen: int | None) -> Release:
        """The newest words of an import, whatever the proofreader finds in them."""
        words = self._newest_words(seen=seen)
        return Release(words, None, findings_for(words.snapshot))

    def _check_address(self, snapshot: Snapshot, at: datetime) -> None:
        if self._is_anothers(address_of(snapshot), at):
            raise ReviewRequired(
                _("The address “%(slug)s” belongs to another page. Choose another address.")
                % {"slug": snapshot["slug"]}
            )

    def _is_anothers(self, address: Address, at: datetime) -> bool:
        """Whether an address is another page's, at a moment or later; held from now on."""
        hold_addresses([address])
        there = address._asdict()
        held = Publication.objects.ending_after(at).filter(**there).exclude(page_id=self.pk)
        led = Redirect.objects.filter(**there).exclude(page_id=self.pk)
        return held.uncancelled().exists() or led.exists()

    def _check_times(self, at: datetime, until: datetime | None, now: datetime) -> None:
        if until and until <= max(at, now):
            raise InvalidTransition(_("The page must come down later than it goes live."))
        newer = Publication.objects.filter(page_id=self.pk, live_from__gt=at, live_from__lte=now)
        if newer.exists():
            raise InvalidTransition(
                _("Patients have read newer words than this date says. Choose a later date.")
            )

    def _make_publication(
        self, release: Release, *, by: User, at: datetime, until: datetime | None, **told: Any
    ) -> Publication:
        # Asked before the present publication ends: a correction goes on with its review.
        review = review_of(self, release.approval)  # type: ignore[arg-type]
        self._end_publications(at)
        publication = Publication.objects.create(
            page_id=self.pk,
            revision=release.words,
            approval=release.approval,
            findings=[finding.stored() for finding in release.findings],
            live_from=at,
            live_until=until,
            published_by=by,
            **told,
            **review,
            **derived_fields(release.words.snapshot),
        )
        publication.connect(release.words.snapshot)
        make_findable([publication])
        return publication

    def _settle(
        self, publication: Publication, left: Status, *, by: User, now: datetime, reason: str
    ) -> None:
        """Leave the page as a released one: its addresses, no successor, the change written down."""
        self._keep_former_addresses(publication)
        later = publication.live_from > now
        if not later:
            self._lead_on_to(None)
        self._move(
            Act.IMPORT if publication.was_imported else Act.PUBLISH,
            Status.SCHEDULED if later else Status.PUBLISHED,
            by=by,
            at=now if later else publication.live_from,
            reason=reason,
            revision=publication.revision,
            effective_at=publication.live_from if later else None,
            left=left,
        )

    def _keep_former_addresses(self, publication: Publication) -> None:
        own = Redirect.objects.filter(page_id=self.pk, **publication.address._asdict())
        if publication.live_from <= timezone.now():  # until a schedule comes true, readers need it
            own.delete()
        # Only the address that readers used last: older ones have their redirects, unless staff
        # took one away so that another page could have the address.
        last = self.publications.before(publication).first()
        if last and last.address != publication.address:
            former = last.address._asdict()
            Redirect.objects.get_or_create(**former, defaults={"page_id": self.pk})
