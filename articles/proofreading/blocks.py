"""HTML → the blocks a reader sees one below the other. Pure, tolerant of any markup."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser


class Shape(StrEnum):
    """What a block is to a reader's eye."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TERM = "term"  # of a list of terms, followed by what it means
    TABLE = "table"
    CELL = "cell"
    QUOTE = "quote"
    PICTURE = "picture"


@dataclass(frozen=True)
class Link:
    address: str
    words: str


@dataclass(frozen=True)
class Image:
    address: str
    alt: str | None  # None where the markup has none; empty: declared as decorative


@dataclass(frozen=True)
class Block:
    """One block of text. `depth` counts the lists around it; `level` is that of a heading."""

    shape: Shape
    text: str = ""
    depth: int = 0
    level: int = 0
    is_bold: bool = False
    ends_in_picture: bool = False
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    line: int | None = None

    @property
    def is_prose(self) -> bool:
        return bool(self.text) and self.shape in (Shape.PARAGRAPH, Shape.ITEM, Shape.QUOTE)

    @property
    def lines(self) -> list[str]:
        """The text as its writer broke it into lines."""
        return self.text.split("\n")


HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
LISTS = {"ul", "ol", "menu"}
CELLS = {"td", "th", "caption"}
SHAPES = {
    **dict.fromkeys(HEADINGS, Shape.HEADING),
    "li": Shape.ITEM,
    "dt": Shape.TERM,
    "dd": Shape.ITEM,
    **dict.fromkeys(CELLS, Shape.CELL),
}
# A new block begins and ends with each of these; everything else is part of a line.
BREAKS = {
    *SHAPES, *LISTS, "p", "div", "dl", "table", "tr", "blockquote", "figure", "figcaption", "hr",
    "section", "article", "main", "header", "footer", "aside", "nav", "body", "pre", "address",
    "form", "fieldset", "details", "summary", "thead", "tbody", "tfoot", "center",
}  # fmt: skip
SILENT = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "svg",
    "nav",
    "iframe",
    "textarea",
}
BOLD = {"strong", "b"}
SPACES = re.compile(r"[^\S\n]+")


@dataclass
class _Open:
    """The block being read."""

    shape: Shape
    depth: int
    level: int
    line: int
    words: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    plain_letters: int = 0
    bold_letters: int = 0
    ends_in_picture: bool = False

    @property
    def text(self) -> str:
        # Spaces and line ends of the markup are one space; only <br> breaks a line.
        lines = SPACES.sub(" ", "".join(self.words)).split("\n")
        return "\n".join(line.strip() for line in lines).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.open: _Open | None = None
        self.depth = self.tables = self.quotes = self.bold = self.silent = 0
        self.shape, self.level = Shape.PARAGRAPH, 0
        self.link: str | None = None
        self.link_words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        if self.silent:
            return
        if tag in BREAKS:
            self._begin(tag)
        elif tag in BOLD:
            self.bold += 1
        elif tag == "br":
            self._current().words.append("\n")
        elif tag == "a":
            self.link, self.link_words = (dict(attrs).get("href") or "").strip(), []
        elif tag == "img":
            self._image(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag in BREAKS:
            self._end(tag)
        elif tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag == "a":
            self._close_link()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if not data.strip() and self.open is None:
            return
        block = self._current()
        block.words.append(data.replace("\n", " "))
        if letters := len(data.strip()):
            block.ends_in_picture = False
            block.bold_letters += letters if self.bold else 0
            block.plain_letters += 0 if self.bold else letters
        if self.link is not None:
            self.link_words.append(data)

    def _begin(self, tag: str) -> None:
        self._finish()
        if tag in LISTS or tag == "dl":
            self.depth += 1
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "table":
            self.tables += 1
            self.blocks.append(Block(Shape.TABLE, depth=self.depth, line=self.getpos()[0]))
        if tag in SHAPES:
            self.shape, self.level = SHAPES[tag], HEADINGS.get(tag, 0)
            self.open = self._new()  # an empty heading is a heading, too
        elif tag == "p" and self.shape not in (Shape.ITEM, Shape.CELL, Shape.TERM):
            self.shape = Shape.PARAGRAPH

    def _end(self, tag: str) -> None:
        self._finish()
        if tag in LISTS or tag == "dl":
            self.depth = max(0, self.depth - 1)
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "table":
            self.tables = max(0, self.tables - 1)
        if tag in SHAPES or tag in LISTS:
            self.shape, self.level = Shape.PARAGRAPH, 0

    def _new(self) -> _Open:
        shape = Shape.CELL if self.tables else self.shape
        if self.quotes and shape == Shape.PARAGRAPH:
            shape = Shape.QUOTE
        return _Open(shape=shape, depth=self.depth, level=self.level, line=self.getpos()[0])

    def _current(self) -> _Open:
        if self.open is None:
            self.open = self._new()
        return self.open

    def _image(self, attrs: dict[str, str | None]) -> None:
        block = self._current()
        alt = (attrs["alt"] or "") if "alt" in attrs else None
        block.images.append(Image((attrs.get("src") or "").strip(), alt))
        block.ends_in_picture = True
        if self.link is not None:
            self.link_words.append(alt or "")

    def _close_link(self) -> None:
        if self.link is not None:
            words = " ".join("".join(self.link_words).split())
            self._current().links.append(Link(self.link, words))
        self.link = None

    def _finish(self) -> None:
        if self.link is not None:
            self._close_link()
        done, self.open = self.open, None
        if done is None:
            return
        text, shape = done.text, done.shape
        if not text and done.images and shape != Shape.CELL:
            shape = Shape.PICTURE
        if text or done.images or done.links or shape == Shape.HEADING:
            self.blocks.append(
                Block(
                    shape=shape,
                    text=text,
                    depth=done.depth,
                    level=done.level if shape == Shape.HEADING else 0,
                    is_bold=bool(done.bold_letters) and not done.plain_letters,
                    ends_in_picture=done.ends_in_picture,
                    links=tuple(done.links),
                    images=tuple(done.images),
                    line=done.line,
                )
            )

    def close(self) -> None:
        super().close()
        self._finish()


def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of some HTML in reading order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.blocks)
