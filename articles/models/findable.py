"""What readers find pages by, written whenever a publication is made or derived anew."""

from collections.abc import Sequence

from .names import write_names
from .postings import write_postings
from .publication import Publication


def make_findable(publications: Sequence[Publication]) -> None:
    """Write what the search and the A–Z read of these publications, in place of what was written."""
    write_names(publications)
    write_postings(publications)
