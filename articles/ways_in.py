"""The ways into the health library: by part of the spine, by subject, by topic."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from articles.models import Region, Subject, Topic
from articles.models.publications import PublicationQuerySet
from articles.narrowing import PLURALS, Narrowing


@dataclass(frozen=True)
class Way:
    """One link; `pages` is how many it leads to, None where nobody counted."""

    value: str
    name: str
    address: str
    pages: int | None = None
    is_chosen: bool = False
    introduction: str = ""


def parts_of_the_spine() -> list[Way]:
    """The way to each part of the spine, from anywhere on the site."""
    library = reverse("articles:library")
    return [Way(value, str(name), f"{library}?region={value}") for value, name in Region.choices]


def topics_in(language: str, live: PublicationQuerySet) -> list[Way]:
    """The way to each topic on which there is something to read in a language, from anywhere on the site."""
    library = reverse("articles:library")
    return [
        Way(
            topic.slug,
            topic.word,
            f"{library}?topic={topic.slug}",
            topic.found,
            introduction=topic.introduction_in(language),
        )
        for topic in Topic.objects.of(live.in_language(language)).named_in(language)
    ]


class WaysIn:
    """From what the library shows now to what else it could show, with the other choices kept but the letter."""

    def __init__(self, narrowing: Narrowing, live: PublicationQuerySet) -> None:
        self._narrowing, self._live = narrowing, live

    def regions(self) -> list[Way]:
        """Every part of the spine, from the top, the empty ones too: it is a drawing."""
        counts = self._besides("region").counted_by_region()
        return [
            self._way("region", value, str(name), counts[value]) for value, name in Region.choices
        ]

    def subjects(self) -> list[Way]:
        """The subjects on which there is something, and the chosen one."""
        counts = self._besides("subject").counted_by_subject()
        ways = [
            self._way("subject", value, str(PLURALS[value]), counts[value]) for value in Subject
        ]
        return [way for way in ways if way.pages or way.is_chosen]

    def topics(self) -> list[Way]:
        """The topics on which there is something, by their names in the reader's language."""
        named = Topic.objects.of(self._besides("topic")).named_in(get_language())
        return [self._way("topic", topic.slug, topic.word, topic.found) for topic in named]

    def _besides(self, key: str) -> PublicationQuerySet:
        return self._narrowing.narrow(self._live, besides=(key, "letter"))

    def _way(self, key: str, value: str, name: str, pages: int) -> Way:
        address = self._narrowing.address_with(key, value, instead_of=("letter",))
        return Way(value, name, address, pages, self._narrowing.chosen(key) == value)
