"""What is typed so far → names that a reader may mean, to choose from while typing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Publication
from articles.models.names import Name
from articles.words import key_of

MOST = 8
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class Suggestion:
    """A name to search for; `see` says which page it belongs to, unless it is that page's title."""

    name: str
    see: str = ""


def suggest(typed: str, *, language: str = "en", at: datetime | None = None) -> list[Suggestion]:
    """Names of live pages that begin with what is typed, then names with a word that does."""
    if len(key_of(typed)) < FEWEST_LETTERS:
        return []
    live = Publication.objects.live(at).in_language(language)
    names = Name.objects.in_language(language).of(live).typed(typed)
    return [
        Suggestion(name, "" if is_title else _("see %(title)s") % {"title": title})
        for name, is_title, title in names.values_list("name", "is_title", F("publication__title"))[
            :MOST
        ]
    ]


def how_many(suggestions: list[Suggestion]) -> str:
    """What a screen reader says when suggestions come up: “5 suggestions”."""
    number = len(suggestions)
    said = ngettext("%(number)s suggestion", "%(number)s suggestions", number)
    return said % {"number": number}
