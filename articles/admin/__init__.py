"""What staff see of the health library."""

from . import history, images, library, pages

__all__ = ["history", "images", "library", "pages"]
