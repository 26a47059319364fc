"""manage.py tidy_searches"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.models import MissedSearch
from articles.models.postings import forget_what_ended
from articles.search import search


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Forget the searches that found nothing and that nobody has repeated for a month, or, once their words "
        "are shown to staff, for a year; take off the list what a page answers by now; and delete the words of pages "
        "that have ended, so that they do not count as pages that hold them. To be run by a timer, for example once a "
        "night."
    )

    def handle(self, **options) -> None:
        forgotten = MissedSearch.objects.forget_old(timezone.localdate())
        found = [
            row.pk
            for row in MissedSearch.objects.to_answer()
            if search(row.words, language=row.language).covers
        ]
        # Not settled, as nobody has decided anything: should the page go, they are counted anew.
        answered, _rows = MissedSearch.objects.filter(pk__in=found).delete()
        ended = forget_what_ended()
        self.stdout.write(
            f"{forgotten:,} forgotten, {answered:,} found by now; words of {ended:,} ended pages deleted."
        )
