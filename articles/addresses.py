"""Where an address leads that no live page has: to a page that moved, to a successor, to a farewell."""

from datetime import datetime

from articles.models import Kind, Page, Publication


def follower(kind: Kind, language: str, slug: str, at: datetime) -> Publication | None:
    """The live publication that a reader of an old address is led to, in one step; None without one."""
    moved = Publication.objects.formerly_at(kind, language, slug)
    if publication := moved.live(at).first():
        return publication
    here = Publication.objects.at_address(kind, language, slug)
    gone = (here.ended(at) | moved.ended(at)).select_related("page").order_by("-live_until").first()
    return _live_successor(gone.page, at) if gone else None


def is_gone(kind: Kind, language: str, slug: str, at: datetime) -> bool:
    """Whether patients could once read a page under an address."""
    here = Publication.objects.at_address(kind, language, slug)
    moved = Publication.objects.formerly_at(kind, language, slug)
    return here.ended(at).exists() or moved.ended(at).exists()


def _live_successor(page: Page, at: datetime) -> Publication | None:
    met = {page.pk}
    heir = page.successor
    while heir is not None and heir.pk not in met:
        if publication := heir.publications.live(at).first():
            return publication
        met.add(heir.pk)
        heir = heir.successor
    return None
