"""Blocks of a converted document → a title and parts, headings in levels that follow one another."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bs4 import Tag
from django.utils.translation import gettext as _

from articles.models.kinds import SectionKind

from .leftovers import Leftovers

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LONGEST_TITLE = 200
LONGEST_HEADING = 250
LONGEST_SUMMARY = 1000
LONGEST_BOLD_HEADING = 100
DEEPEST = 4


@dataclass
class Part:
    """One section to be; `kind` is set where its heading is ours."""

    heading: str = ""
    kind: str = ""
    blocks: list[Tag] = field(default_factory=list)


@dataclass
class Outlined:
    title: str
    summary: str
    parts: list[Part]


def outline(blocks: list[Tag], leftovers: Leftovers, *, fallback: str) -> Outlined:
    """Divide a document at its headings; `fallback` is the title where it has none."""
    blocks = _without_empty_headings(blocks, leftovers)
    summary, blocks = _summary(blocks)
    _bold_lines_as_headings(blocks, leftovers)
    title, blocks = _title(blocks)
    if len(title) > LONGEST_TITLE:
        leftovers.count("long_title")
        title = title[: LONGEST_TITLE - 1].rstrip() + "…"
    parts = _parts(blocks, leftovers)
    return Outlined(title=title or fallback[:LONGEST_TITLE], summary=summary, parts=parts)


def _words(block: Tag) -> str:
    return " ".join(block.get_text(" " if block.find("br") else "").split())


def _is(block: Tag, name: str) -> bool:
    return name in block.get_attribute_list("class")


def _without_empty_headings(blocks: list[Tag], leftovers: Leftovers) -> list[Tag]:
    kept = []
    for block in blocks:
        if block.name in HEADINGS and not _words(block):
            leftovers.count("empty_headings")
            if not block.find("img"):
                continue
            block.name = "p"
        elif (
            block.name in HEADINGS
            and len(_words(block)) > LONGEST_HEADING
            and not _is(block, "title")
        ):
            leftovers.count("long_headings")
            block.name = "p"
        kept.append(block)
    return kept


def _summary(blocks: list[Tag]) -> tuple[str, list[Tag]]:
    for block in blocks[:3]:
        if _is(block, "subtitle") and 0 < len(_words(block)) <= LONGEST_SUMMARY:
            return _words(block), [other for other in blocks if other is not block]
    return "", blocks


def _bold_lines_as_headings(blocks: list[Tag], leftovers: Leftovers) -> None:
    """People who do not know Word's styles make headings bold: believe them where there are no others."""
    if any(b.name in HEADINGS and not _is(b, "title") and not _is(b, "notes") for b in blocks):
        return
    lines = [block for block in blocks if _is_bold_line(block)]
    for line in lines:
        line.name = "h2"
    leftovers.count("bold_headings" if lines else "no_headings", len(lines) or 1)


def _is_bold_line(block: Tag) -> bool:
    words = _words(block)
    bold = "".join(_words(part) for part in block.find_all("strong"))
    return block.name == "p" and bool(words) and len(words) <= LONGEST_BOLD_HEADING and (
        bold.replace(" ", "") == words.replace(" ", "") and not words.endswith((".", ":", ","))
    )  # fmt: skip


def _title(blocks: list[Tag]) -> tuple[str, list[Tag]]:
    """The title's own style; else a first heading that stands alone at its level, above the others."""
    for block in blocks:
        if _is(block, "title"):
            rest = [other for other in blocks if other is not block]
            return _words(block), rest
    headings = [b for b in blocks if b.name in HEADINGS and not _is(b, "notes")]
    if not headings or headings[0] is not blocks[0]:
        return "", blocks
    levels = [_level(heading) for heading in headings]
    if len(levels) > 1 and levels[0] < min(levels[1:]):
        return _words(headings[0]), blocks[1:]
    return "", blocks


def _level(heading: Tag) -> int:
    return int(heading.name[1])


def _parts(blocks: Iterable[Tag], leftovers: Leftovers) -> list[Part]:
    blocks = list(blocks)
    top = min((_level(b) for b in blocks if b.name in HEADINGS and not _is(b, "notes")), default=1)
    parts = [Part()]
    above: list[int] = []  # the levels of the headings that the words stand under
    for block in blocks:
        if block.name in HEADINGS and (_level(block) <= top or _is(block, "notes")):
            parts.append(_begun_by(block))
            above = []
        elif block.name in HEADINGS:
            _settle_level(block, above, top, leftovers)
            parts[-1].blocks.append(block)
        else:
            parts[-1].blocks.append(block)
    if parts[0].blocks and len(parts) > 1:
        leftovers.count("introduction")
    if parts[0].blocks:
        parts[0].heading, parts[0].kind = _("Overview"), SectionKind.OVERVIEW
        return parts
    return parts[1:]


def _begun_by(heading: Tag) -> Part:
    part = Part(heading=_words(heading), kind=SectionKind.OTHER if _is(heading, "notes") else "")
    for image in heading.find_all("img"):
        paragraph = Tag(name="p")
        paragraph.append(image.extract())
        part.blocks.append(paragraph)
    return part


def _settle_level(heading: Tag, above: list[int], top: int, leftovers: Leftovers) -> None:
    """A section's own heading is an h2: the first below it is an h3, whatever level Word gave it."""
    level = _level(heading)
    while above and above[-1] >= level:
        above.pop()
    if level - (above[-1] if above else top) > 1:
        leftovers.count("levels")
    above.append(level)
    heading.name = f"h{min(2 + len(above), DEEPEST)}"
    heading.attrs = {}
