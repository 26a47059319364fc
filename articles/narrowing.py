"""Narrowing the health library, or what a search found, by what stands in the address."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.models import Kind, Region, Subject, Topic
from articles.models.publication import OTHER_INITIAL
from articles.models.publications import PublicationQuerySet

LETTERS = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER_INITIAL]
LIBRARY = ("subject", "region", "topic", "letter")
SEARCH = ("kind", "subject", "region")
# Narrowed by one of these the library is a page of its own to search engines; narrowed by a letter, or by
# several things at once, it is one more view of the same pages.
OF_ITS_OWN = {"subject", "region", "topic"}
# A subject as the name of a list.
PLURALS = {
    Subject.CONDITION: gettext_lazy("Conditions"),
    Subject.TREATMENT: gettext_lazy("Treatments"),
    Subject.TEST: gettext_lazy("Tests"),
    Subject.ANATOMY: gettext_lazy("How the spine works"),
    Subject.RECOVERY: gettext_lazy("Recovery"),
}
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@dataclass(frozen=True)
class Criterion:
    """One thing that the reader asked for; `name` is None when we do not know it."""

    key: str
    value: str
    name: str | None
    apply: Callable[[PublicationQuerySet], PublicationQuerySet]
    introduction: str = ""


class Narrowing:
    """What a reader asked the library to show, from the query of the address; `keys` are what it looks at."""

    def __init__(self, query: Mapping[str, str], keys: Iterable[str] = LIBRARY):
        self.criteria = [
            READERS[key](value) for key in keys if (value := query.get(key, "").strip())
        ]

    @property
    def is_known(self) -> bool:
        """Whether the library knows everything that was asked for."""
        return all(criterion.name for criterion in self.criteria)

    @property
    def is_of_its_own(self) -> bool:
        """Whether search engines should know the list; the whole library is one, too."""
        keys = {criterion.key for criterion in self.criteria}
        return self.is_known and len(self.criteria) <= 1 and keys <= OF_ITS_OWN

    def narrow(
        self, publications: PublicationQuerySet, *, besides: Collection[str] = ()
    ) -> PublicationQuerySet:
        """The publications asked for; keys may be left out, to see what else they could be."""
        if not self.is_known:
            return publications.none()
        for criterion in self.criteria:
            if criterion.key not in besides:
                publications = criterion.apply(publications)
        return publications

    def chosen(self, key: str) -> str:
        """The value asked for under a key; empty when nothing was."""
        return next((c.value for c in self.criteria if c.key == key), "")

    @property
    def place(self) -> str:
        """What the list is about besides a letter, as its heading; empty for the whole library."""
        return ", ".join(c.name for c in self.criteria if c.name and c.key != "letter")

    @property
    def introduction(self) -> str:
        """What staff say at the head of the list; only where one thing was asked for."""
        return self.criteria[0].introduction if len(self.criteria) == 1 else ""

    def address_with(self, key: str, value: str, *, instead_of: Collection[str] = ()) -> str:
        """The query of an address that asks for one more thing, or for another value of it.

        Of what was asked for already, keys may be left out.
        """
        return "?" + urlencode(self._asked(**dict.fromkeys(instead_of, ""), **{key: value}))

    def address_of_page(self, number: int) -> str:
        """The query under which a page of the list is known, however it was asked for; empty for the first."""
        asked = self._asked(page=str(number) if number > 1 else "")
        return "?" + urlencode(asked) if asked else ""

    def _asked(self, **more: str) -> dict[str, str]:
        asked = {c.key: c.value for c in self.criteria if c.name} | more
        return {key: value for key, value in asked.items() if value}


def _letter(value: str) -> Criterion:
    letter = value.upper()
    name = letter if letter in LETTERS else None
    return Criterion("letter", letter, name, lambda pages: pages.starting_with(letter))


def _kind(value: str) -> Criterion:
    name = str(Kind(value).label) if value in Kind else None
    return Criterion("kind", value, name, lambda pages: pages.of_kind(Kind(value)))


def _subject(value: str) -> Criterion:
    name = str(PLURALS[Subject(value)]) if value in Subject else None
    return Criterion("subject", value, name, lambda pages: pages.on_subject(value))


def _region(value: str) -> Criterion:
    name = str(Region(value).label) if value in Region else None
    return Criterion("region", value, name, lambda pages: pages.in_region(value))


def _topic(value: str) -> Criterion:
    topic = Topic.objects.filter(slug=value).first() if SLUG.fullmatch(value) else None
    if topic is None:
        return Criterion("topic", value, None, lambda pages: pages.none())
    return Criterion(
        "topic",
        value,
        topic.name_in(get_language()),
        lambda pages: pages.about(topic),
        topic.introduction_in(get_language()),
    )


READERS = {
    "kind": _kind,
    "subject": _subject,
    "region": _region,
    "topic": _topic,
    "letter": _letter,
}


def heading(narrowing: Narrowing) -> str:
    """What the list shows, as its heading."""
    names = [c.name for c in narrowing.criteria if c.name]
    return ", ".join(names) if names else _("All pages, A to Z")
