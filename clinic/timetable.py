"""Opening hours in words, as a patient would say them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from django.utils.dateformat import time_format
from django.utils.translation import gettext as _

from clinic.models import OpeningHours, Weekday

Spans = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Line:
    """Days that share their hours: “Monday to Friday”, “8 a.m. to 5 p.m.”."""

    days: str
    hours: str


def week_in_words(hours: Iterable[OpeningHours]) -> list[Line]:
    """The week in as few lines as it takes, closed days named; nothing when no hours are known."""
    hours = list(hours)
    if not hours:
        return []
    week = [(day, _spans_on(day, hours)) for day in Weekday]
    runs = (
        ([day for day, _spans in run], spans)
        for spans, run in groupby(week, key=lambda pair: pair[1])
    )
    return [Line(_days_in_words(days), _spans_in_words(spans)) for days, spans in runs]


def _spans_on(day: Weekday, hours: list[OpeningHours]) -> Spans:
    return tuple(sorted((h.opens, h.closes) for h in hours if h.weekday == day))


def _days_in_words(days: list[Weekday]) -> str:
    first, last = days[0].label, days[-1].label
    if len(days) == 1:
        return str(first)
    joined = _("%(first)s and %(last)s") if len(days) == 2 else _("%(first)s to %(last)s")
    return joined % {"first": first, "last": last}


def _spans_in_words(spans: Spans) -> str:
    if not spans:
        return _("Closed")
    return _(" and ").join(
        _("%(opens)s to %(closes)s") % {"opens": _clock(opens), "closes": _clock(closes)}
        for opens, closes in spans
    )


def _clock(moment: time) -> str:
    return time_format(moment, "P")
