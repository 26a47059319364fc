"""The same page in other languages, as readers meet it."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject


class InOtherLanguages:
    """Part of the vocabulary in which publications are asked for."""

    model: Any
    annotate: Any

    def with_sisters(self, at: datetime | None = None) -> Any:
        """Publications with `sister_list`, where the page can be read in other languages now, and
        `is_older_than_source`, whether patients read newer words in the language it was written in."""
        live = self.model.objects.live(at)
        page, source = models.OuterRef("page"), models.OuterRef("page__translation_of")
        sisters = live.filter(page__in=self._family()).exclude(page=page)
        address = {name: name for name in ("language", "kind", "slug")}
        return self.annotate(
            sister_list=ArraySubquery(
                sisters.order_by("language").values(found=JSONObject(**address))
            ),
            is_older_than_source=models.Exists(newer_words(live.filter(page=source))),
        )

    def _family(self) -> Any:
        """Pages of which one is the source and the others its translations, for a subquery of a subquery.

        Pages are asked for first, and not their publications: an index answers each of the three questions.
        """
        page, source = models.OuterRef("page"), models.OuterRef("page__translation_of")
        page, source = models.OuterRef(page), models.OuterRef(source)
        family = (
            models.Q(translation_of=page) | models.Q(pk=source) | models.Q(translation_of=source)
        )
        return self.model.page.field.related_model.objects.filter(family).values("pk")


def newer_words(publications: Any) -> Any:
    """Those of a source's publications that say something else than what was translated."""
    newer = models.Q(revision__number__gt=models.OuterRef("translated_revision__number"))
    same = models.Q(revision__snapshot=models.OuterRef("translated_revision__snapshot"))
    return publications.filter(newer).exclude(same)
