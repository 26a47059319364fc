"""The allow-list: what of an editor's HTML may be stored and shown. Pure functions."""

import re
from html import unescape
from html.parser import HTMLParser

import nh3

TAGS = {
    "a", "abbr", "blockquote", "br", "caption", "cite", "code", "del", "dd", "dl", "dt", "em",
    "figcaption", "figure", "h3", "h4", "hr", "img", "ins", "li", "ol", "p", "q", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
# Pasted texts bring headings of their own; a section's heading is an h2, so theirs move below it.
LOWERED = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
RENAMED = {**LOWERED, "b": "strong", "i": "em"}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCKS = {
    "blockquote", "br", "caption", "dd", "dl", "dt", "figcaption", "figure", "h3", "h4", "hr",
    "img", "li", "ol", "p", "table", "td", "th", "tr", "ul",
}  # fmt: skip
# What ends a piece of text or leads on to the next.
MARKS = ".!?:;,…–—"

# nh3 writes every attribute in double quotes with quotes inside escaped, so these match whole tags.
OPENING_OR_CLOSING = re.compile(rf"(</?)({'|'.join(RENAMED)})(?=[\s>])")
# Editors leave these behind a picture or a table; readers would see a hole in the page.
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
IMAGE = re.compile(r'<img(?:\s+[\w-]+(?:="[^"]*")?)*\s*/?>')


def sanitise(html: str) -> str:
    """Keep words, structure, links and pictures; drop everything that could act or style.

    Scripts, styles, event handlers, unknown schemes and empty paragraphs go; h1 and h2 become h3.
    Doing it twice changes nothing. The library has the last word, so no step of ours can open a
    hole.
    """
    kept = _clean(html.replace("\x00", ""), TAGS | set(RENAMED))
    renamed = OPENING_OR_CLOSING.sub(lambda tag: tag[1] + RENAMED[tag[2]], kept)
    return _clean(EMPTY_PARAGRAPH.sub("", IMAGE.sub(_with_source, renamed)), TAGS)


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html, tags=tags, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    ).strip()


def _with_source(image: re.Match[str]) -> str:
    return image[0] if ' src="' in image[0] else ""


class _Words(HTMLParser):
    """Collects the text of sanitised HTML, a space where a block begins or ends.

    `stop` is set where a block ends without a mark of its own.
    """

    def __init__(self, stop: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.stop = stop
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.words.append(" ")
        if tag == "img":
            self.words.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.words += [self.stop, " "] if self.is_open else [" "]
            self.is_open = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if words := data.rstrip():
            self.is_open = words[-1] not in MARKS

    def in_one_line(self, html: str) -> str:
        """All words of `html`."""
        self.feed(html)
        self.close()
        return " ".join("".join(self.words).split())


def plain_text(html: str) -> str:
    """The words of sanitised HTML in one line, alternative texts of pictures included."""
    return _Words().in_one_line(html)


def sentences(html: str) -> str:
    """The same as it can be read aloud: points of a list and cells of a table end with a full stop."""
    return _Words(stop=".").in_one_line(html)


# Prepared words are well-formed, every attribute in quotes, so this matches whole tags and nothing else.
ANY_TAG = re.compile(r"""</?(\w+)(?:\s+[\w-]+(?:="[^"]*"|='[^']*')?)*\s*/?>""")


def visible_words(html: str) -> str:
    """The words of prepared HTML that everybody sees, in one line; without what describes pictures.

    Reading asks for them with every page, so nothing is parsed: a fifth of the time of `plain_text`.
    """
    parted = ANY_TAG.sub(lambda tag: " " if tag[1] in BLOCKS else "", html)
    return " ".join(unescape(parted).split())
