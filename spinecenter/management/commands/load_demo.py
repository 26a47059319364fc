"""manage.py load_demo [--if-empty]"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Page
from spinecenter import demo_content


class Command(BaseCommand):
    requires_system_checks = []
    help = "Fill the site with the demonstration: an invented center, its pages and four accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is a page already"
        )

    def handle(self, *, if_empty: bool, **options) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "load_demo makes accounts with a password that everybody knows, so it runs only "
                "with DEBUG on."
            )
        if if_empty and Page.objects.exists():
            return
        demo_content.load()
        self.stdout.write("The demonstration is loaded.")
