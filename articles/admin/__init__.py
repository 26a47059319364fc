"""What staff see of the health library."""

from . import cards, history, images, library, links, pages, trash

__all__ = ["cards", "history", "images", "library", "links", "pages", "trash"]
