"""What differs between two snapshots: the page's fields, then its sections in their order."""

from collections.abc import Mapping
from typing import Any

from .differences import Comparison, Names
from .fields import fields_that_differ
from .sections import sections_side_by_side


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], was: Names, now: Names | None = None
) -> Comparison:
    """What differs between two snapshots; `was` and `now` name what each of them holds by key."""
    now = now or was
    return Comparison(
        fields=list(fields_that_differ((before, was), (after, now))),
        sections=list(sections_side_by_side(before["sections"], after["sections"], was, now)),
    )
