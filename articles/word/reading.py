"""The parts of a Word document → its title and sections as HTML of the allow-list."""

import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import IO, Any

import mammoth
from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from mammoth.docx.files import InvalidFileReferenceError

from articles.html import sanitise

from .cleaning import DECORATIVE, clean
from .kinds import kind_of
from .leftovers import Leftovers
from .outlining import Part, outline
from .package import DAMAGED, EMPTY_WORDS, TOO_MANY_PICTURES, Parts, WordRefused, read_parts
from .tidying import tidy

MOST_PICTURES = 40
LONGEST_DESCRIPTION = 300
# Where a picture stands in the HTML until it has an address of its own.
PLACEHOLDER = "word-picture-{number}"
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
p[style-name='TOC Heading'] => !
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Bullet 4'] => ul|ol > li > ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Bullet 5'] => ul|ol > li > ul|ol > li > ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
p[style-name='List Number 4'] => ul|ol > li > ul|ol > li > ul|ol > li > ol > li:fresh
p[style-name='List Number 5'] => ul|ol > li > ul|ol > li > ul|ol > li > ul|ol > li > ol > li:fresh
p:unordered-list(6) => ul|ol > li > ul|ol > li > ul|ol > li > ul|ol > li > ul > li:fresh
p:ordered-list(6) => ul|ol > li > ul|ol > li > ul|ol > li > ul|ol > li > ol > li:fresh
"""


@dataclass(frozen=True)
class Picture:
    """A picture of the document as it stood there; no description when its author gave none."""

    placeholder: str
    content: bytes
    description: str
    is_decorative: bool
    caption: str = ""


@dataclass(frozen=True)
class Section:
    kind: str
    heading: str
    body: str


@dataclass(frozen=True)
class WordDocument:
    """A document's words in the shape of a page; `left_out` says what did not come along."""

    title: str
    summary: str
    sections: list[Section]
    pictures: list[Picture]
    left_out: list[str]


class _Pictures:
    """Collects the pictures that the words name, each once for each description."""

    def __init__(self, parts: Parts, leftovers: Leftovers) -> None:
        self.parts = parts
        self.leftovers = leftovers
        self.found: list[Picture] = []

    def take(self, image: Any) -> dict[str, str]:
        """The attributes of the picture's element; without `src` where it cannot come along."""
        try:
            with image.open() as opened:
                content = opened.read()
        except (InvalidFileReferenceError, KeyError):
            self.leftovers.count("linked_pictures")
            return {}
        if not _can_be_shown(content):
            self.leftovers.count("unsupported_pictures")
            return {}
        description = " ".join((image.alt_text or "").split())[:LONGEST_DESCRIPTION]
        if description == DECORATIVE:
            return {"src": self._placeholder(content, "", is_decorative=True), "alt": ""}
        return {"src": self._placeholder(content, description, is_decorative=False)}

    def _placeholder(self, content: bytes, description: str, *, is_decorative: bool) -> str:
        for picture in self.found:
            known = (picture.content, picture.description, picture.is_decorative)
            if known == (content, description, is_decorative):
                return picture.placeholder
        if len(self.found) == MOST_PICTURES:
            raise WordRefused(TOO_MANY_PICTURES)
        placeholder = PLACEHOLDER.format(number=len(self.found) + 1)
        self.found.append(Picture(placeholder, content, description, is_decorative))
        return placeholder


def _can_be_shown(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))


def read_document(file: IO[bytes], name: str = "") -> WordDocument:
    """Read a .docx; raises WordRefused with a sentence that says what to do.

    `name` is the file's; the title is made of it where the document has none.
    """
    cleaned, found = clean(read_parts(file))
    leftovers = Leftovers(found)
    pictures = _Pictures(cleaned, leftovers)
    soup = _converted(cleaned, pictures, leftovers)
    notes, captions = tidy(soup, leftovers)
    blocks = [block for block in soup.children if isinstance(block, Tag)]
    outlined = outline([*blocks, *notes], leftovers, fallback=_title_of(name))
    if not outlined.parts:
        raise WordRefused(EMPTY_WORDS)
    return WordDocument(
        title=outlined.title,
        summary=outlined.summary,
        sections=[_section(part) for part in outlined.parts],
        pictures=[
            replace(picture, caption=captions.get(picture.placeholder, ""))
            for picture in pictures.found
        ],
        left_out=leftovers.sentences(),
    )


def _converted(parts: Parts, pictures: _Pictures, leftovers: Leftovers) -> BeautifulSoup:
    try:
        result = mammoth.convert_to_html(
            _packed(parts),
            style_map=STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(pictures.take),
        )
    except WordRefused:
        raise
    # What a library says when a part names another that is not there, or nests beyond reason.
    except (LookupError, ValueError, AttributeError, TypeError, OSError, RecursionError) as error:
        raise WordRefused(DAMAGED) from error
    leftovers.count("symbols", sum("unsupported character" in m.message for m in result.messages))
    return BeautifulSoup(result.value, "html.parser")


def _packed(parts: Parts) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    packed.seek(0)
    return packed


def _section(part: Part) -> Section:
    body = sanitise("".join(str(block) for block in part.blocks))
    return Section(kind=part.kind or kind_of(part.heading), heading=part.heading, body=body)


def _title_of(file_name: str) -> str:
    stem = re.sub(r"[\W_]+", " ", PurePath(file_name).stem).strip()
    return stem[:1].upper() + stem[1:] if stem else str(_("A page from Word"))
