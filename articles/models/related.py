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
        """Publications with `related_list`, `relating_list` and `near_list` (see `beside`)."""
        found = beside(self.model.objects.live(at), Near.of_each())
        lists = {name: ArraySubquery(pages) for name, pages in found.items()}
        near = lists.pop("near_list")
        # The database is spared to look for what would not be shown.
        few = LessThan(models.Func("related_list", function="cardinality"), ENOUGH)
        fitting = models.When(models.Q(few, kind=Kind.ARTICLE), then=near)
        nothing = models.Value([], output_field=near.output_field)
        return self.annotate(**lists).annotate(near_list=models.Case(fitting, default=nothing))


def beside(live: Any, near: Near) -> dict[str, Any]:
    """Live pages of the same language: which it names, which name it, and which articles are near; each as rows
    of one dictionary."""
    others = live.filter(language=near.language).exclude(page=near.page)
    named, naming = others.filter(near.chosen), others.filter(related=near.page)
    return {
        "related_list": _told(named.order_by("sort_key", "pk")[:MOST]),
        "relating_list": _told(naming.order_by("sort_key", "pk")[:MOST]),
        "near_list": _near(others.filter(kind=Kind.ARTICLE), near),
    }


def _near(articles: Any, near: Near) -> Any:
    """Those that share topics, then those about the same part of the spine.

    The database looks for the latter only where the former are few, since it appends them until it has enough.
    """
    by_topic = _told(_by_topic(articles, near)[:ENOUGH])
    by_region = _told(_by_region(articles.exclude(near.topics), near)[:ENOUGH])
    return by_topic.union(by_region, all=True)[:ENOUGH]


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
    """The words of each; put together for those that are left when all are sorted, not for all that are."""
    words = ("page_id", "kind", "slug", "title", "summary")
    told = publications.model.objects.filter(pk=models.OuterRef("pk"))
    return publications.values(
        found=models.Subquery(told.values(words=JSONObject(**{name: name for name in words})))
    )
