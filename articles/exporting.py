"""Pages → import lines, with the topics, people, care cards and pictures that they name.

The same content gives the same bytes: keys in one order, lines sorted by their ids. What is exported can be
imported into an empty database, and exported again unchanged.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import CareCard, Image, Page, Publication, Status, Topic
from articles.models.revision import SectionSnapshot, Snapshot
from articles.rendering import sources_of_images, with_present_files
from clinic.models import Provider

AT_ONCE = 200
SAID_OF_TOPICS = ("spanish_name", "introduction", "spanish_introduction")
PAGES = ("topics", "related", "providers", "sections", "sources")


class Export:
    """All that one file holds: what staff last saved, or (`live`) what patients read at a moment."""

    def __init__(self, *, live: bool = False, at: datetime | None = None) -> None:
        self.live = live
        self.at = at or timezone.now()
        kept = Page.objects.kept()
        pages = kept.published(self.at) if live else kept
        self.ids = _ids(pages.values_list("pk", "source_id", "kind", "language", "slug"))
        self.topics = dict(Topic.objects.values_list("pk", "name"))
        self.cards = dict(CareCard.objects.values_list("pk", "slug"))
        self.providers = dict(Provider.objects.values_list("pk", "slug"))
        self.images = dict(Image.objects.values_list("pk", "file"))

    def lines(self) -> Iterator[str]:
        """Every line, without its end: what pages name stands before the pages."""
        for values in (*_topics(), *self._people(), *self._cards(), *self._pictures()):
            yield dumped(values)
        in_order = sorted(self.ids, key=lambda key: self.ids[key])
        for keys in _batched(in_order, AT_ONCE):
            yield from map(dumped, self._pages(keys))

    def _people(self) -> Iterator[dict[str, Any]]:
        named = Provider.objects.filter(pages__in=self.ids)
        if self.live:
            named = Provider.objects.filter(publications__in=Publication.objects.live(self.at))
        for person in sorted(named.distinct(), key=lambda person: person.slug):
            words = {
                name: getattr(person, name) for name in ("slug", "name", "credentials", "role")
            }
            yield {"kind": "provider"} | words

    def _cards(self) -> Iterator[dict[str, Any]]:
        # Originals first: the line of a translation names one.
        cards = CareCard.objects.select_related("translation_of")
        for card in sorted(cards, key=lambda card: (bool(card.translation_of), card.slug)):
            words = card.version_in_force(self.at) if self.live else card
            if words:
                original = card.translation_of
                yield {
                    "kind": "care-card",
                    "slug": card.slug,
                    "language": card.language,
                    **({"translation_of": original.slug} if original else {}),
                    "level": words.level,
                    "heading": words.heading,
                    "items": words.items.split("\n"),
                    "action": words.action,
                }

    def _pictures(self) -> Iterator[dict[str, Any]]:
        names = ("title", "alternative_text", "is_decorative", "caption", "credit")
        for image in sorted(Image.objects.all(), key=lambda image: str(image.file.name)):
            words = {name: getattr(image, name) for name in names}
            focus = {"focus_x": image.focus_x, "focus_y": image.focus_y}
            point = focus if image.focus_x is not None else {}
            yield {"kind": "image", "file": image.file.name} | words | point

    def _pages(self, keys: Iterable[int]) -> Iterator[dict[str, Any]]:
        pages = Page.objects.prefetch_related(*PAGES).in_bulk(keys)
        live = {
            publication.page_id: publication
            for publication in Publication.objects.live(self.at)
            .filter(page__in=pages)
            .select_related("revision", "reviewed_by")
            .defer("content", "text")
        }
        for key in keys:
            page, publication = pages[key], live.get(key)
            words = publication.revision.snapshot if self.live and publication else page.snapshot()
            yield self._page(page, words, self._review(page, publication))

    def _review(self, page: Page, publication: Publication | None) -> Mapping[str, str]:
        """Who reviewed the words that are exported; else what the page's import said of it."""
        same = self.live or page.status == Status.PUBLISHED
        if publication and same and publication.reviewed_by and publication.reviewed_on:
            by, on = publication.reviewed_by.full_name, publication.reviewed_on.isoformat()
            return {"by": by, "on": on}
        return page.imported_review

    def _page(self, page: Page, words: Snapshot, review: Mapping[str, str]) -> dict[str, Any]:
        line = {
            "source_id": self.ids[page.pk],
            "kind": words["kind"],
            "subject": words["subject"],
            "title": words["title"],
            "slug": words["slug"],
            "language": words["language"],
            "also_called": words["also_called"],
            "summary": words["summary"],
            "regions": words["regions"],
            "topics": self._named(self.topics, words["topics"]),
            "sections": [self._section(section) for section in words["sections"]],
            "sources": words["sources"],
            "license": words["license"],
        }
        return line | self._links(page, words, review)

    def _links(self, page: Page, words: Snapshot, review: Mapping[str, str]) -> dict[str, Any]:
        """The keys that stand on a line only where they say something."""
        links = {
            "reviewed_by": review.get("by", ""),
            "reviewed_on": review.get("on", ""),
            "lead_image": self._lead_image(words),
            "providers": self._named(self.providers, words["providers"]),
            "related": self._named(self.ids, words["related"]),
            "translation_of": self.ids.get(page.translation_of_id or 0, ""),
        }
        return {key: value for key, value in links.items() if value}

    def _lead_image(self, words: Snapshot) -> dict[str, str]:
        if not words["lead_image"]:
            return {}
        alt = {"alt": words["lead_image_alt"]} if words["lead_image_alt"] else {}
        return {"file": self.images[words["lead_image"]]} | alt

    def _section(self, section: SectionSnapshot) -> dict[str, str]:
        words = {
            "kind": section["kind"],
            "heading": section["heading"],
            "body_html": _with_present_pictures(section["body"]),
        }
        card = section["care_card"]
        return words | {"care_card": self.cards[card]} if card in self.cards else words

    def _named(self, names: Mapping[int, str], keys: Iterable[int]) -> list[str]:
        return sorted(names[key] for key in keys if key in names)


def _topics() -> Iterator[dict[str, Any]]:
    """Topics of which staff say more than a name; the others come in with the pages that name them."""
    for topic in sorted(Topic.objects.order_by(), key=lambda topic: topic.name):
        said = {name: value for name in SAID_OF_TOPICS if (value := getattr(topic, name))}
        if said:
            yield {"kind": "topic", "slug": topic.slug, "name": topic.name} | said


def dumped(values: Mapping[str, Any]) -> str:
    """One line of JSON as every export writes it."""
    return json.dumps(values, ensure_ascii=False, separators=(", ", ": "))


def _ids(rows: Iterable[tuple[int, str | None, str, str, str]]) -> dict[int, str]:
    """Every page's id in the file by its key; a page that was written here is named by its address."""
    rows = list(rows)
    given = {source_id for _key, source_id, *_address in rows if source_id}
    ids = {}
    for key, source_id, *address in rows:
        name = source_id or f"page:{'/'.join(address)}"
        while not source_id and name in given:
            name += "~"
        ids[key] = name
    return ids


def _batched(keys: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _with_present_pictures(body: str) -> str:
    # Only the present file of a picture goes into an export, and words may name a former one.
    if "<img" not in body:
        return body
    return with_present_files(body, Image.objects.present_addresses(sources_of_images([body])))
