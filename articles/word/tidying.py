"""The converted HTML made fit for a page: links that lead somewhere, lists that are lists, tables with heads."""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _

from articles.html import SCHEMES

from .leftovers import Leftovers

# What people type, or paste from a mail, where a list should be.
BULLET = re.compile(r"^\s*[•·●▪◦‣∙]\s*")
NOTE = re.compile(r"^#(footnote|endnote)-\d")
NOTE_ITEM = re.compile(r"^(footnote|endnote)-\d")
LONGEST_CAPTION = 300


def tidy(soup: BeautifulSoup, leftovers: Leftovers) -> tuple[list[Tag], dict[str, str]]:
    """Mend the document in place; returns the blocks of its notes, and captions by picture."""
    notes = _notes(soup, leftovers)
    _links(soup, leftovers)
    _boxes_to_tick(soup)
    for image in soup.find_all("img"):
        _picture(image, leftovers)
    for table in soup.find_all("table"):
        _table(soup, table)
    _typed_lists(soup)
    return notes, _captions(soup)


def _notes(soup: BeautifulSoup, leftovers: Leftovers) -> list[Tag]:
    """Take the footnotes, which were written last, out of the text; their numbers stay in it."""
    items = soup.find_all("li", id=NOTE_ITEM)
    last = items[0].parent if items else None
    if last is None:
        return []
    for link in soup.find_all("a", href=NOTE):
        link.unwrap()
    for item in items:
        for back in item.find_all("a", href=re.compile(r"^#(footnote|endnote)-ref-")):
            back.decompose()
        for paragraph in item.find_all("p"):
            if not paragraph.get_text(strip=True):
                paragraph.decompose()
            elif isinstance(end := paragraph.contents[-1], NavigableString):
                end.replace_with(end.rstrip())
        _plain_if_one(item)
    leftovers.count("notes", len(items))
    heading = soup.new_tag("h1", attrs={"class": "notes"})
    heading.string = _("Notes")
    return [heading, last.extract()]


def _links(soup: BeautifulSoup, leftovers: Leftovers) -> None:
    for link in soup.find_all("a"):
        target = str(link.get("href", "")).strip()
        if target.startswith("#"):
            leftovers.count("inner_links")
        elif target and not _leads_somewhere(target):
            leftovers.count("dead_links")
        elif target and (link.get_text(strip=True) or link.find("img")):
            link.attrs = {"href": target}
            continue
        link.unwrap()


def _leads_somewhere(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.path)
    return target.startswith("/") and not target.startswith("//")


def _boxes_to_tick(soup: BeautifulSoup) -> None:
    for box in soup.find_all("input"):
        box.replace_with(NavigableString("☑" if box.has_attr("checked") else "☐"))


def _picture(image: Tag, leftovers: Leftovers) -> None:
    if not image.get("src"):
        image.decompose()
    elif not image.has_attr("alt"):
        leftovers.count("undescribed_pictures")


def _table(soup: BeautifulSoup, table: Tag) -> None:
    for cell in table.find_all(["td", "th"]):
        _plain_if_one(cell)
    rows = table.find_all("tr", recursive=False)  # none where a head was found already
    if len(rows) > 1 and all(_is_bold(cell) for cell in rows[0].find_all("td", recursive=False)):
        _make_head(soup, table, rows)


def _plain_if_one(holder: Tag) -> None:
    paragraphs = holder.find_all("p", recursive=False)
    if len(paragraphs) == 1:
        paragraphs[0].unwrap()


def _make_head(soup: BeautifulSoup, table: Tag, rows: list[Tag]) -> None:
    head, body = soup.new_tag("thead"), soup.new_tag("tbody")
    for cell in rows[0].find_all("td", recursive=False):
        cell.name = "th"
        for bold in cell.find_all("strong"):
            bold.unwrap()
    head.append(rows[0].extract())
    for row in rows[1:]:
        body.append(row.extract())
    table.append(head)
    table.append(body)


def _is_bold(block: Tag) -> bool:
    """Whether there are words and all of them are bold."""
    plain = "".join(text for text in block.find_all(string=True) if not text.find_parent("strong"))
    return bool(block.get_text(strip=True)) and not plain.strip()


def _typed_lists(soup: BeautifulSoup) -> None:
    items: Tag | None = None
    for paragraph in soup.find_all("p"):
        first = paragraph.find(string=True)
        if first is None or not BULLET.match(first):
            continue
        first.replace_with(NavigableString(BULLET.sub("", first)))
        before = paragraph.find_previous_sibling()
        if items is None or before is not items:
            items = soup.new_tag("ul")
            paragraph.insert_before(items)
        paragraph.name = "li"
        items.append(paragraph.extract())


def _captions(soup: BeautifulSoup) -> dict[str, str]:
    captions = {}
    for paragraph in soup.find_all("p", class_="caption"):
        before = paragraph.find_previous_sibling()
        words = " ".join(paragraph.get_text().split())
        if before is None or before.get_text(strip=True) or len(words) > LONGEST_CAPTION:
            continue
        images = before.find_all("img")
        if len(images) == 1:
            captions[str(images[0]["src"])] = words
            paragraph.decompose()
    return captions
