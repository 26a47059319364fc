"""Two sequences of blocks → lines side by side, words added and removed marked."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .blocks import Block

TOKEN = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
# Two blocks are one that was rewritten when this much of their words is common.
ALIKE = 0.4
# Beyond these the whole is shown as taken out and put in: nobody reads such a diff word by word.
MOST_TOKENS = 4000
MOST_PAIRS = 10_000


@dataclass(frozen=True)
class Run:
    """Words that belong together; `mark` is same, added or removed."""

    mark: str
    words: str


@dataclass(frozen=True)
class Line:
    """One block on both sides. An added line has nothing before, a removed one nothing after.

    `redressed` tells that the words are the same and their formatting, or their picture, is not.
    """

    state: str
    kind: str
    depth: int = 0
    before: list[Run] = field(default_factory=list)
    after: list[Run] = field(default_factory=list)
    redressed: bool = False


def lines_between(before: Sequence[Block], after: Sequence[Block]) -> list[Line]:
    """The blocks of both sides in order, what belongs together on one line."""
    lines: list[Line] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            lines += [_same(old, new) for old, new in zip(before[i:j], after[k:m], strict=True)]
        else:
            lines += _rewritten(before[i:j], after[k:m])
    return lines


def _same(old: Block, new: Block) -> Line:
    run = [Run("same", new.words)]
    redressed = old.markup != new.markup
    state = "changed" if redressed else "same"
    return Line(state, new.kind, new.depth, before=run, after=run, redressed=redressed)


def _rewritten(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Line]:
    pairs = _pairs(before, after)
    done = 0
    for place, new in enumerate(after):
        partner = pairs.get(place)
        # What was taken out stands before what came in its place.
        upto = min((old for at, old in pairs.items() if at >= place), default=len(before))
        yield from (_removed(old) for old in before[done:upto])
        done = max(done, upto)
        if partner is None:
            yield Line("added", new.kind, new.depth, after=[Run("added", new.words)])
        else:
            yield _changed(before[partner], new)
            done = partner + 1
    yield from (_removed(old) for old in before[done:])


def _removed(old: Block) -> Line:
    return Line("removed", old.kind, old.depth, before=[Run("removed", old.words)])


def _changed(old: Block, new: Block) -> Line:
    before, after = words_between(old.words, new.words)
    return Line("changed", new.kind, new.depth, before=before, after=after)


def _pairs(before: Sequence[Block], after: Sequence[Block]) -> dict[int, int]:
    """Which new block is which old one rewritten, in order: the alignment with most words in common."""
    if [block.kind for block in before] == [block.kind for block in after] and len(after) == 1:
        return {0: 0}
    if len(before) * len(after) > MOST_PAIRS:
        return {place: place for place in range(min(len(before), len(after)))}
    olds = [Counter(block.words.split()) for block in before]
    news = [Counter(block.words.split()) for block in after]
    # best[i][k]: the most that the blocks from i and from k on can have in common.
    best = [[0.0] * (len(news) + 1) for _row in range(len(olds) + 1)]
    for i in range(len(olds) - 1, -1, -1):
        for k in range(len(news) - 1, -1, -1):
            together = best[i + 1][k + 1] + _worth(olds[i], news[k])
            best[i][k] = max(best[i + 1][k], best[i][k + 1], together)
    return dict(_walk(best, olds, news))


def _walk(
    best: list[list[float]], olds: list[Counter], news: list[Counter]
) -> Iterator[tuple[int, int]]:
    i = k = 0
    while i < len(olds) and k < len(news):
        worth = _worth(olds[i], news[k])
        if worth and best[i][k] == best[i + 1][k + 1] + worth:
            yield k, i
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1


def _worth(old: Counter, new: Counter) -> float:
    share = alike(old, new)
    return share if share >= ALIKE else 0.0


def alike(old: Counter, new: Counter) -> float:
    """How much of two bags of words is common, from 0 to 1."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 0.0


def words_between(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Both texts in runs: what was removed marked in the first, what was added in the second."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if max(len(old), len(new)) > MOST_TOKENS:
        return [Run("removed", before)], [Run("added", after)]
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for tag, i, j, k, m in _steps(old, new):
        left.append(("same" if tag == "equal" else "removed", "".join(old[i:j])))
        right.append(("same" if tag == "equal" else "added", "".join(new[k:m])))
    return _runs(left), _runs(right)


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The steps from one text to the other; a lone space between two changes belongs to them."""
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for number, (tag, *span) in enumerate(steps):
        between = 0 < number < len(steps) - 1
        lone = tag == "equal" and between and not "".join(old[span[0] : span[1]]).strip()
        yield ("replace" if lone else tag, *span)  # type: ignore[misc]


def _runs(marked: list[tuple[str, str]]) -> list[Run]:
    runs: list[Run] = []
    for mark, words in marked:
        if words and runs and runs[-1].mark == mark:
            runs[-1] = Run(mark, runs[-1].words + words)
        elif words:
            runs.append(Run(mark, words))
    return runs
