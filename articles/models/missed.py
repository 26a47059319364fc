"""Searches that found nothing: words and how often, and who searched is known to nobody."""

import logging
import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection, models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles.words import words_of_query
from clinic.red_flags import red_flag_in

log = logging.getLogger(__name__)

SHOWN_FROM = 3  # searches; until then the words themselves are not even stored
MOST_WORDS, LONGEST = 8, 80  # what is longer is a story, and a story tells of somebody
# As in “c3 c4 c5 c6”; a phone number, a year or a record's number has more, or more in a row.
MOST_DIGITS = 4
MOST_WAITING, MOST_SHOWN = 5000, 1000  # rows; the least searched and oldest make room
ROOM = 100  # rows that go at once, so that not every search has to make room
WAITING_DAYS, SHOWN_DAYS = 30, 365  # after the last search

# What may tell who somebody is: addresses of every kind, years and long numbers, dates, and what comes before a name.
PARTICULARS = re.compile(
    r"""[@\\]|://|\bwww\.|\.(com|org|net|edu|gov)\b
    |\d{3}
    |(?<!\w)\d{1,2}[/.\-]\d{1,2}(?!\w)
    |\b(my\s+name|name\s+is|named|me\s+llamo|mi\s+nombre|se\s+llama|born|dob|nacid[oa]|mrn|ssn)\b""",
    re.IGNORECASE | re.VERBOSE,
)
COUNT_ONE = """
INSERT INTO articles_missedsearch AS known (digest, language, words, count, last_on)
VALUES (%(digest)s, %(language)s, '', 1, %(day)s)
ON CONFLICT (digest) DO UPDATE SET
    count = known.count + 1,
    last_on = greatest(known.last_on, excluded.last_on),
    words = CASE WHEN known.count + 1 >= %(shown_from)s THEN %(words)s ELSE '' END
RETURNING count
"""


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    def waiting(self) -> "MissedSearchQuerySet":
        """Searched too seldom to be shown; their words are not stored."""
        return self.filter(count__lt=SHOWN_FROM)

    def shown(self) -> "MissedSearchQuerySet":
        """Searched often enough to be shown, whether or not somebody has answered."""
        return self.filter(count__gte=SHOWN_FROM)

    def to_answer(self) -> "MissedSearchQuerySet":
        """What staff can do something about, the most searched first."""
        return self.shown().filter(settled_at=None).order_by("-count", "-last_on", "words")

    def settle(self) -> int:
        """Take off the list, by a synonym or because none is needed; searched again, they stay off it."""
        return self.filter(settled_at=None).update(settled_at=timezone.now())

    def unsettle(self) -> int:
        """Put back on the list what nothing answers any more."""
        return self.update(settled_at=None)

    def like(self, language: str, words: str) -> "MissedSearchQuerySet":
        """The same words, however they were written."""
        return self.filter(digest=digest_of(language, words_of_query(words)))

    def count_one(self, language: str, words: list[str], day: date) -> bool:
        """Count one search more; whether it is the first.

        One statement, so that processes never lose each other's count.
        """
        row: dict[str, Any] = {
            "digest": digest_of(language, words),
            "language": language,
            "day": day,
            "words": " ".join(words),
            "shown_from": SHOWN_FROM,
        }
        with connection.cursor() as cursor:
            cursor.execute(COUNT_ONE, row)
            return cursor.fetchone() == (1,)

    def tidy(self, day: date) -> None:
        """Delete what is old, and what is too much."""
        self.forget_old(day)
        self.waiting().make_room(MOST_WAITING)
        self.shown().make_room(MOST_SHOWN)

    def forget_old(self, day: date) -> int:
        """Delete what nobody has searched for so long that it tells us nothing any more; how many."""
        waiting = models.Q(count__lt=SHOWN_FROM, last_on__lt=day - timedelta(days=WAITING_DAYS))
        shown = models.Q(last_on__lt=day - timedelta(days=SHOWN_DAYS))
        return self.filter(waiting | shown).delete()[0]

    def make_room(self, most: int) -> None:
        """Delete the least searched and oldest when there are more than so many."""
        too_many = self.count() - most
        if too_many > 0:
            least = self.order_by("count", "last_on", "pk").values_list("pk", flat=True)
            MissedSearch.objects.filter(pk__in=list(least[: too_many + ROOM])).delete()


class MissedSearch(models.Model):
    """What was searched and not found, in folded words; no address, no session, no time of day.

    `digest` is a keyed hash of language and words. The words stand here from the third search on.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES)
    words = models.CharField(_("words"), max_length=LONGEST, blank=True)
    count = models.PositiveIntegerField(_("searches"))
    last_on = models.DateField(_("last searched"))
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searched and not found")
        ordering = ["-count", "-last_on", "words"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(words="") | models.Q(count__gte=SHOWN_FROM),
                name="missed_search_hides_rare_words",
            ),
        ]

    def __str__(self) -> str:
        return self.words or "…"


def record_missed(query: str, language: str) -> None:
    """Count a search that found nothing, if its words may be kept. Never raises: a page waits for it."""
    words = keepable(query)
    if not words or language not in dict(settings.LANGUAGES):
        return
    try:
        with transaction.atomic():
            is_new = MissedSearch.objects.count_one(language, words, timezone.localdate())
        if is_new:
            # Apart from the count: two that tidy at once must not wait for each other's rows.
            with transaction.atomic():
                MissedSearch.objects.tidy(timezone.localdate())
    except Error as error:
        log.warning("A search that found nothing was not counted (%s).", type(error).__name__)


def keepable(query: str) -> list[str]:
    """The folded words of a query; none when they might tell of somebody, or of an emergency."""
    words = words_of_query(query)
    plain = unicodedata.normalize("NFKC", query)  # a wide ＠ is one, too
    digits = sum(character.isdigit() for character in plain)
    is_long = len(words) > MOST_WORDS or len(" ".join(words)) > LONGEST
    if is_long or digits > MOST_DIGITS or PARTICULARS.search(plain) or red_flag_in(query, ""):
        return []
    return words if any(map(str.isalpha, plain)) else []


def digest_of(language: str, words: list[str]) -> str:
    """What stands for words without telling them to anybody who has only the database."""
    told = " ".join([language, *words])
    return salted_hmac("articles.missed", told, algorithm="sha256").hexdigest()
