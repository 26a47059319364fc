"""A whole import: lines in batches, what fails found by halves, pages that name one another at the end."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from articles.models import MoveRefused, Page
from articles.models.holding import hold_addresses

from .lines import Line, LineRefused
from .pages import Library, Outcome, Written, sentence, write_pages
from .words import connect, link_translations, save_and_publish

BATCH = 200


@dataclass(frozen=True)
class Refusal:
    """A line that did not go in, or not whole, by its number, and why."""

    number: int
    why: str


@dataclass
class _Numbered:
    number: int
    line: Line


@dataclass
class _Waiting:
    """A page that is stored and whose line names pages that come later."""

    number: int
    written: Written


@dataclass
class _Result:
    """What a batch did; it counts once the batch is committed."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    waiting: list[_Waiting] = field(default_factory=list)


_Item = TypeVar("_Item", _Numbered, _Waiting)


class Import:
    """Takes batches of numbered lines; `finish` connects the pages that name one another.

    Every batch is one transaction: what was taken stays, whatever happens later, and an import that
    was interrupted can be run again from the start. `expected` are the source ids of the whole file.
    """

    def __init__(
        self, *, by: User, publish: bool = False, expected: Iterable[str] = frozenset()
    ) -> None:
        self.by = by
        self.publish = publish
        self.expected = frozenset(expected)
        self.library = Library.fetched()
        self.outcomes: Counter[Outcome] = Counter()
        self.refusals: list[Refusal] = []
        self._waiting: list[_Waiting] = []
        self._seen: set[str] = set()
        self._findings: Mapping[str, Any] = {}

    def take(
        self, lines: Sequence[tuple[int, Line]], findings: Mapping[str, Any] | None = None
    ) -> None:
        """Store these lines; those that are refused are noted and the others go in.

        `findings` are the proofreader's, by source id, of lines that it has read already.
        """
        self._findings = findings or {}
        fresh = []
        for number, line in lines:
            source_id = line.values["source_id"]
            if source_id in self._seen:
                self.refuse(number, f"source_id “{source_id[:80]}” stands on an earlier line too")
            else:
                self._seen.add(source_id)
                fresh.append(_Numbered(number, line))
        self._by_halves(fresh, self._store)

    def finish(self) -> None:
        """Connect and save the pages that waited for others."""
        waiting, self._waiting, self._findings = self._waiting, [], {}
        for start in range(0, len(waiting), BATCH):
            self._by_halves(waiting[start : start + BATCH], self._store_waiting)

    def refuse(self, number: int, why: str) -> None:
        """Note that a line did not go in."""
        self.refusals.append(Refusal(number, why))

    def _by_halves(self, items: list[_Item], act: Callable[[list[_Item]], _Result]) -> None:
        """Do it for all at once; where that fails, for each half, down to the line at fault."""
        if not items:
            return
        try:
            with transaction.atomic():
                result = act(items)
        except (LineRefused, MoveRefused, ValidationError, DatabaseError) as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise
            self.library = Library.fetched()  # what it learned meanwhile was taken back
            if len(items) == 1:
                self.refuse(items[0].number, _why(error))
            else:
                middle = len(items) // 2
                self._by_halves(items[:middle], act)
                self._by_halves(items[middle:], act)
        else:
            self.outcomes += result.outcomes
            self.refusals += result.refusals
            self._waiting += result.waiting

    def _store(self, items: list[_Numbered]) -> _Result:
        result = _Result()
        known = _known_ids(item.line for item in items)
        known |= {item.line.values["source_id"] for item in items}
        good = []
        for item in items:
            if unknown := _names(item.line) - known - self.expected:
                result.refusals.append(Refusal(item.number, _no_such_page(unknown)))
            else:
                good.append(item)
        written = write_pages([item.line for item in good], self.library)
        done = []
        for item, one in zip(good, written, strict=True):
            if one.refused:
                result.refusals.append(Refusal(item.number, one.refused))
            elif one.outcome is not Outcome.UNCHANGED and _names(item.line) - known:
                result.waiting.append(_Waiting(item.number, one))
            else:
                done.append((item.number, one))
        self._complete(done, result)
        return result

    def _store_waiting(self, items: list[_Waiting]) -> _Result:
        result = _Result()
        known = _known_ids(item.written.line for item in items)
        for item in items:
            if missing := _names(item.written.line) - known:
                why = f"{_no_such_page(missing)}; the page went in without the link"
                result.refusals.append(Refusal(item.number, why))
        pages = Page.objects.select_for_update(of=["self"], no_key=True).in_bulk(
            [item.written.page.pk for item in items if item.written.page]
        )
        hold_addresses(page.address for page in pages.values())
        for one in (item.written for item in items):
            one.page = pages[one.page.pk] if one.page else None
        self._complete([(item.number, item.written) for item in items], result)
        return result

    def _complete(self, done: list[tuple[int, Written]], result: _Result) -> None:
        written = [one for _number, one in done]
        connect(written)
        # A translation remembers which words of its original it says, so these are saved before it.
        translations = [one for one in written if one.line.values["translation_of"]]
        originals = [one for one in written if not one.line.values["translation_of"]]
        save_and_publish(originals, self._findings, by=self.by, publish=self.publish)
        link_translations(translations)
        save_and_publish(translations, {}, by=self.by, publish=self.publish)
        result.outcomes.update(one.outcome for one in written)
        result.refusals += [
            Refusal(number, one.not_published) for number, one in done if one.not_published
        ]


def import_line(line: Line, *, by: User, publish: bool = False) -> Outcome:
    """Make or renew the page that a line describes, as a draft, or published without review.

    An unchanged line changes nothing, also when staff have edited the page since. Raises
    LineRefused; nothing is stored then.
    """
    run = Import(by=by, publish=publish)
    run.take([(1, line)])
    run.finish()
    if run.refusals:
        raise LineRefused(run.refusals[0].why)
    (outcome,) = run.outcomes
    return outcome


def _names(line: Line) -> set[str]:
    """The source ids of the pages that a line names."""
    return {*line.values["related"], line.values["translation_of"]} - {""}


def _known_ids(lines: Iterable[Line]) -> set[str]:
    wanted = {name for line in lines for name in _names(line)}
    if not wanted:
        return set()
    found = Page.objects.kept().filter(source_id__in=wanted)
    return {str(source_id) for source_id in found.values_list("source_id", flat=True)}


def _no_such_page(names: set[str]) -> str:
    shown = ", ".join(f"“{name[:80]}”" for name in sorted(names)[:3])
    return f"it names pages that are not here: {shown}"


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return sentence(error)
    if isinstance(error, DatabaseError):
        return f"the database refused it ({str(error).splitlines()[0][:200]})"
    return str(error)
