"""All ways to see a page's words, for the admin of both kinds of page."""

from .compare import CompareMixin
from .preview import PreviewMixin
from .record import RecordMixin
from .sharing import SharingMixin


class SeeingMixin(PreviewMixin, CompareMixin, SharingMixin, RecordMixin):
    """Preview, comparison, restoring, share links, history and the page as patients saw it."""
