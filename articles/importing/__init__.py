"""JSON lines and Word documents → pages. Lines are idempotent by source id; docs/importing.md tells all."""

from .files import FileImport
from .lines import Line, LineRefused, parse
from .pages import Outcome, Written, write_page
from .run import Import, import_line
from .words import link_translations

__all__ = [
    "FileImport",
    "Import",
    "Line",
    "LineRefused",
    "Outcome",
    "Written",
    "import_line",
    "link_translations",
    "parse",
    "write_page",
]
