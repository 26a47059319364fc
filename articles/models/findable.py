"""What readers find pages by, written whenever a publication is made or derived anew."""

from collections.abc import Sequence

from django.db import connection

from .names import write_names
from .postings import write_postings
from .publication import Publication


def make_findable(publications: Sequence[Publication]) -> None:
    """Write what the search and the A–Z read of these publications, in place of what was written."""
    write_names(publications)
    write_postings(publications)


def look_at_what_came_in() -> None:
    """Let Postgres count what it holds, after many pages came in.

    It does so by itself within a minute or two; until then searches would be planned for a handful of pages.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE articles_publication, articles_posting, articles_word, articles_name"
        )
