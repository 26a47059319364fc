"""What pages share: topics, and addresses that keep working."""

from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from .kinds import Kind


class TopicQuerySet(models.QuerySet):
    def named_in(self, language: "str | models.OuterRef") -> "TopicQuerySet":
        """Topics by `word`, their name in a language; without those that have none in it."""
        code = models.Value(language) if isinstance(language, str) else language
        is_spanish = Exact(code, models.Value("es"))
        word = models.Case(models.When(is_spanish, then="spanish_name"), default="name")
        return self.annotate(word=word).exclude(word="").order_by("word")

    def of(self, publications: models.QuerySet) -> "TopicQuerySet":
        """The topics of some publications; `found` says how many of these belong to each."""
        there = self.filter(publications__in=publications)
        return there.annotate(found=models.Count("publications"))


class Topic(models.Model):
    """A subject that brings pages together, for example “Back pain at work”."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    spanish_name = models.CharField(
        _("name in Spanish"),
        max_length=80,
        blank=True,
        help_text=_("Without one, the topic is not shown on Spanish pages."),
    )
    slug = models.SlugField(_("address on the site"), max_length=80, unique=True)
    introduction = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("Two or three sentences at the head of the topic’s list of pages."),
    )
    spanish_introduction = models.TextField(
        _("introduction in Spanish"), max_length=400, blank=True
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str | None) -> str:
        """The name that readers of a language see; the English one where there is none in it."""
        return (self.spanish_name if language == "es" else "") or self.name

    def introduction_in(self, language: str | None) -> str:
        """What readers of a language are told first; nothing where nobody has written it in theirs."""
        return self.spanish_introduction if language == "es" else self.introduction


class Redirect(models.Model):
    """An address under which a page was once published; it leads to the page wherever it is now."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES)
    slug = models.SlugField(_("former address"), max_length=150)
    page = models.ForeignKey(
        "articles.Page",
        verbose_name=_("leads to"),
        on_delete=models.CASCADE,
        related_name="former_addresses",
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "slug"], name="redirect_leads_to_one_page"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} → {self.page}"
