"""The names by which readers look pages up: each title, and each other name of a page."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from articles.words import key_of

from .kinds import Kind
from .publication import Publication, initial, sort_key

if TYPE_CHECKING:
    from .publications import PublicationQuerySet

LONGEST = 200  # characters of a name, and of what is looked for among them
WORDS_OF_KEY = SearchVector(
    "key", config="simple"
)  # no stems: "disk" is typed on the way to "disks"

IN_BYTES = Collate("key", "C")  # the one order in which an index can find a beginning


class NameQuerySet(models.QuerySet):
    def of(self, publications: "PublicationQuerySet") -> "NameQuerySet":
        """The names of these publications."""
        return self.filter(publication__in=publications.order_by().values("pk"))

    def in_language(self, language: str) -> "NameQuerySet":
        """Names of pages in one language."""
        return self.filter(language=language)

    def of_kind(self, kind: Kind) -> "NameQuerySet":
        """Names of articles or of condition pages."""
        return self.filter(kind=kind)

    def starting_with(self, letter: str) -> "NameQuerySet":
        """Names under one letter of the A–Z; `#` holds those that start with none."""
        return self.filter(initial=letter)

    def others(self) -> "NameQuerySet":
        """Names beside the titles."""
        return self.filter(is_title=False)

    def listed(self) -> "NameQuerySet":
        """In A–Z order, titles before other names, with only what a list shows."""
        titles = [f"publication__{name}" for name in ("kind", "language", "slug", "title")]
        shown = self.select_related("publication").only(
            "name", "key", "initial", "is_title", *titles
        )
        return shown.order_by("sort_key", "-is_title", "pk")

    def counted_by_initial(self) -> dict[str, int]:
        """How many there are under each letter; without the letters under which there are none."""
        counts = self.order_by().values_list("initial").annotate(found=models.Count("pk"))
        return dict(counts)

    def beginning(self, words: str) -> "NameQuerySet":
        """Names that begin with what somebody has typed so far, in the order of one index."""
        key = key_of(words[:LONGEST])
        found = self.alias(in_bytes=IN_BYTES).filter(in_bytes__startswith=key)
        return found.order_by("in_bytes", "pk") if key else self.none()

    def called(self, keys: Iterable[str]) -> "NameQuerySet":
        """Names that are exactly these, as search compares words."""
        return self.alias(in_bytes=IN_BYTES).filter(in_bytes__in=set(keys))

    def typed(self, words: str) -> "NameQuerySet":
        """Names that begin with what somebody has typed so far, or hold it from the start of a word.

        Titles that begin with it come first, then other names that do, then the rest from A to Z.
        """
        key = key_of(words[:LONGEST])
        if not key:
            return self.none()
        found = self.annotate(typed=WORDS_OF_KEY).filter(typed=_begun(key))
        begins = models.Case(models.When(key__startswith=key, then=0), default=1)
        return found.order_by(begins, "-is_title", "sort_key", "pk")


def _begun(key: str) -> SearchQuery:
    """What asks for these words one after the other, of which the last may go on."""
    *whole, last = key.split()
    terms = [f"'{word}'" for word in whole] + [f"'{last}':*"]
    return SearchQuery(" <-> ".join(terms), search_type="raw", config="simple")


class Name(models.Model):
    """One name of one publication. Derived: written anew whenever the publication is (`write_names`).

    `key` is the name as search compares it. `kind` and `language` are the publication's, here so that one
    index holds the A–Z.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=20, choices=Kind)
    language = models.CharField(max_length=7, choices=settings.LANGUAGES)
    name = models.CharField(max_length=LONGEST)
    key = models.TextField()
    sort_key = models.CharField(max_length=LONGEST)
    initial = models.CharField(max_length=1)
    is_title = models.BooleanField()

    objects = NameQuerySet.as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["language", "kind", "sort_key", "id"], name="name_a_to_z"),
            models.Index(fields=["language", "kind", "initial", "sort_key"], name="name_by_letter"),
            models.Index("language", IN_BYTES, name="name_beginning"),
            GinIndex(WORDS_OF_KEY, name="name_typed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "key"], name="name_once_per_publication"
            ),
        ]

    def __str__(self) -> str:
        return self.name


def write_names(publications: Sequence[Publication]) -> None:
    """Write the names of these publications in place of what was written; two statements for all."""
    Name.objects.filter(publication__in=[publication.pk for publication in publications]).delete()
    Name.objects.bulk_create(
        [name for publication in publications for name in _names_of(publication)]
    )


def _names_of(publication: Publication) -> Iterable[Name]:
    """A publication's title and its other names; one that differs by an accent or a hyphen is no other."""
    seen = {""}
    for place, words in enumerate([publication.title, *publication.content["also_called"]]):
        is_title, key = place == 0, key_of(words)
        if is_title or key not in seen:
            yield Name(
                publication=publication,
                kind=publication.kind,
                language=publication.language,
                name=words,
                key=key,
                sort_key=sort_key(words),
                initial=initial(words),
                is_title=is_title,
            )
        seen.add(key)
