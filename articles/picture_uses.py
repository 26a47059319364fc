"""Where a picture of the library is shown: in drafts, before readers, in older words."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from articles.models import Image, Page, Publication, Revision


@dataclass
class Use:
    """How one page shows a picture."""

    page: Page
    live: Publication | None = None
    is_draft: bool = False
    older: list[Revision] = field(default_factory=list)
    says_otherwise: bool = False  # readers still see what was said of the picture before


def uses_of(image: Image, at: datetime | None = None) -> list[Use]:
    """The pages that show a picture: in their draft, live, or in older words."""
    newest = Revision.objects.filter(page=models.OuterRef("page")).order_by("-number")
    revisions = (
        Revision.objects.filter(image_uses__image=image)
        .annotate(newest=models.Subquery(newest.values("number")[:1]))
        .defer("snapshot")
        .select_related("page")
        .order_by("page__title", "page", "-number")
    )
    live = _live_with(image, at)
    uses: dict[int, Use] = {}
    for revision in revisions:
        use = uses.setdefault(revision.page_id, Use(revision.page, live.get(revision.page_id)))
        is_newest = revision.number == revision.newest  # type: ignore[attr-defined]
        use.is_draft = use.is_draft or is_newest
        if not is_newest and not (use.live and use.live.revision_id == revision.pk):
            use.older.append(revision)
    for use in uses.values():
        use.says_otherwise = use.live is not None and _says_otherwise(use.live, image)
    return list(uses.values())


def _live_with(image: Image, at: datetime | None) -> dict[int, Publication]:
    live = Publication.objects.live(at).filter(revision__image_uses__image=image)
    return {
        publication.page_id: publication
        for publication in live.select_related("revision").only(
            "page", "kind", "language", "slug", "title", "revision__snapshot", "live_from"
        )
    }


def _says_otherwise(publication: Publication, image: Image) -> bool:
    said = publication.revision.snapshot.get("pictures", [])
    return any(words["id"] == image.pk and words != image.words() for words in said)
