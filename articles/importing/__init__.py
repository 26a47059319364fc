"""JSON lines and Word documents → pages. Lines are idempotent by source id; docs/importing.md tells all."""

from .files import FileImport
from .lines import Line, LineRefused, parse
from .pages import Outcome, write_page
from .run import Import, import_line

__all__ = [
    "FileImport",
    "Import",
    "Line",
    "LineRefused",
    "Outcome",
    "import_line",
    "parse",
    "write_page",
]
