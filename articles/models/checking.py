"""The publishing check over the database: what the proofreader must know, fetched in a few queries."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.proofreading import Card, Draft, Facts, Finding, draft_of, proofread
from articles.proofreading.links import internal_links
from articles.rendering import sources_of_images

from .cards import CareCardMove
from .destinations import Address, Destinations, LinkFacts
from .images import Image
from .reviewers import has_public_reviewer, public_reviewer
from .revision import Snapshot, address_of
from .status import ReviewRequired
from .translating import facts_of_translation

if TYPE_CHECKING:
    from .page import Page

NAMED = 3  # findings that a refused move names


def findings_for(snapshot: Snapshot, *, has_reviewer: bool | None = None) -> list[Finding]:
    """What the proofreader finds in a page's words, as the rest of the site stands now.

    `has_reviewer` says whether a clinician with a public name vouches, or stands ready to; None asks
    nothing about it.
    """
    (found,) = findings_for_all([snapshot], has_reviewer=has_reviewer)
    return found


def findings_for_all(
    snapshots: Sequence[Snapshot], *, has_reviewer: bool | None = None
) -> list[list[Finding]]:
    """The same for many pages, each by itself; where their links lead is asked once."""
    drafts = [draft_of(snapshot) for snapshot in snapshots]
    links = [internal_links(draft, own_hosts()) for draft in drafts]
    destinations = Destinations(path for paths in links for path in paths)
    return [
        proofread(
            draft, _facts(snapshot, destinations.facts(paths, {address_of(snapshot)}), has_reviewer)
        )
        for snapshot, draft, paths in zip(snapshots, drafts, links, strict=True)
    ]


def _facts(snapshot: Snapshot, links: LinkFacts, has_reviewer: bool | None) -> Facts:
    return Facts(
        own_hosts=own_hosts(),
        **links,
        pictures=_pictures(section["body"] for section in snapshot["sections"]),
        cards=_cards({section["care_card"] for section in snapshot["sections"]} - {None}),
        has_reviewer=has_reviewer,
        **facts_of_translation(snapshot),
    )


def findings_beside(page: "Page", snapshot: Snapshot) -> list[Finding]:
    """The same for a page that is being written: somebody has to stand ready to review it."""
    reviewer = page.reviewer
    ready = public_reviewer(reviewer) is not None if reviewer else has_public_reviewer()
    return findings_for(snapshot, has_reviewer=ready)


def require_mended(snapshot: Snapshot) -> list[Finding]:
    """What is advice only; raises ReviewRequired, naming the first places, where anything blocks."""
    findings = findings_for(snapshot)
    blocking = [finding for finding in findings if finding.blocks]
    if not blocking:
        return findings
    told = "; ".join(f"{finding.place.label}: {finding.what}" for finding in blocking[:NAMED])
    more = len(blocking) - NAMED
    if more > 0:
        told += "; " + ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
    raise ReviewRequired(_("Mend this first. %(told)s.") % {"told": told})


def require_words(snapshot: Snapshot) -> None:
    """Raise ReviewRequired for a page on which there is nothing to read."""
    if not any(part["body"] or part["care_card"] for part in snapshot["sections"]):
        raise ReviewRequired(_("The page has no words yet. Write at least one section."))


def facts_of_manuscript(draft: Draft, own: set[Address]) -> Facts:
    """What can be known of a draft in a file; `own` are the addresses of all the file's pages."""
    links = internal_links(draft, own_hosts())
    return Facts(own_hosts=own_hosts(), **Destinations(links).facts(links, own))


def own_hosts() -> frozenset[str]:
    """The names under which this site answers, as they may stand in a link."""
    site = urlsplit(settings.SITE_URL)
    return frozenset({site.netloc.lower(), f"www.{site.netloc}".lower()})


def _pictures(bodies: Iterable[str]) -> dict[str, str]:
    shown = Image.objects.at_addresses(sources_of_images(bodies))
    return {address: image.alternative_text for address, image in shown.items()}


def _cards(keys: set[Any]) -> dict[int, Card]:
    if not keys:
        return {}
    approvals = CareCardMove.objects.filter(card__in=keys).in_force().select_related("version")
    return {move.card_id: Card(**move.version.words()) for move in approvals}
