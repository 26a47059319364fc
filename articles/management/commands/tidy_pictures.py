"""Make the picture sizes that are missing, and remove files that no picture names."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import Storage
from django.core.management.base import BaseCommand
from django.template.defaultfilters import pluralize
from django.utils import timezone

from articles import pictures
from articles.models import Image, ImageFile

UNTOUCHED_FOR = timedelta(days=1)  # a younger file may belong to an upload that is just going on


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Makes picture sizes that are missing and removes files, a day old, that no picture names."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for image in Image.objects.filter(files=None):
            pictures.first_file(image)
        made = sum(pictures.make_sizes(file) for file in ImageFile.objects.filter(sizes=[]))
        storage = Image._meta.get_field("file").storage
        orphans = list(_orphans(storage, "images"))
        for name in orphans:
            storage.delete(name)
        sized = f"{made} picture{pluralize(made)} got {pluralize(made, 'its,their')} sizes"
        removed = (
            f"{len(orphans)} file{pluralize(orphans)} {pluralize(orphans, 'was,were')} removed"
        )
        self.stdout.write(f"{sized}, {removed}.")


def _orphans(storage: Storage, folder: str) -> Iterator[str]:
    known = {name for file in ImageFile.objects.all() for name in pictures.names_of(file)}
    known |= set(Image.objects.values_list("file", flat=True))
    before = timezone.now() - UNTOUCHED_FOR
    for name in _files(storage, folder):
        if name not in known and storage.get_modified_time(name) < before:
            yield name


def _files(storage: Storage, folder: str) -> Iterator[str]:
    if storage.exists(folder):
        folders, files = storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in files)
        for inner in folders:
            yield from _files(storage, f"{folder}/{inner}")
