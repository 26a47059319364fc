"""What the figures are made of: days, colors, a sentence and a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from appointments.models import AppointmentRequest

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days of the clinic, the last one included."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When it begins, and when it is over."""
        zone = timezone.get_current_timezone()
        after = self.last + DAY
        return datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone)

    def weeks(self) -> list[date]:
        """The Mondays of its weeks."""
        monday = self.first - DAY * self.first.weekday()
        return [monday + DAY * days for days in range(0, (self.last - monday).days + 1, 7)]

    def holds(self, moment: str) -> Q:
        """The condition that a moment lies within it."""
        begins, over = self.moments
        return Q(**{f"{moment}__gte": begins, f"{moment}__lt": over})


@dataclass(frozen=True)
class Series:
    """One color of a chart: its name, and a number (or None) for each label."""

    name: str
    numbers: list[float | None]
    is_measure: bool = False  # what the others are held against: drawn dashed


@dataclass(frozen=True)
class Figure:
    """One figure: what it says, what is drawn, and the table behind it."""

    name: str
    title: str
    finding: str
    shape: str  # "columns", "bars" or "lines"
    labels: list[str]
    series: list[Series]
    heads: list[str]
    rows: list[list[str]]
    note: str = ""
    unit: str = ""
    is_empty: bool = False


def asked_in(period: Period) -> QuerySet[AppointmentRequest]:
    """The requests that came in these days, without those held apart as a machine's."""
    return AppointmentRequest.objects.believed().filter(period.holds("asked_at"))


def by_week(rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
    """The rows with the Monday of their week, by the clinic's clock."""
    return rows.annotate(week=TruncWeek(moment, output_field=DateField()))


def ranking(
    name: str, title: str, pairs: Iterable[tuple[str, int]], head: str, finding: str
) -> Figure:
    """A figure of counts, the largest first; what never came is left out."""
    ranked = sorted((pair for pair in pairs if pair[1]), key=lambda pair: -pair[1])
    everything = sum(number for _label, number in ranked)
    label, number = ranked[0] if ranked else ("", 0)
    part = share(number, everything)
    told = {"first": label, "n": number, "all": everything, "share": part}
    return Figure(
        name=name,
        title=title,
        finding=finding % told if ranked else _("There are none in these days."),
        shape="bars",
        labels=[capfirst(label) for label, _number in ranked],
        series=[Series(title, [number for _label, number in ranked])],
        heads=[head, _("Number"), _("Share")],
        rows=[[label, str(number), share(number, everything)] for label, number in ranked],
        is_empty=not ranked,
    )


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def day(one: date) -> str:
    return date_format(one, "F j, Y")


def short_day(one: date) -> str:
    return date_format(one, "M j")
