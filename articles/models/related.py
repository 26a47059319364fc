"""Which live pages stand beside a page: those that staff relate to it, then those that are near to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject
from django.db.models.lookups import LessThan

from .kinds import Kind

if TYPE_CHECKING:
    from .revision import Snapshot

MOST = 24  # that staff's words can bring to one page from either side
ENOUGH = 4  # related pages: where staff chose fewer, near ones fill up


@dataclass(frozen=True)
class Near:
    """What other pages are compared with: a publication's own columns, or the words of a draft."""

    page: Any
    language: Any
    subject: Any
    regions: Any
    chosen: models.Q  # pages that it names as related
    topics: models.Q  # publications that share a topic with it

    @classmethod
    def of_each(cls) -> "Near":
        """For a subquery of publications."""
        columns = ("page", "language", "subject", "regions")
        return cls(
            **{name: models.OuterRef(name) for name in columns},
            chosen=models.Q(page__related_from=models.OuterRef("pk")),
            topics=models.Q(topics__publications=models.OuterRef("pk")),
        )

    @classmethod
    def of_draft(cls, page: int | None, snapshot: "Snapshot") -> "Near":
        """For words that nobody has published; `page` is None where there is none yet."""
        return cls(
            page=page or 0,
            language=snapshot["language"],
            subject=snapshot["subject"],
            regions=snapshot["regions"],
            chosen=models.Q(page__in=snapshot["related"]),
            topics=models.Q(topics__in=snapshot["topics"]),
        )


class BesideEachOther:
    """Part of the vocabulary in which publications are asked for."""

    model: Any
    annotate: Any

    def with_related(self, at: datetime | None = None) -> Any:
        """Publications with `related_list`, `relating_list`, `topical_list` and `regional_list` (see `beside`)."""
        found = beside(self.model.objects.live(at), Near.of_each())
        lists = {name: ArraySubquery(pages) for name, pages in found.items()}
        # The database is spared to look for what would not be shown.
        topical = _where_few(lists.pop("topical_list"), "related_list")
        regional = _where_few(lists.pop("regional_list"), "related_list", "topical_list")
        return (
            self.annotate(**lists).annotate(topical_list=topical).annotate(regional_list=regional)
        )


def _where_few(pages: ArraySubquery, *lists: str) -> models.Case:
    few = models.Q(kind=Kind.ARTICLE)
    for name in lists:
        few &= models.Q(LessThan(models.Func(name, function="cardinality"), ENOUGH))
    nothing = models.Value([], output_field=pages.output_field)
    return models.Case(models.When(few, then=pages), default=nothing)


def beside(live: Any, near: Near) -> dict[str, Any]:
    """Live pages of the same language: which it names, which name it, which share its topics, which are about
    the same part of the spine; each as rows of one dictionary."""
    others = live.filter(language=near.language).exclude(page=near.page)
    articles = others.filter(kind=Kind.ARTICLE)
    return {
        "related_list": _told(others.filter(near.chosen).order_by("sort_key", "pk")[:MOST]),
        "relating_list": _told(
            others.filter(related=near.page).order_by("sort_key", "pk")[:MOST],
        ),
        "topical_list": _told(_by_topic(articles, near)[:ENOUGH]),
        "regional_list": _told(_by_region(articles, near)[:ENOUGH]),
    }


def _by_topic(articles: Any, near: Near) -> Any:
    """The more topics are shared, the nearer; the center's own pages before imported ones."""
    sharing = articles.filter(near.topics).values("pk").annotate(shared=models.Count("pk"))
    return sharing.order_by("-shared", "was_imported", "sort_key", "pk")


def _by_region(articles: Any, near: Near) -> Any:
    """On the same subject and part of the spine; those about no other part first."""
    there = articles.filter(subject=near.subject, regions__overlap=near.regions)
    only = models.Case(models.When(regions=near.regions, then=0), default=1)
    return there.annotate(others=only).order_by("others", "was_imported", "sort_key", "pk")


def _told(publications: Any) -> Any:
    words = ("page_id", "kind", "slug", "title", "summary")
    return publications.values(found=JSONObject(**{name: name for name in words}))
