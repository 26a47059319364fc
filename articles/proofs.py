"""Words that are not live, prepared as if they were: what the public templates show of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from articles.models import Approval, CareCardMove, Publication, Topic
from articles.models.card_words import WORDS
from articles.models.preparation import content_of
from articles.models.related import Near, beside
from articles.models.reviewing import NOBODY, review_of
from articles.models.revision import Revision, Snapshot
from clinic.models import Provider

# What a publication takes from a page word by word.
AS_WRITTEN = ("kind", "language", "slug", "title", "summary", "subject")


def proof(
    snapshot: Snapshot, at: datetime, *, page: int | None, approval: Approval | None = None
) -> Publication:
    """A publication that is never stored: the words of a snapshot with all that stands beside them.

    Care cards, people, topics and related pages are those that readers would get at that moment. `page` is the
    key of the page, if it has one yet.
    """
    publication = Publication(
        live_from=at,
        approval=approval,
        content=content_of(snapshot),
        **{name: snapshot[name] for name in AS_WRITTEN},  # type: ignore[literal-required]
        **(review_of(approval.page, approval) if approval else NOBODY),
    )
    publication.card_list = _cards(snapshot, at)
    publication.team = _team(snapshot)
    publication.topic_list = _topics(snapshot)
    near = beside(Publication.objects.live(at), Near.of_draft(page, snapshot))
    for name, pages in near.items():
        setattr(publication, name, [row["found"] for row in pages])
    publication.sister_list, publication.is_older_than_source = _source(snapshot, at)
    return publication


def proof_of(revision: Revision, at: datetime) -> Publication:
    """One saved revision as a publication; its reviewer stands there if it was approved."""
    given = revision.approvals.select_related("reviewer", "page")
    approval = given.order_by("-at", "-pk").first()
    return proof(revision.snapshot, at, page=revision.page_id, approval=approval)


def cards_in_force(keys: Collection[int], at: datetime) -> list[dict[str, Any]]:
    """The care cards that readers get at a moment; one that was never approved is not among them."""
    approvals = CareCardMove.objects.filter(card__in=keys).in_force(at)
    return [
        {"id": move.card_id, "language": move.card.language}
        | {name: getattr(move.version, name) for name in WORDS}
        for move in approvals.select_related("version", "card")
    ]


def _cards(snapshot: Snapshot, at: datetime) -> list[dict[str, Any]]:
    keys = {part["care_card"] for part in snapshot["sections"] if part["care_card"]}
    return [
        {name: card[name] for name in ("id", *WORDS)}
        for card in cards_in_force(keys, at)
        if card["language"] == snapshot["language"]
    ]


def _team(snapshot: Snapshot) -> list[dict[str, Any]]:
    team = Provider.objects.practicing().filter(pk__in=snapshot["providers"])
    return list(team.order_by("order", "name").values("slug", "name", "credentials", "role"))


def _topics(snapshot: Snapshot) -> list[dict[str, Any]]:
    named = Topic.objects.filter(pk__in=snapshot["topics"]).named_in(snapshot["language"])
    return [{"slug": topic.slug, "name": topic.word} for topic in named]  # type: ignore[attr-defined]


def _source(snapshot: Snapshot, at: datetime) -> tuple[list[dict[str, Any]], bool]:
    """Where the source of a translation can be read, and whether it says more than was translated."""
    translated = Revision.objects.filter(pk=snapshot.get("translated_revision") or 0).first()
    if translated is None:
        return [], False
    live = Publication.objects.live(at).filter(page=translated.page_id)
    newer = live.filter(revision__number__gt=translated.number)
    is_older = newer.exclude(revision__snapshot=translated.snapshot).exists()
    return list(live.values("language", "kind", "slug")), is_older
