"""What of a Word document did not come along, told to the editor in plain sentences."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .cleaning import Found

SHOWN = 80  # characters of what was left out, so that it can be found again


class Leftovers:
    """Counts while a document is read; `sentences` says it once for each kind."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.counts: Counter[str] = Counter(found.counts)

    def count(self, what: str, times: int = 1) -> None:
        """Note that something of this kind was left out or changed."""
        self.counts[what] += times

    def sentences(self) -> list[str]:
        """What the editor should know, the most important first."""
        said = [say(self.counts[what]) for what, say in SENTENCES.items() if self.counts[what]]
        equations = [
            _("An equation was left out; write it as words or as a picture: “%(words)s”.")
            % {"words": words[:SHOWN]}
            for words in self.found.equations
        ]
        margins = [
            _("A header or footer was left out: “%(words)s”.") % {"words": words[:SHOWN]}
            for words in dict.fromkeys(self.found.marginal)
        ]
        return [*equations, *said, *margins]


def _undescribed(n: int) -> str:
    return ngettext(
        "%(n)s picture has no description. Describe it before the page is published.",
        "%(n)s pictures have no description. Describe them before the page is published.",
        n,
    ) % {"n": n}


def _unsupported(n: int) -> str:
    return ngettext(
        "%(n)s picture of a kind that browsers cannot show was left out. Save it as PNG or JPEG "
        "and add it with the “Picture” button.",
        "%(n)s pictures of a kind that browsers cannot show were left out. Save them as PNG or "
        "JPEG and add them with the “Picture” button.",
        n,
    ) % {"n": n}


def _linked(n: int) -> str:
    return ngettext(
        "%(n)s picture was left out: the document only names it and does not hold it. Add it with "
        "the “Picture” button.",
        "%(n)s pictures were left out: the document only names them and does not hold them. Add "
        "them with the “Picture” button.",
        n,
    ) % {"n": n}


def _insertions(n: int) -> str:
    return ngettext(
        "%(n)s tracked insertion was taken in as if it had been accepted.",
        "%(n)s tracked insertions were taken in as if they had been accepted.",
        n,
    ) % {"n": n}


def _deletions(n: int) -> str:
    return ngettext(
        "%(n)s tracked deletion was left out as if it had been accepted.",
        "%(n)s tracked deletions were left out as if they had been accepted.",
        n,
    ) % {"n": n}


def _comments(n: int) -> str:
    return ngettext("%(n)s comment was left out.", "%(n)s comments were left out.", n) % {"n": n}


def _hidden(n: int) -> str:
    return ngettext(
        "%(n)s piece of hidden text was left out.",
        "%(n)s pieces of hidden text were left out.",
        n,
    ) % {"n": n}


def _highlights(n: int) -> str:
    return ngettext(
        "%(n)s highlighted place lost its color. If it marked something to do, look at it again.",
        "%(n)s highlighted places lost their color. If they marked something to do, look at them "
        "again.",
        n,
    ) % {"n": n}


def _charts(n: int) -> str:
    return ngettext(
        "%(n)s chart was left out. Save it as a picture and add it with its description.",
        "%(n)s charts were left out. Save them as pictures and add them with their descriptions.",
        n,
    ) % {"n": n}


def _diagrams(n: int) -> str:
    return ngettext(
        "%(n)s diagram (SmartArt) was left out. Save it as a picture, or write it as a list.",
        "%(n)s diagrams (SmartArt) were left out. Save them as pictures, or write them as lists.",
        n,
    ) % {"n": n}


def _shapes(n: int) -> str:
    return ngettext(
        "%(n)s drawn shape (a line, an arrow, a box) was left out.",
        "%(n)s drawn shapes (lines, arrows, boxes) were left out.",
        n,
    ) % {"n": n}


def _boxes(n: int) -> str:
    return ngettext(
        "The words of %(n)s text box now stand as ordinary text after the paragraph beside it. "
        "Check that they read well there.",
        "The words of %(n)s text boxes now stand as ordinary text after the paragraphs beside "
        "them. Check that they read well there.",
        n,
    ) % {"n": n}


def _chunks(n: int) -> str:
    return ngettext(
        "%(n)s document placed inside this one was left out. Import it on its own.",
        "%(n)s documents placed inside this one were left out. Import them on their own.",
        n,
    ) % {"n": n}


def _symbols(n: int) -> str:
    return ngettext(
        "%(n)s symbol of a special font was left out.",
        "%(n)s symbols of special fonts were left out.",
        n,
    ) % {"n": n}


def _inner_links(n: int) -> str:
    return ngettext(
        "%(n)s link to a place within the document is now plain text.",
        "%(n)s links to places within the document are now plain text.",
        n,
    ) % {"n": n}


def _dead_links(n: int) -> str:
    return ngettext(
        "%(n)s link that only works on its author's computer is now plain text.",
        "%(n)s links that only work on their author's computer are now plain text.",
        n,
    ) % {"n": n}


def _notes(n: int) -> str:
    return ngettext(
        "%(n)s footnote was moved to a section “Notes” at the end.",
        "%(n)s footnotes were moved to a section “Notes” at the end.",
        n,
    ) % {"n": n}


def _empty_headings(n: int) -> str:
    return ngettext(
        "%(n)s empty heading was left out.", "%(n)s empty headings were left out.", n
    ) % {"n": n}


def _levels(n: int) -> str:
    return ngettext(
        "%(n)s heading stood at a level that does not follow the one above it; it was moved up.",
        "%(n)s headings stood at levels that do not follow those above them; they were moved up.",
        n,
    ) % {"n": n}


def _long_headings(n: int) -> str:
    return ngettext(
        "%(n)s heading was as long as a paragraph and became one.",
        "%(n)s headings were as long as paragraphs and became such.",
        n,
    ) % {"n": n}


def _long_title(_n: int) -> str:
    return _("The title was longer than 200 characters and was cut. Write a shorter one.")


def _no_headings(_n: int) -> str:
    return _(
        "The document has no headings, so all of it stands in one section. Divide it, or give its "
        "headings the style “Heading 2” in Word and import it again."
    )


def _bold_headings(n: int) -> str:
    return ngettext(
        "The document has no headings; %(n)s short bold line was taken as one.",
        "The document has no headings; %(n)s short bold lines were taken as such.",
        n,
    ) % {"n": n}


def _introduction(_n: int) -> str:
    return _("The words before the first heading stand in a section called “Overview”.")


SENTENCES = {
    "unsupported_pictures": _unsupported,
    "linked_pictures": _linked,
    "undescribed_pictures": _undescribed,
    "charts": _charts,
    "diagrams": _diagrams,
    "chunks": _chunks,
    "shapes": _shapes,
    "deletions": _deletions,
    "insertions": _insertions,
    "comments": _comments,
    "hidden": _hidden,
    "highlights": _highlights,
    "symbols": _symbols,
    "boxes": _boxes,
    "notes": _notes,
    "inner_links": _inner_links,
    "dead_links": _dead_links,
    "long_title": _long_title,
    "empty_headings": _empty_headings,
    "long_headings": _long_headings,
    "levels": _levels,
    "no_headings": _no_headings,
    "bold_headings": _bold_headings,
    "introduction": _introduction,
}
