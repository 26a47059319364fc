"""manage.py tidy_searches"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.models import MissedSearch


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Forget the searches that found nothing and that nobody has repeated for a month, or, once their words "
        "are shown to staff, for a year. To be run by a timer, for example once a night."
    )

    def handle(self, **options) -> None:
        forgotten = MissedSearch.objects.forget_old(timezone.localdate())
        self.stdout.write(f"{forgotten:,} forgotten.")
