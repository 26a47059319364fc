"""A Word document's XML before it is converted: what must not come along goes, what must show stays.

mammoth reads words and structure; it does not know of hidden text, of decorative pictures and of table
styles with a heading row. These are settled here, and what will be lost is counted for the editor.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from .package import Parts

# An element's name without its namespace: the transitional and the strict format differ only there.
NAMESPACE = re.compile(r"\{[^}]*\}")
# What a picture's description says inside, where Word says that it is decorative.
DECORATIVE = "\ue000decorative"
COUNTED = {
    "commentReference": "comments",
    "ins": "insertions",
    "moveTo": "insertions",
    "del": "deletions",
    "moveFrom": "deletions",
    "chart": "charts",
    "relIds": "diagrams",
    "altChunk": "chunks",
    "highlight": "highlights",
}
HEADERS_AND_FOOTERS = re.compile(r"word/(header|footer)\d*\.xml")
HEADING_STYLE = re.compile(r"heading \d|title", re.IGNORECASE)

Element = ET.Element


class Found:
    """What a document holds that a page cannot: how often each, and the words of some."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.equations: list[str] = []
        self.marginal: list[str] = []


class _Styles:
    """The ids of the styles that matter: of headings, and of tables whose first row is one."""

    def __init__(self, parts: Parts) -> None:
        content = parts.get(posixpath.join(posixpath.dirname(main_part(parts)), "styles.xml"))
        styles = list(_tree(content)) if content else []
        self.of_headings = {
            attribute(style, "styleId")
            for style in styles
            if (name := child(style, "name")) is not None
            and HEADING_STYLE.fullmatch(attribute(name, "val"))
        }
        self.with_heading_row = {
            attribute(style, "styleId")
            for style in styles
            if any(
                local(part) == "tblStylePr" and attribute(part, "type") == "firstRow"
                for part in style
            )
        }


def clean(parts: Parts) -> tuple[Parts, Found]:
    """The parts to convert, and what was found in them."""
    found = Found()
    main = main_part(parts)
    cleaned = dict(parts)
    styles = _Styles(parts)
    folder = posixpath.dirname(main)
    for name in (main, f"{folder}/footnotes.xml", f"{folder}/endnotes.xml"):
        if name in parts:
            root = _tree(parts[name])
            _clean_tree(root, styles, found)
            cleaned[name] = ET.tostring(root, encoding="utf-8")
    found.marginal = [
        words for name in sorted(parts) if HEADERS_AND_FOOTERS.fullmatch(name)
        if (words := _words(_tree(parts[name])))
    ]  # fmt: skip
    return cleaned, found


def main_part(parts: Parts) -> str:
    """The name of the part that holds the words; that of Word itself where none is named."""
    if "_rels/.rels" in parts:
        for relationship in _tree(parts["_rels/.rels"]):
            target = unquote(relationship.get("Target", "")).lstrip("/")
            if relationship.get("Type", "").endswith("/officeDocument") and target in parts:
                return target
    return "word/document.xml"


def _tree(content: bytes) -> Element:
    return ET.fromstring(content)  # noqa: S314 - package.py has refused entities and declarations


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; empty when there is none."""
    for key, value in element.attrib.items():
        if NAMESPACE.sub("", key) == name:
            return value
    return ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return next(
        (part for part in (element if element is not None else ()) if local(part) == name), None
    )


def _clean_tree(root: Element, styles: _Styles, found: Found) -> None:
    for parent, element in list(_with_parents(root)):
        name = local(element)
        if name in COUNTED and not _is_property(parent, name):
            found.counts[COUNTED[name]] += 1
        if name == "r" and _is_hidden(element):
            found.counts["hidden"] += bool(_words(element))
            parent.remove(element)
        elif name == "docPr" and _is_decorative(element):
            element.set("descr", DECORATIVE)
        elif name in MENDED:
            MENDED[name](element, styles, found)


def _with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    for parent in root.iter():
        for element in parent:
            yield parent, element


def _is_property(parent: Element, name: str) -> bool:
    """Whether the mark stands on a paragraph's or a row's end, which no reader would see."""
    return name in {"ins", "del", "moveFrom", "moveTo"} and local(parent) in {"rPr", "trPr", "tcPr"}


def _is_hidden(run: Element) -> bool:
    vanish = child(child(run, "rPr"), "vanish")
    return vanish is not None and attribute(vanish, "val") not in {"0", "false", "off"}


def _is_decorative(properties: Element) -> bool:
    return any(
        local(part) == "decorative" and attribute(part, "val") in {"1", "true"}
        for part in properties.iter()
    )


def _note_empty_heading(paragraph: Element, styles: _Styles, found: Found) -> None:
    found.counts["empty_headings"] += _is_empty_heading(paragraph, styles)


def _note_equation(equation: Element, _styles: _Styles, found: Found) -> None:
    found.equations.append(_words(equation))


def _is_empty_heading(paragraph: Element, styles: _Styles) -> bool:
    style = child(child(paragraph, "pPr"), "pStyle")
    if style is None or attribute(style, "val") not in styles.of_headings:
        return False
    return not any(local(part) in {"t", "drawing", "pict", "object"} for part in paragraph.iter())


def _mark_heading_row(table: Element, styles: _Styles, _found: Found) -> None:
    properties = child(table, "tblPr")
    style, look = child(properties, "tblStyle"), child(properties, "tblLook")
    rows = [part for part in table if local(part) == "tr"]
    if style is None or look is None or len(rows) < 2:
        return
    if attribute(style, "val") not in styles.with_heading_row or not _first_row_is_heading(look):
        return
    space = table.tag[: table.tag.index("}") + 1]
    row_properties = child(rows[0], "trPr")
    if row_properties is None:
        row_properties = Element(f"{space}trPr")
        rows[0].insert(0, row_properties)
    if child(row_properties, "tblHeader") is None:
        row_properties.append(Element(f"{space}tblHeader"))


def _first_row_is_heading(look: Element) -> bool:
    if stated := attribute(look, "firstRow"):
        return stated in {"1", "true", "on"}
    try:
        return bool(int(attribute(look, "val") or "0", 16) & 0x0020)
    except ValueError:
        return False


def _count_shapes(alternate: Element, _styles: _Styles, found: Found) -> None:
    """Text boxes come along as paragraphs; drawn shapes without words do not."""
    names = {local(part) for part in alternate.iter()}
    if "txbxContent" in names:
        found.counts["boxes"] += 1
    elif "wsp" in names or "wgp" in names or "wpc" in names:
        found.counts["shapes"] += 1


def _words(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter() if local(part) == "t").strip()


MENDED = {
    "AlternateContent": _count_shapes,
    "oMath": _note_equation,
    "p": _note_empty_heading,
    "tbl": _mark_heading_row,
}
