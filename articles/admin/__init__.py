"""What staff see of the health library."""

from . import history, images, library, links, pages, trash

__all__ = ["history", "images", "library", "links", "pages", "trash"]
