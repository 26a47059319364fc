"""Files as writers send them → drafts: plain text and whole HTML pages. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .blocks import Block, Shape, blocks_of
from .draft import QUESTION, Draft, Passage
from .lists import NOISE, announces

BULLET = re.compile(r"^(?:[•◦▪▫‣⁃∙·●○■□➢✓✔→*+o–—-]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+(?=\S)")
BULLET_ALONE = re.compile(r"^[•◦▪▫‣⁃∙·●○■□➢✓✔]$")
UNDERLINE = re.compile(r"^(?:={3,}|-{3,}|_{3,}|\*{3,})$")
HASHES = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
LONGEST_HEADING = 80  # characters
WRAPPED_AT = 100  # no line is longer in a text whose lines were broken by a program
FULL_LINE = 50  # characters; a shorter line was ended by its writer


@dataclass(frozen=True)
class _Line:
    """A line of a text, its continuation lines joined to it."""

    number: int
    indent: int
    words: str
    stands_alone: bool  # with nothing right above it and right below it

    @property
    def is_item(self) -> bool:
        return bool(BULLET.match(self.words))


def draft_of_text(text: str, title: str) -> Draft:
    """A plain text: every line a paragraph, an item or a heading, by the looks of it."""
    blocks = _text_blocks(_lines(text.expandtabs(4).splitlines()))
    return replace(_in_sections(blocks, title), has_guessed_headings=True)


def draft_of_html(html: str, title: str) -> Draft:
    """A whole HTML page, or a piece of one; its first two levels of headings begin sections."""
    return _in_sections(blocks_of(html), title)


def _in_sections(blocks: Iterable[Block], title: str) -> Draft:
    passages: list[Passage] = []
    opening: Block | None = None
    kept: list[Block] = []
    for block in [*blocks, Block(Shape.HEADING, level=1)]:
        if block.shape != Shape.HEADING or block.level > 2:
            kept.append(block)
            continue
        # The page's own name has nothing below it but sections.
        if kept or (opening and opening.level == 2):
            passages.append(_passage(len(passages), opening, kept))
        opening, kept = block, []
    return Draft(title=title, summary="", sections=tuple(passages), is_whole=False)


def _passage(number: int, opening: Block | None, blocks: Sequence[Block]) -> Passage:
    heading = opening.text if opening else ""
    kind = QUESTION if heading.endswith("?") else "other"
    return Passage(number, kind, heading, tuple(blocks), line=opening.line if opening else None)


def _lines(raw: Sequence[str]) -> list[_Line]:
    lines: list[_Line] = []
    is_wrapped = max(map(len, raw), default=0) <= WRAPPED_AT
    for index, text in enumerate(raw):
        words = " ".join(text.split())
        if not words or UNDERLINE.match(words):
            continue
        above, below = _neighbor(raw, index - 1), _neighbor(raw, index + 1)
        line = _Line(index + 1, len(text) - len(text.lstrip()), words, not above and not below)
        if lines and above and _goes_on(lines[-1], line, raw[index - 1], is_wrapped):
            lines[-1] = replace(lines[-1], words=f"{lines[-1].words} {words}")
        else:
            lines.append(line)
    return lines


def _neighbor(raw: Sequence[str], index: int) -> str:
    words = raw[index].strip() if 0 <= index < len(raw) else ""
    return "" if UNDERLINE.match(words) else words


def _goes_on(before: _Line, line: _Line, above: str, is_wrapped: bool) -> bool:
    """Whether a line is the rest of the one above it."""
    if BULLET_ALONE.match(before.words):
        return True
    if not is_wrapped or line.is_item or HASHES.match(line.words) or len(above) < FULL_LINE:
        return False
    # After a colon a short line is an item that has lost its mark.
    return not announces(above) or (line.words[0].islower() and len(line.words) >= FULL_LINE)


def _text_blocks(lines: Iterable[_Line]) -> Iterator[Block]:
    indents: list[int] = []  # of the lists around the present line
    opened_at: int | None = None  # the indent of a paragraph that announced a list
    for line in lines:
        if line.is_item or (opened_at is not None and line.indent > opened_at + 1):
            indents = [indent for indent in indents if indent < line.indent] + [line.indent]
            yield _block(Shape.ITEM, line, depth=len(indents))
            continue
        indents, opened_at = [], line.indent if announces(line.words) else None
        if hashes := HASHES.match(line.words):
            yield Block(Shape.HEADING, hashes[2], level=len(hashes[1]), line=line.number)
        else:
            is_heading = _looks_like_heading(line)
            shape = Shape.HEADING if is_heading else Shape.PARAGRAPH
            yield _block(shape, line, level=2 if is_heading else 0)


def _block(shape: Shape, line: _Line, depth: int = 0, level: int = 0) -> Block:
    words = BULLET.sub("", line.words) if shape == Shape.ITEM else line.words
    return Block(shape, words, depth=depth, level=level, line=line.number)


def _looks_like_heading(line: _Line) -> bool:
    words = line.words
    if len(words) > LONGEST_HEADING or announces(words) or NOISE.search(words):
        return False
    if not words[0].isupper() and not words[0].isdigit() and words[0] != "¿":
        return False
    return words.endswith("?") or (line.stands_alone and words[-1].isalnum())
