"""What patients write, and what our pages call it: a list that staff keep, and search reads."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.words import key_of

from .holding import hold_meaning
from .missed import MissedSearch

# More words than these are a question, which the page itself should answer.
MOST_WORDS_ASKED = 10
MOST_WORDS_MEANT = 12
LONGEST_ASKED = 80
LONGEST_MEANT = 120


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def in_language(self, language: str) -> "SynonymQuerySet":
        """What is asked, and meant, in one language."""
        return self.filter(language=language)


class Synonym(models.Model):
    """Words of a query that stand for words of our pages: “slipped disc” means *herniated disk*.

    Who asks for the one finds the other, and not the other way round; words that may mean several things stand
    on the list several times. `key` is `asked` as search compares words;
    `clean` writes it. Those that came with the site were made by nobody.
    """

    language = models.CharField(
        _("language"), max_length=7, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    asked = models.CharField(
        _("what patients write"),
        max_length=LONGEST_ASKED,
        help_text=_(
            "A word or a few, for example “slipped disc”. Capitals, accents, hyphens and apostrophes make no "
            "difference, and typing errors mend themselves."
        ),
    )
    means = models.CharField(
        _("what our pages call it"),
        max_length=LONGEST_MEANT,
        help_text=_(
            "As it stands on the page that they should find, for example “herniated disk”. Be exact: whoever "
            "writes the words above searches for these as well."
        ),
    )
    key = models.TextField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["language", "key"]
        constraints = [
            # “AS” is one thing to a heart center and another to us; search looks for all that words may mean.
            models.UniqueConstraint(
                fields=["language", "key", "means"], name="synonym_once_per_language"
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="synonym_asks_for_a_word"),
        ]

    def __str__(self) -> str:
        return f"{self.asked} → {self.means}"

    def clean(self) -> None:
        """Write `key`; raises ValidationError, by field, for words that search could make nothing of."""
        self.key = key_of(self.asked)
        found = faults(self.asked, self.means)
        hold_meaning(
            self.language, self.key
        )  # a colleague, or a double click, may be saving the same
        # A field left empty says so itself.
        wrong = {field: why for field, why in found.items() if getattr(self, field)}
        same = Synonym.objects.filter(language=self.language, key=self.key, means=self.means)
        if not found and same.exclude(pk=self.pk).exists():
            wrong["means"] = gettext("This stands on the list already.")
        if wrong:
            raise ValidationError(wrong)


def faults(asked: str, means: str) -> dict[str, str]:
    """What is wrong with a synonym, in a sentence for each field; nothing when search can use it."""
    wrong = {}
    for field, words, most in [
        ("asked", asked, MOST_WORDS_ASKED),
        ("means", means, MOST_WORDS_MEANT),
    ]:
        count = len(key_of(words).split())
        if not count:
            wrong[field] = gettext("Write at least one word.")
        elif count > most:
            wrong[field] = gettext("These are %(count)s words. Use %(most)s at most.") % {
                "count": count,
                "most": most,
            }
    if not wrong and key_of(asked) == key_of(means):
        wrong["means"] = gettext("To search, these are the same words. Nothing would change.")
    return wrong


def ask_again(earlier: Iterable[Synonym]) -> None:
    """Put what was searched and not found back on its list where its last synonym is gone."""
    for one in earlier:
        if not Synonym.objects.filter(language=one.language, key=one.key).exists():
            MissedSearch.objects.like(one.language, one.asked).unsettle()


def synonym(language: str, asked: str, means: str, *, by: User | None = None) -> Synonym:
    """One to be put on the list; its words are taken as they are."""
    return Synonym(language=language, asked=asked, means=means, key=key_of(asked), created_by=by)
