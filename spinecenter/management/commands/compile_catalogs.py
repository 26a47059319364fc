"""Compiles locale/*/LC_MESSAGES/django.po, as Django's own command does, without GNU gettext."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    requires_system_checks = []
    help = "Compile the translated words (.po to .mo); with --check, only see that it was done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail when stale")

    def handle(self, *, check: bool, **options: object) -> None:
        for source in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po")):
            compiled, path = polib.pofile(str(source)).to_binary(), source.with_suffix(".mo")
            if check and (not path.exists() or path.read_bytes() != compiled):
                raise CommandError(f"{path.name} is older than {source}: run `make messages`.")
            if not check:
                path.write_bytes(compiled)
