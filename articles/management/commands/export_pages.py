"""manage.py export_pages FILE.jsonl[.gz] [--live] [--media FOLDER]"""

import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.template.defaultfilters import pluralize

from articles.exporting import Export
from articles.models import Image


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Write all pages as import lines: as staff last saved them, or as patients read them now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a new file; compressed when it ends in .gz")
        parser.add_argument("--live", action="store_true", help="the words that patients read now")
        parser.add_argument("--media", type=Path, help="a folder for the pictures' files")

    def handle(self, *, file: Path, live: bool, media: Path | None, **options) -> None:
        try:
            with _one_moment(), _written(file) as out:
                count = 0
                for line in Export(live=live).lines():
                    out.write(line.encode() + b"\n")
                    count += 1
                copied = _copy_pictures(media) if media else 0
        except OSError as error:
            named = error.filename or file
            raise CommandError(f"{named} cannot be written: {error.strerror or error}.") from error
        self.stdout.write(f"{count} line{pluralize(count)}, {copied} picture{pluralize(copied)}.")


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read is of one moment, whatever staff save meanwhile."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # a test's own transaction has begun already
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _written(file: Path) -> Iterator[IO[bytes]]:
    """A file that appears whole or not at all; compressed files name no time, so they are the same, too."""
    handle, name = tempfile.mkstemp(dir=file.parent or ".", prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as plain:
            if file.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=plain, mode="wb", mtime=0) as out:
                    yield out
            else:
                yield plain
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _copy_pictures(folder: Path) -> int:
    count = 0
    for image in Image.objects.order_by("file"):
        target = folder / image.file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with image.file.open("rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        count += 1
    return count
