"""What the keys of a snapshot are called, for screens that compare two of them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from articles.comparing import Comparison, Names, compare
from articles.models import CareCard, Image, Page, Publication, Revision, Topic
from articles.models.card_words import Level
from articles.models.revision import Snapshot
from articles.proofs import cards_in_force
from articles.rendering import sources_of_images
from clinic.models import Provider


def compare_revisions(older: Revision, newer: Revision, at: datetime) -> Comparison:
    """What differs between two revisions, each with the care cards of its time.

    The words that patients read at the moment, and the newest ones, show the cards of the moment.
    """
    moments = [moment_of(revision, at) for revision in (older, newer)]
    names = [names_in(r.snapshot, then) for r, then in zip((older, newer), moments, strict=True)]
    return compare(older.snapshot, newer.snapshot, *names)


def moment_of(revision: Revision, at: datetime) -> datetime:
    """The moment whose care cards belong to a revision."""
    live = Publication.objects.live(at).filter(revision=revision)
    newest = Revision.objects.filter(page=revision.page_id).latest()
    return at if newest == revision or live.exists() else revision.created_at


def names_in(snapshot: Snapshot, at: datetime) -> Names:
    """What a snapshot's keys are called today; its care cards as they stood at a moment."""
    related = Page.objects.filter(pk__in=snapshot["related"])
    team = Provider.objects.filter(pk__in=snapshot["providers"])
    return Names(
        topics=dict(Topic.objects.filter(pk__in=snapshot["topics"]).values_list("pk", "name")),
        pages=dict(related.values_list("pk", "title")),
        providers={person.pk: person.full_name for person in team},
        pictures=_pictures(snapshot),
        revisions=_revisions(snapshot),
        cards=_cards({part["care_card"] for part in snapshot["sections"] if part["care_card"]}, at),
    )


def _revisions(snapshot: Snapshot) -> dict[int, str]:
    translated = Revision.objects.filter(pk=snapshot.get("translated_revision") or 0)
    return {revision.pk: str(revision) for revision in translated.select_related("page")}


def _pictures(snapshot: Snapshot) -> dict[int | str, str]:
    addresses = sources_of_images(part["body"] for part in snapshot["sections"])
    shown = Image.objects.at_addresses(addresses)
    names: dict[int | str, str] = {address: image.title for address, image in shown.items()}
    keys = {snapshot["lead_image"], *(said["id"] for said in snapshot.get("pictures", []))}
    known = Image.objects.filter(pk__in=keys - {None})
    return names | dict(known.values_list("pk", "title"))


def _cards(keys: Collection[int], at: datetime) -> dict[int, list[str]]:
    """The lines of each card: as approved then, or as written where nobody had approved it yet."""
    found = {card["id"]: _lines(card) for card in cards_in_force(keys, at)}
    unapproved = CareCard.objects.filter(pk__in=set(keys) - set(found))
    return found | {card.pk: _lines(card.words()) for card in unapproved}


def _lines(card: dict[str, Any]) -> list[str]:
    head = f"{Level(card['level']).label}: {card['heading']}"
    rest: Iterable[str] = [*card["items"].splitlines(), card["action"]]
    return [head, *(line for line in rest if line)]
