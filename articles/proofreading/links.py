"""Links, pictures and the cards that must not have links."""

import re
from urllib.parse import unquote, urlsplit

from django.utils.text import slugify

from .blocks import Image
from .draft import Draft, Facts
from .findings import Hit, Hits, quoted

LINK = re.compile(
    r"https?:|www\.|<a\b|\b[\w-]+\.(?:com|org|net|gov|edu|info|health)\b", re.IGNORECASE
)
EMERGENCY = "emergency"
FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
SAYS_NOTHING = {
    "", "click here", "click", "here", "this", "this link", "this page", "link", "more", "read more",
    "learn more", "see more", "find out more", "aquí", "haga clic aquí", "más",
}  # fmt: skip


def internal_path(address: str, own_hosts: frozenset[str]) -> str | None:
    """The path of an address on this site, its anchor and query left out; None for any other address.

    An address without a slash in front is one on this site too, written so that it leads nowhere.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    if parts.scheme and parts.scheme not in ("http", "https"):
        return None
    if parts.netloc:
        return (unquote(parts.path) or "/") if parts.netloc.lower() in own_hosts else None
    return unquote(parts.path) or None


def internal_links(draft: Draft, own_hosts: frozenset[str]) -> set[str]:
    """Every address on this site that the page links to."""
    paths = (
        internal_path(link.address, own_hosts) for _, block in draft.blocks for link in block.links
    )
    return {path for path in paths if path}


def dead_links(draft: Draft, facts: Facts) -> Hits:
    anchors = _anchors(draft)
    for passage, block in draft.blocks:
        for link in block.links:
            path = internal_path(link.address, facts.own_hosts)
            lost_anchor = link.address.startswith("#") and link.address[1:].lower() not in anchors
            if path in facts.dead_links or not link.address or (lost_anchor and draft.is_whole):
                words = f"{quoted(link.words)} → {link.address}".strip(" →")
                yield Hit(passage.place(block=block), words)


def coming_links(draft: Draft, facts: Facts) -> Hits:
    for passage, block in draft.blocks:
        for link in block.links:
            if internal_path(link.address, facts.own_hosts) in facts.coming_links:
                yield Hit(passage.place(block=block), f"{quoted(link.words)} → {link.address}")


def _anchors(draft: Draft) -> set[str]:
    """The anchors that the published page will have; as articles.rendering makes them."""
    anchors = {"", "questions-and-answers"}
    for passage in draft.sections:
        number = passage.number + 1
        base = slugify(passage.heading)[:60].strip("-") or f"section-{number}"
        anchors.add(base if base not in anchors else f"{base}-{number}")
    return anchors


def links_without_words(draft: Draft, facts: Facts) -> Hits:
    for passage, block in draft.blocks:
        for link in block.links:
            if link.address and link.words.rstrip(".… ").lower() in SAYS_NOTHING:
                yield Hit(passage.place(block=block), quoted(link.words or link.address))


def images_without_words(draft: Draft, facts: Facts) -> Hits:
    """Pictures that a person who cannot see them would miss; `alt=""` declares one as decorative."""
    for passage, block in draft.blocks:
        for image in block.images:
            if not _is_described(image, facts) and not _is_dropped(image, facts):
                yield Hit(passage.place(block=block), quoted(image.address.rsplit("/", 1)[-1]))


def _is_described(image: Image, facts: Facts) -> bool:
    if image.alt is None:
        # Without one of its own a picture is published with the words it has in the library.
        return facts.pictures is not None and image.address in facts.pictures
    return image.alt == "" or bool(image.alt.strip() and not FILE_NAME.match(image.alt.strip()))


def dropped_pictures(draft: Draft, facts: Facts) -> Hits:
    for passage, block in draft.blocks:
        for image in block.images:
            if _is_dropped(image, facts):
                yield Hit(passage.place(block=block), quoted(image.address))


def _is_dropped(image: Image, facts: Facts) -> bool:
    """Whether publishing would leave the picture out: only those of our own library are shown."""
    return facts.pictures is not None and image.address not in facts.pictures


def links_in_emergency_cards(draft: Draft, facts: Facts) -> Hits:
    for passage in draft.sections:
        card = facts.cards.get(passage.card) if passage.card else None
        if card and card.level == EMERGENCY:
            words = "\n".join([card.heading, card.items, card.action])
            if found := LINK.search(words):
                yield Hit(passage.place("care_card"), quoted(words[found.start() :].split()[0]))
