"""A Word document → title, sections, pictures, and what was left out. Pure: no database, no disk."""

from .package import LARGEST_FILE, WordRefused
from .reading import Picture, Section, WordDocument, read_document

__all__ = [
    "LARGEST_FILE",
    "Picture",
    "Section",
    "WordDocument",
    "WordRefused",
    "read_document",
]
