"""manage.py rebuild_publications"""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.template.defaultfilters import pluralize

from articles.models import Publication
from articles.models.preparation import rebuild


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Prepare every publication anew from its revision, for example after the sanitiser or the "
        "rendering has learned something. The words themselves stay as they were approved."
    )

    def handle(self, **options) -> None:
        keys = Publication.objects.order_by("pk").values_list("pk", flat=True)
        for key in keys.iterator():
            with transaction.atomic():
                rebuild(Publication.objects.select_for_update().get(pk=key))
        self.stdout.write(f"{len(keys)} publication{pluralize(keys)} rebuilt.")
