"""manage.py check_links"""

from collections import Counter
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import pluralize
from django.utils import timezone

from articles.linkchecking import check, collect
from articles.models import LinkCheck
from articles.models.links import Outcome


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Ask other sites whether the links on our pages still lead somewhere; the answers stand in the "
        "admin under Outside links. To be run by a timer, for example once a night."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=float,
            default=20,
            metavar="HOURS",
            help="ask only for links that were not asked for in so many hours (20)",
        )

    def handle(self, *, older_than: float, **options) -> None:
        collect()
        due = LinkCheck.objects.due(timezone.now() - timedelta(hours=older_than))
        counts: Counter[str] = Counter()
        for link in check(due):
            counts[link.outcome] += 1
            if link.outcome == Outcome.BROKEN:
                self.stdout.write(f"{link.url}: {link.problem}")
        told = ", ".join(f"{counts[o]} {o.label.lower()}" for o in Outcome if counts[o])
        asked = sum(counts.values())
        self.stdout.write(
            f"{asked} link{pluralize(asked)} checked" + (f": {told}." if told else ".")
        )
