"""What is typed so far → names that a reader may mean, to choose from while typing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Name, Publication, Synonym
from articles.models.names import LONGEST, NameQuerySet
from articles.search.named import names_begun
from articles.search.scope import Scope
from articles.search.spelling import beginnings, known_words, ordinary_words, repaired
from articles.words import key_of

MOST = 8
FEWEST_LETTERS = 2
# So many of what fits are looked at for the best ones: two letters fit half a library.
LOOKED_AT = 60
# So many readings of a misspelled beginning are tried.
MOST_MEANT = 3


@dataclass(frozen=True)
class Suggestion:
    """A name to search for; `see` says which page it belongs to, unless it is that page's title."""

    name: str
    see: str = ""


def suggest(typed: str, *, language: str = "en", at: datetime | None = None) -> list[Suggestion]:
    """Names that begin with what is typed, synonyms that do, then names with a word that does; live pages only.

    Titles come before other names. What fits nothing is taken for misspelled.
    """
    key = key_of(typed[:LONGEST])[:LONGEST].rstrip()
    if len(key) < FEWEST_LETTERS:
        return []
    scope = Scope.of(language, at)
    names = Name.objects.in_language(language).of(Publication.objects.live(scope.at))
    for words in chain([key], _meant(key, scope)):
        if found := _fitting(words, scope, names):
            return found
    return []


def _fitting(words: str, scope: Scope, names: NameQuerySet) -> list[Suggestion]:
    """What fits these folded words; each query stops as soon as it has seen enough."""
    found = [*_of(names.beginning(words)), *_synonyms(words, scope, names)]
    found += [Suggestion(name) for name in names_begun(words, scope=scope)]
    if len(found) < MOST:
        found += _of(names.typed(words).order_by())
    first: dict[str, Suggestion] = {}
    for one in found:
        first.setdefault(key_of(one.name), one)
    return list(first.values())[:MOST]


def _meant(key: str, scope: Scope) -> Iterator[str]:
    """What a misspelled beginning may have been meant for, the likeliest first."""
    *whole, last = key.split()
    known = known_words(scope)
    right = repaired(whole, scope=scope)
    mended = [right.get(word, word) for word in whole]
    unmended = [last] if mended != whole else []
    for beginning in [*unmended, *beginnings(last, known)[:MOST_MEANT]]:
        yield " ".join([*mended, beginning])


def _of(names: NameQuerySet) -> list[Suggestion]:
    title = F("publication__title")
    rows = names.values_list("is_title", "sort_key", "name", title)[:LOOKED_AT]
    in_order = sorted(rows, key=lambda row: (not row[0], *row[1:]))
    return [Suggestion(name, "" if is_title else _see(of)) for is_title, _key, name, of in in_order]


def _synonyms(words: str, scope: Scope, names: NameQuerySet) -> list[Suggestion]:
    """Staff's synonyms for names of live pages; what stands for anything else might lead nowhere.

    One that is a common misspelling suggests the page itself.
    """
    asked = Synonym.objects.in_language(scope.language).filter(key__startswith=words)[:LOOKED_AT]
    meant = {synonym: key_of(synonym.means) for synonym in asked}
    titles = dict(names.called(meant.values()).values_list("key", "publication__title"))
    right = ordinary_words(scope.language) if meant else frozenset()
    return [
        Suggestion(capfirst(synonym.asked), _see(titles[key]))
        if right.issuperset(synonym.key.split())
        else Suggestion(titles[key])
        for synonym, key in meant.items()
        if key in titles
    ]


def _see(title: str) -> str:
    return _("see %(title)s") % {"title": title}


def how_many(suggestions: list[Suggestion]) -> str:
    """What a screen reader says when suggestions come up: “5 suggestions”."""
    number = len(suggestions)
    said = ngettext("%(number)s suggestion", "%(number)s suggestions", number)
    return said % {"number": number}
