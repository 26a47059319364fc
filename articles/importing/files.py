"""A whole file into the database: what pages name first, then the pages in batches."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import User

from .library import import_entry
from .lines import LIBRARY, Line, LineRefused, parse
from .pages import Outcome
from .reading import SOURCE_ID, FileRefused, read_lines, text_of
from .run import BATCH, Import, Refusal
from .second_reader import Findings, SecondReader

MOST_BYTES = 4 * 1024 * 1024  # of lines in one batch
WORTH_A_SECOND_READER = 400  # lines; fewer are done before another process has begun
MENTIONS_PAGES = (b'"related"', b'"translation_of"')
MENTIONS_LIBRARY = tuple(f'"{kind}"'.encode() for kind in LIBRARY)

Step = tuple[int, list[Refusal]]


@dataclass
class _Batch:
    """Pages to be stored together; `taken` are all the lines that were read for them."""

    lines: list[tuple[int, Line]] = field(default_factory=list)
    taken: int = 0
    size: int = 0


class FileImport:
    """One run over one file. `damage` says why it could not be read to its end."""

    def __init__(
        self, path: Path, *, by: User, publish: bool = False, media: Path | None = None
    ) -> None:
        self.path = path
        self.by = by
        self.publish = publish
        self.media = media
        self.lines = 0
        self.refused = 0
        self.entries = 0
        self.damage = ""
        self.outcomes: Counter[Outcome] = Counter()
        self._ids: set[str] = set()
        self._names_pages = False
        self._library: list[int] = []

    def look_through(self) -> None:
        """Count the lines, and note which pages are to come and which lines are no pages."""
        with suppress(FileRefused):  # told when the lines before the damage are in
            for number, raw in read_lines(self.path):
                self.lines += 1
                self._names_pages = self._names_pages or any(key in raw for key in MENTIONS_PAGES)
                if any(kind in raw for kind in MENTIONS_LIBRARY):
                    self._library.append(number)
                if found := SOURCE_ID.search(raw):
                    with suppress(ValueError):
                        self._ids.add(json.loads(b'"' + found[1] + b'"'))

    def take_in(self) -> Iterator[Step]:
        """Store everything; after each step, how many lines it took and which were refused."""
        try:
            yield from self._entries()
            run = Import(
                by=self.by, publish=self.publish, expected=self._ids if self._names_pages else ()
            )
            self._ids = set()
            yield from self._pages(run)
        except FileRefused as error:
            self.damage = str(error)

    def _entries(self) -> Iterator[Step]:
        """Cards, pictures and people, wherever in the file they stand."""
        wanted = set(self._library)
        if not wanted:
            return
        for number, raw in read_lines(self.path):
            if number not in wanted:
                continue
            yield self._entry(number, raw)

    def _entry(self, number: int, raw: bytes) -> Step:
        try:
            line = parse(text_of(raw))
        except ValueError:
            return 0, []  # what is wrong with it is told when the pages are read
        if line.is_page:
            return 0, []
        try:
            outcome = import_entry(line, by=self.by, media=self.media)
        except LineRefused as error:
            self.refused += 1
            return 0, [Refusal(number, str(error))]
        self.entries += outcome is Outcome.CREATED
        return 0, []

    def _pages(self, run: Import) -> Iterator[Step]:
        damage: FileRefused | None = None
        batches = self._batches(run)
        before: _Batch | None = None
        with closing(self._reader()) as reader:
            while True:
                try:
                    batch = next(batches, None)
                except FileRefused as error:  # what stands before the damage goes in
                    damage, batch = error, None
                found = reader.take() if before else {}
                if batch:
                    reader.give([line for _number, line in batch.lines])
                if before:
                    yield self._stored(run, before, found)
                if batch is None:
                    break
                before = batch
        yield self._finished(run)
        if damage:
            raise damage

    def _reader(self) -> SecondReader:
        return SecondReader(is_there=self.publish and self.lines >= WORTH_A_SECOND_READER)

    def _batches(self, run: Import) -> Iterator["_Batch"]:
        batch = _Batch()
        try:
            for number, raw in read_lines(self.path):
                batch.taken, batch.size = batch.taken + 1, batch.size + len(raw)
                if line := self._page(run, number, raw):
                    batch.lines.append((number, line))
                if len(batch.lines) >= BATCH or batch.size > MOST_BYTES:
                    yield batch
                    batch = _Batch()
        except FileRefused:
            yield batch
            raise
        yield batch

    def _page(self, run: Import, number: int, raw: bytes) -> Line | None:
        try:
            line = parse(text_of(raw))
        except ValueError as error:
            run.refuse(number, str(error))
            return None
        return line if line.is_page else None

    def _stored(self, run: Import, batch: "_Batch", found: Mapping[str, Findings]) -> Step:
        run.take(batch.lines, found)
        return batch.taken, self._noted(run)

    def _finished(self, run: Import) -> Step:
        run.finish()
        return 0, self._noted(run)

    def _noted(self, run: Import) -> list[Refusal]:
        self.outcomes = run.outcomes
        refusals, run.refusals = sorted(run.refusals, key=lambda refusal: refusal.number), []
        self.refused += len(refusals)
        return refusals
