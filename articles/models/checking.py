"""The publishing check over the database: what the proofreader must know, fetched in a few queries."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, ngettext, override
from django.utils.translation import gettext as _

from articles.proofreading import Card, Draft, Facts, Finding, draft_of, proofread
from articles.proofreading.links import internal_links
from articles.rendering import sources_of_images
from clinic.models import Location, Provider

from .cards import CareCardMove
from .images import Image
from .library import Redirect
from .publication import Publication
from .reviewers import has_public_reviewer, public_reviewer
from .status import ReviewRequired
from .translating import facts_of_translation

if TYPE_CHECKING:
    from .page import Page
    from .revision import Snapshot

NAMED = 3  # findings that a refused move names
Address = tuple[str, str, str]  # kind, language and slug of a page


def findings_for(snapshot: "Snapshot", *, has_reviewer: bool | None = None) -> list[Finding]:
    """What the proofreader finds in a page's words, as the rest of the site stands now.

    `has_reviewer` says whether a clinician with a public name vouches, or stands ready to; None asks
    nothing about it.
    """
    draft = draft_of(snapshot)
    own = (snapshot["kind"], snapshot["language"], snapshot["slug"])
    dead, coming = lost_and_coming(internal_links(draft, own_hosts()), {own})
    facts = Facts(
        own_hosts=own_hosts(),
        dead_links=dead,
        coming_links=coming,
        pictures=_pictures(section["body"] for section in snapshot["sections"]),
        cards=_cards({section["care_card"] for section in snapshot["sections"]} - {None}),
        has_reviewer=has_reviewer,
        **facts_of_translation(snapshot),
    )
    return proofread(draft, facts)


def findings_beside(page: "Page", snapshot: "Snapshot") -> list[Finding]:
    """The same for a page that is being written: somebody has to stand ready to review it."""
    reviewer = page.reviewer
    ready = public_reviewer(reviewer) is not None if reviewer else has_public_reviewer()
    return findings_for(snapshot, has_reviewer=ready)


def require_mended(snapshot: "Snapshot") -> list[Finding]:
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


def facts_of_manuscript(draft: Draft, own: set[Address]) -> Facts:
    """What can be known of a draft in a file; `own` are the addresses of all the file's pages."""
    dead, coming = lost_and_coming(internal_links(draft, own_hosts()), own)
    return Facts(own_hosts=own_hosts(), dead_links=dead, coming_links=coming)


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
    approvals = CareCardMove.objects.approvals().filter(card__in=keys).select_related("version")
    last = approvals.order_by("card_id", "-at", "-pk").distinct("card_id")
    return {move.card_id: Card(**move.version.words()) for move in last}


def lost_and_coming(
    paths: Iterable[str], own: set[Address]
) -> tuple[frozenset[str], frozenset[str]]:
    """Of these addresses on our site, those that lead nowhere and those that will lead somewhere.

    `own` are the addresses of the pages that are being read: they count as there.
    """
    dead: set[str] = set()
    pages: dict[str, Address] = {}
    for path in paths:
        target = _target(path)
        if target is False:
            dead.add(path)
        elif target is not True and target not in own:
            pages[path] = target
    live, coming = _standing(set(pages.values()))
    dead |= {path for path, target in pages.items() if target not in live | coming}
    return frozenset(dead), frozenset(p for p, target in pages.items() if target in coming - live)


def _target(path: str) -> Address | bool:
    """What stands under a path: a page's address, something else that is there, or nothing."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return True  # files are served past the views
    match = _match(path) or (None if path.endswith("/") else _match(path + "/"))
    if match is None or "admin" in match.app_names:
        return False
    if check := THERE.get(match.view_name):
        return check(match.kwargs["slug"])
    if "kind" in match.kwargs:
        language = get_language_from_path(path) or settings.LANGUAGE_CODE
        return (str(match.kwargs["kind"]), language, match.kwargs["slug"])
    return True


def _match(path: str) -> Any:
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


THERE: Mapping[str, Callable[[str], bool]] = {
    "clinic:provider": lambda slug: Provider.objects.filter(slug=slug).exists(),
    "clinic:location": lambda slug: Location.objects.open_to_patients().filter(slug=slug).exists(),
}


def _standing(addresses: set[Address]) -> tuple[set[Address], set[Address]]:
    """Which addresses patients can read now, and which pages are on their way to them."""
    if not addresses:
        return set(), set()
    slugs = {slug for _kind, _language, slug in addresses}
    names = ("kind", "language", "slug")
    live = Publication.objects.live()
    led = Redirect.objects.filter(slug__in=slugs, page__publications__in=live)
    succeeded = Publication.objects.filter(slug__in=slugs, page__successor__publications__in=live)
    # By name: the page's own module needs this one.
    coming = apps.get_model("articles.Page").objects.on_their_way().filter(slug__in=slugs)
    readable = live.filter(slug__in=slugs)
    found = (readable, led, succeeded)
    there = {address for pages in found for address in pages.values_list(*names)}
    return there, set(coming.values_list(*names))
