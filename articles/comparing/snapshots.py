"""What differs between two snapshots: the page's fields, then its sections in their order."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.html import plain_text
from articles.models.kinds import Region, SectionKind, Subject

from .blocks import Block, blocks_of
from .lines import Line, alike, lines_between

# Two sections with other headings are one that was rewritten when this much of their words is common.
ALIKE = 0.5
KINDS = {str(value): str(label) for value, label in SectionKind.choices}


@dataclass(frozen=True)
class Names:
    """What the keys of a snapshot stand for.

    `pictures` is asked by key and by `src`; `cards` gives the words of each care card line by line.
    """

    topics: Mapping[int, str] = field(default_factory=dict)
    pages: Mapping[int, str] = field(default_factory=dict)
    providers: Mapping[int, str] = field(default_factory=dict)
    pictures: Mapping[int | str, str] = field(default_factory=dict)
    cards: Mapping[int, Sequence[str]] = field(default_factory=dict)
    revisions: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """One field of the page, or one section, with its lines on both sides.

    `state` is same, changed, moved (and nothing else), added or removed; `notes` say what the lines cannot show.
    """

    label: str
    anchor: str
    state: str
    lines: list[Line]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """The fields that differ, and all sections, the same ones too."""

    fields: list[Difference]
    sections: list[Difference]

    @property
    def changes(self) -> list[Difference]:
        """What is not the same, in the order of the screen."""
        return [part for part in [*self.fields, *self.sections] if part.state != "same"]

    @property
    def is_same(self) -> bool:
        """Whether both say the same in every respect."""
        return not self.changes


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], was: Names, now: Names | None = None
) -> Comparison:
    """What differs between two snapshots; `was` and `now` name what each of them holds by key."""
    now = now or was
    fields = [
        _field(name, label, words, (before, was), (after, now)) for name, label, words in FIELDS
    ]
    return Comparison(
        fields=[difference for difference in fields if difference.state != "same"],
        sections=list(_sections(before["sections"], after["sections"], was, now)),
    )


Side = tuple[Mapping[str, Any], Names]


def _field(name: str, label: Any, words: Callable, was: Side, now: Side) -> Difference:
    old, new = ([Block(text) for text in words(side[0], side[1])] for side in (was, now))
    lines = lines_between(old, new)
    return Difference(str(label), f"field-{name}", _state(lines), lines)


def _state(lines: Iterable[Line]) -> str:
    states = {line.state for line in lines}
    if states <= {"same"}:
        return "same"
    return states.pop() if len(states) == 1 else "changed"


# --- fields: each function gives the lines of one field ---


def _text(name: str) -> Callable:
    return lambda snapshot, _names: str(snapshot[name] or "").splitlines()


def _listed(name: str) -> Callable:
    return lambda snapshot, _names: snapshot[name]


def _chosen(name: str, choices: Iterable) -> Callable:
    labels = dict(choices)

    def words(snapshot: Mapping, _names: Names) -> list[str]:
        value = snapshot[name]
        keys = value if isinstance(value, list) else [value]
        return [str(labels.get(key, key)) for key in keys if key]

    return words


def _named(name: str, kind: str) -> Callable:
    return lambda snapshot, names: sorted(
        getattr(names, kind).get(key) or _gone(key) for key in snapshot[name]
    )


def _gone(key: Any) -> str:
    return _("(deleted since, number %(key)s)") % {"key": key}


def _lead_image(snapshot: Mapping, names: Names) -> list[str]:
    key, alt = snapshot["lead_image"], snapshot["lead_image_alt"]
    if not key:
        return []
    own = [_("Alternative text on this page: %(alt)s") % {"alt": alt}] if alt else []
    return [names.pictures.get(key) or _gone(key), *own]


def _sources(snapshot: Mapping, _names: Names) -> list[str]:
    return [f"{source['title']} {source['url']}".strip() for source in snapshot["sources"]]


def _pictures(snapshot: Mapping, names: Names) -> list[str]:
    """What was said of each picture of the library when the page was saved."""
    return [
        " · ".join(
            filter(
                None,
                [
                    names.pictures.get(said["id"]) or _gone(said["id"]),
                    said["alt"],
                    said["caption"],
                    said["credit"],
                ],
            )
        )
        for said in snapshot.get("pictures", [])
    ]


def _translated(snapshot: Mapping, names: Names) -> list[str]:
    """Which words of the source a translation was made from."""
    key = snapshot.get("translated_revision")
    return [names.revisions.get(key) or _gone(key)] if key else []


FIELDS: list[tuple[str, Any, Callable]] = [
    ("title", gettext_lazy("Title"), _text("title")),
    ("slug", gettext_lazy("Address on the site"), _text("slug")),
    ("also_called", gettext_lazy("Also called"), _listed("also_called")),
    ("summary", gettext_lazy("Summary"), _text("summary")),
    ("lead_image", gettext_lazy("Picture at the top"), _lead_image),
    ("subject", gettext_lazy("Subject"), _chosen("subject", Subject.choices)),
    ("regions", gettext_lazy("Parts of the spine"), _chosen("regions", Region.choices)),
    ("topics", gettext_lazy("Topics"), _named("topics", "topics")),
    ("related", gettext_lazy("Related pages"), _named("related", "pages")),
    ("providers", gettext_lazy("Providers"), _named("providers", "providers")),
    ("sources", gettext_lazy("Sources"), _sources),
    ("language", gettext_lazy("Language"), _chosen("language", settings.LANGUAGES)),
    ("license", gettext_lazy("About this text"), _text("license")),
    ("translated_revision", gettext_lazy("Translated from"), _translated),
    ("pictures", gettext_lazy("Words of the pictures"), _pictures),
]


# --- sections: which is which, what moved, what changed inside ---


def _sections(
    before: Sequence[Mapping], after: Sequence[Mapping], was: Names, now: Names
) -> Iterator[Difference]:
    """Sections in their new order; a removed one stands where it stood."""
    partners = _partners(before, after)
    moved = _moved(partners)
    gone = [place for place in range(len(before)) if place not in partners.values()]
    for place, section in enumerate(after):
        partner = partners.get(place)
        if partner is None:
            yield _section("added", place, None, section, was, now)
            continue
        while gone and gone[0] < partner and place not in moved:
            yield _section("removed", gone[0], before[gone.pop(0)], None, was, now)
        old = before[partner]
        yield _section(
            "", place, old, section, was, now, came_from=partner if place in moved else None
        )
    for place in gone:
        yield _section("removed", place, before[place], None, was, now)


def _section(
    state: str,
    place: int,
    old: Mapping | None,
    new: Mapping | None,
    was: Names,
    now: Names,
    *,
    came_from: int | None = None,
) -> Difference:
    shown = new or old
    assert shown is not None
    lines = lines_between(_blocks(old, was), _blocks(new, now))
    notes = []
    state = state or _state_within(lines)
    if came_from is not None:
        state = "moved" if state == "same" else state
        places = {"from": came_from + 1, "to": place + 1}
        notes.append(_("Moved from place %(from)s to place %(to)s.") % places)
    return Difference(
        label=shown["heading"] or KINDS.get(shown["kind"], shown["kind"]),
        anchor=f"{'was' if new is None else 'section'}-{place + 1}",
        state=state,
        lines=lines,
        notes=notes,
    )


def _state_within(lines: Iterable[Line]) -> str:
    # A section that exists on both sides is at most changed, even if every line of it is new.
    return "same" if _state(lines) == "same" else "changed"


def _blocks(section: Mapping | None, names: Names) -> list[Block]:
    if section is None:
        return []
    kind = _("Kind: %(kind)s") % {"kind": KINDS.get(section["kind"], section["kind"])}
    card = section["care_card"]
    card_lines = names.cards.get(card) or [_gone(card)] if card else []
    return [
        *([Block(section["heading"], "h2")] if section["heading"] else []),
        Block(kind, "kind"),
        *blocks_of(section["body"], names.pictures),
        *(Block(line, "card") for line in card_lines),
    ]


def _partners(before: Sequence[Mapping], after: Sequence[Mapping]) -> dict[int, int]:
    """New place → old place of sections that are one: alike in all, in heading, or in most words."""
    partners: dict[int, int] = {}
    for sign in (_whole, _heading):
        _match(before, after, sign, partners)
    _match_rewritten(before, after, partners)
    return partners


def _whole(section: Mapping) -> Any:
    return section["kind"], section["heading"], section["body"], section["care_card"]


def _heading(section: Mapping) -> Any:
    return " ".join(section["heading"].split()).casefold() or None


def _match(
    before: Sequence[Mapping], after: Sequence[Mapping], sign: Callable, partners: dict[int, int]
) -> None:
    free: dict[Any, list[int]] = {}
    for place, section in enumerate(before):
        if place not in partners.values():
            free.setdefault(sign(section), []).append(place)
    for place, section in enumerate(after):
        found = free.get(sign(section)) if sign(section) is not None else None
        if place not in partners and found:
            partners[place] = found.pop(0)


def _match_rewritten(
    before: Sequence[Mapping], after: Sequence[Mapping], partners: dict[int, int]
) -> None:
    taken = set(partners.values())
    olds = {n: _bag(part) for n, part in enumerate(before) if n not in taken}
    news = {n: _bag(part) for n, part in enumerate(after) if n not in partners}
    likeness = [(alike(olds[i], news[k]), i, k) for i in olds for k in news]
    for share, i, k in sorted(likeness, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share >= ALIKE and i in olds and k in news:
            partners[k] = i
            del olds[i], news[k]


def _bag(section: Mapping) -> Counter[str]:
    return Counter(f"{section['heading']} {plain_text(section['body'])}".casefold().split())


def _moved(partners: Mapping[int, int]) -> set[int]:
    """The fewest new places whose sections must have moved: all but the longest run still in order."""
    places = sorted(partners)
    tails: list[int] = []
    chain: list[list[int]] = []
    for place in places:
        old = partners[place]
        at = bisect_left(tails, old)
        tails[at : at + 1] = [old]
        chain[at : at + 1] = [[*(chain[at - 1] if at else []), place]]
    stayed = set(chain[-1]) if chain else set()
    return {place for place in places if place not in stayed}
