"""A revision's snapshot → what readers need. Pure: whatever it needs to know is handed to it.

The result is derived from the snapshot and can be rebuilt; reading it parses nothing.
"""

from collections.abc import Iterable, Mapping
from typing import NotRequired, TypedDict

from bs4 import BeautifulSoup, Tag
from django.utils.text import slugify

from articles.html import sanitise, sentences

# How wide a picture stands: the text column (`--measure` in the stylesheet), or a phone without its margins.
SIZES = "(min-width: 40rem) 36rem, 91vw"
MODERN = "image/avif"


class Picture(TypedDict):
    """An image as readers get it; an empty alternative text means that it is decorative.

    `srcset` lists the file and its smaller ones, `modern` the same as AVIF, `sizes` tells how
    wide they are shown; a picture without other sizes has none of these. `focus` is what must stay in
    view where the picture is cropped, in percent from the left and from the top; without it the
    picture is shown whole.
    """

    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    srcset: NotRequired[str]
    modern: NotRequired[str]
    sizes: NotRequired[str]
    focus: NotRequired[list[int]]


class SectionContent(TypedDict):
    kind: str
    heading: str
    anchor: str
    html: str
    card: int | None


class Content(TypedDict):
    """All of a page that readers see and that does not change until the next publication."""

    title: str
    summary: str
    also_called: list[str]
    subject: str
    regions: list[str]
    lead_image: Picture | None
    sections: list[SectionContent]
    sources: list[dict[str, str]]
    license: str


def sources_of_images(bodies: Iterable[str]) -> set[str]:
    """The `src` of every image in some HTML bodies."""
    return {
        str(image["src"])
        for body in bodies
        if "<img" in body
        for image in BeautifulSoup(body, "html.parser").find_all("img", src=True)
    }


def with_present_files(body: str, addresses: Mapping[str, str]) -> str:
    """Sanitised words with the pictures that moved to another address taken from there."""
    for former, present in addresses.items():
        body = body.replace(f'src="{former}"', f'src="{present}"')
    return body


def prepare_sections(
    sections: Iterable[Mapping], pictures: Mapping[str, Picture]
) -> list[SectionContent]:
    """Sections sanitised once more, anchored, their images (by `src`) and tables made readable."""
    anchors: set[str] = set()
    return [
        SectionContent(
            kind=section["kind"],
            heading=section["heading"],
            anchor=_anchor(section["heading"], number, anchors),
            html=prepare_html(section["body"], pictures),
            card=section["care_card"],
        )
        for number, section in enumerate(sections, start=1)
    ]


def _anchor(heading: str, number: int, taken: set[str]) -> str:
    base = slugify(heading)[:60].strip("-") or f"section-{number}"
    anchor = base if base not in taken else f"{base}-{number}"
    taken.add(anchor)
    return anchor


def prepare_html(body: str, pictures: Mapping[str, Picture]) -> str:
    """Sanitised HTML with captioned pictures of our own and tables that a phone can show."""
    html = sanitise(body)
    if "<img" not in html and "<table" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for image in soup.find_all("img"):
        _resolve_image(soup, image, pictures.get(str(image["src"])))
    for table in soup.find_all("table"):
        _make_readable(soup, table)
    return str(soup)


def _resolve_image(soup: BeautifulSoup, image: Tag, picture: Picture | None) -> None:
    # A picture that is not in our library cannot be shown: nothing is asked of a third party.
    if picture is None:
        image.decompose()
        return
    image.attrs |= {
        "src": picture["url"],  # the words may name a file that has been replaced since
        "alt": str(image.get("alt", picture["alt"])),  # empty: decorative on this page
        "width": str(picture["width"]),
        "height": str(picture["height"]),
        "loading": "lazy",
        "decoding": "async",
    }
    paragraph = image.parent
    if paragraph is not None and paragraph.name == "p" and not paragraph.get_text(strip=True):
        _caption(soup, image, picture)
    _offer_sizes(soup, image, picture)


def _offer_sizes(soup: BeautifulSoup, image: Tag, picture: Picture) -> None:
    """Let a browser choose the smallest file that will do. Made after sanitising, from our records."""
    if srcset := picture.get("srcset"):
        image.attrs |= {"srcset": srcset, "sizes": SIZES}
    if modern := picture.get("modern"):
        offer = {"type": MODERN, "srcset": modern, "sizes": SIZES}
        image.wrap(soup.new_tag("picture"))
        image.insert_before(soup.new_tag("source", attrs=offer))


def _caption(soup: BeautifulSoup, image: Tag, picture: Picture) -> None:
    paragraph = image.parent
    assert paragraph is not None
    figure = soup.new_tag("figure")
    paragraph.insert_before(figure)
    figure.append(image.extract())
    words = " ".join(filter(None, [picture["caption"], picture["credit"]]))
    if words:
        caption = soup.new_tag("figcaption")
        caption.string = words
        figure.append(caption)
    if not paragraph.find("img"):
        paragraph.decompose()


def _make_readable(soup: BeautifulSoup, table: Tag) -> None:
    heads = [cell.get_text(" ", strip=True) for cell in table.select("thead tr:last-child > *")]
    if heads and not table.select("[colspan], [rowspan]"):
        table["class"] = "stacks"
        for row in table.select("tbody tr"):
            for head, cell in zip(heads, row.find_all(["td", "th"], recursive=False), strict=False):
                cell["data-label"] = head
    else:
        table.wrap(soup.new_tag("div", attrs={"class": "wide", "tabindex": "0"}))


def words_of(content: Content) -> str:
    """The plain text of prepared sections, headings included, for search and what it shows of them."""
    parts = [
        part
        for section in content["sections"]
        for part in (section["heading"], sentences(section["html"]))
        if part
    ]
    return "\n".join(parts)
