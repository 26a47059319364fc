"""The sections of a page on both sides: added, removed, moved, or changed inside."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from articles.models.kinds import SectionKind

from .blocks import Block, blocks_of
from .differences import Difference, Names, gone, state_of
from .lines import Line, lines_between
from .partners import moved, partners_of

KINDS = {str(value): str(label) for value, label in SectionKind.choices}


def sections_side_by_side(
    before: Sequence[Mapping], after: Sequence[Mapping], was: Names, now: Names
) -> Iterator[Difference]:
    """Sections in their new order; a removed one stands where it stood."""
    partners = partners_of(before, after)
    out_of_order = moved(partners)
    left_out = [place for place in range(len(before)) if place not in partners.values()]
    for place, section in enumerate(after):
        partner = partners.get(place)
        if partner is None:
            yield _added(place, section, now)
            continue
        has_moved = place in out_of_order
        while left_out and left_out[0] < partner and not has_moved:
            yield _removed(left_out[0], before[left_out.pop(0)], was)
        lines = lines_between(_blocks(before[partner], was), _blocks(section, now))
        yield _kept(place, section, lines, came_from=partner if has_moved else None)
    for place in left_out:
        yield _removed(place, before[place], was)


def _added(place: int, section: Mapping, now: Names) -> Difference:
    lines = lines_between([], _blocks(section, now))
    return Difference(_label(section), f"section-{place + 1}", "added", lines)


def _removed(place: int, section: Mapping, was: Names) -> Difference:
    lines = lines_between(_blocks(section, was), [])
    return Difference(_label(section), f"was-{place + 1}", "removed", lines)


def _kept(place: int, section: Mapping, lines: list[Line], *, came_from: int | None) -> Difference:
    """A section that both sides have: at most changed, even if every line of it is new."""
    state = "same" if state_of(lines) == "same" else "changed"
    notes = []
    if came_from is not None:
        state = "moved" if state == "same" else state
        places = {"from": came_from + 1, "to": place + 1}
        notes.append(_("Moved from place %(from)s to place %(to)s.") % places)
    return Difference(_label(section), f"section-{place + 1}", state, lines, notes)


def _label(section: Mapping) -> str:
    return section["heading"] or _kind_of(section)


def _kind_of(section: Mapping) -> str:
    return KINDS.get(section["kind"], section["kind"])


def _blocks(section: Mapping, names: Names) -> list[Block]:
    card = section["care_card"]
    card_lines = names.cards.get(card) or [gone(card)] if card else []
    return [
        *([Block(section["heading"], "h2")] if section["heading"] else []),
        Block(_("Kind: %(kind)s") % {"kind": _kind_of(section)}, "kind"),
        *blocks_of(section["body"], names.pictures),
        *(Block(line, "card") for line in card_lines),
    ]
