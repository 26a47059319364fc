"""Rich text as a sequence of blocks that can be compared: paragraphs, list items, rows of a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from django.utils.translation import gettext as _

from articles.html import sanitise

# What holds other blocks; its own words between them make a block each.
HOLDERS = {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "blockquote", "figure"}
LEAVES = {"p", "h3", "h4", "dt", "dd", "caption", "figcaption", "tr", "hr"}
BETWEEN_CELLS = " │ "


@dataclass(frozen=True)
class Block:
    """One line of the comparison. `markup` differs where the words are the same and their dress is not."""

    words: str
    kind: str = "p"
    depth: int = 0
    markup: str = field(default="", compare=False)

    @property
    def is_picture(self) -> bool:
        return self.kind == "img"


def blocks_of(html: str, pictures: Mapping[Any, str]) -> list[Block]:
    """The blocks of rich text in order; `pictures` names the pictures of the library by their `src`."""
    soup = BeautifulSoup(sanitise(html), "html.parser")
    return [block for block in _blocks(soup, pictures, 0) if block.words]


def _blocks(parent: Tag, pictures: Mapping[Any, str], depth: int) -> Iterator[Block]:
    loose: list[PageElement] = []
    for child in parent.children:
        name = child.name if isinstance(child, Tag) else None
        if name in HOLDERS or name in LEAVES or name in ("li", "img"):
            yield from _loose(parent, loose, pictures, depth)
            loose = []
            yield from _block(child, pictures, depth)  # type: ignore[arg-type]
        else:
            loose.append(child)
    yield from _loose(parent, loose, pictures, depth)


def _block(tag: Tag, pictures: Mapping[Any, str], depth: int) -> Iterator[Block]:
    if tag.name == "img":
        yield _picture(tag, pictures)
    elif tag.name == "hr":
        yield Block(_("(a line across)"), "hr")
    elif tag.name == "tr":
        cells = tag.find_all(["td", "th"], recursive=False)
        words = BETWEEN_CELLS.join(_words([cell]) for cell in cells)
        yield Block(words, "tr", depth, markup=" ".join(str(tag).split()))
        yield from _pictures_in(tag, pictures)
    elif tag.name in ("ul", "ol"):
        yield from _blocks(tag, pictures, depth + 1)
    else:
        yield from _blocks(tag, pictures, depth)


def _loose(
    parent: Tag, nodes: list[PageElement], pictures: Mapping[Any, str], depth: int
) -> Iterator[Block]:
    """The words that stand directly in a block, or between the blocks that it holds."""
    markup = " ".join("".join(str(node) for node in nodes).split())
    kind = parent.name if parent.name in LEAVES or parent.name == "li" else "p"
    yield Block(_words(nodes), kind, depth, markup=f"{_list_of(parent)}{markup}")
    for node in nodes:
        if isinstance(node, Tag):
            yield from _pictures_in(node, pictures)


def _list_of(parent: Tag) -> str:
    # A list that becomes a numbered one says the same words in another dress.
    return parent.parent.name if parent.name == "li" and parent.parent is not None else ""


def _pictures_in(tag: Tag, pictures: Mapping[Any, str]) -> Iterator[Block]:
    for image in tag.find_all("img"):
        yield _picture(image, pictures)


def _picture(image: Tag, pictures: Mapping[Any, str]) -> Block:
    source = str(image.get("src", ""))
    name = pictures.get(source) or source.rsplit("/", 1)[-1]
    alt = str(image.get("alt", "")) or _("none, decorative here")
    words = _("Picture “%(name)s”. Alternative text: %(alt)s") % {"name": name, "alt": alt}
    return Block(words, "img", markup=source)


def _words(nodes: list[Any]) -> str:
    return " ".join("".join(_pieces(nodes)).split())


def _pieces(nodes: Any) -> Iterator[str]:
    """Text as read, each link followed by where it leads."""
    for node in nodes:
        if isinstance(node, NavigableString):
            yield str(node)
        elif node.name == "br":
            yield " "
        else:
            yield from _pieces(node.children)
            if node.name == "a" and node.get("href"):
                yield f" [{node['href']}]"
            if node.name in ("p", "li"):
                yield " "
