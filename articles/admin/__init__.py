"""What staff see of the health library."""

from . import cards, choosing, history, images, library, links, missed, pages, synonyms, trash

__all__ = [
    "cards",
    "choosing",
    "history",
    "images",
    "library",
    "links",
    "missed",
    "pages",
    "synonyms",
    "trash",
]
