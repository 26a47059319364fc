"""How long patients waited for an answer, against what the clinic promised."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from appointments.models import StatusChange
from appointments.promise import ANSWERED

from .parts import DAY, Figure, Period, Series, asked_in, by_week, day, share, short_day

HOUR = timedelta(hours=1)
IN_DAYS_FROM = timedelta(hours=72)  # longer waits are told in days


class Percentile(Aggregate):
    """The value below which a fraction of all values lies, as Postgres interpolates it; None for none."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, fraction: float = 0.5, **options: Any) -> None:
        super().__init__(expression, fraction=float(fraction), **options)


TOOK, PROMISED = F("answered_at") - F("asked_at"), F("answer_due") - F("asked_at")
IS_ANSWERED = Q(answered_at__isnull=False)
MEASURES = {
    "all": Count("pk"),
    "answered": Count("pk", filter=IS_ANSWERED),
    "due": Count("pk", filter=IS_ANSWERED & Q(answer_due__isnull=False)),
    "kept": Count("pk", filter=Q(answered_at__lte=F("answer_due"))),
    "median": Percentile(TOOK, 0.5),
    "most": Percentile(TOOK, 0.9),
    "promise": Percentile(PROMISED, 0.5),
}


def answer_times(period: Period) -> Figure:
    """The median and the 90th percentile of the waits, week by week, beside the promise."""
    answer = StatusChange.objects.filter(request=OuterRef("pk"), to_status__in=ANSWERED)
    first = Subquery(answer.order_by("at").values("at")[:1])
    asked = asked_in(period).annotate(answered_at=first)
    overall = asked.aggregate(**MEASURES)
    counted = by_week(asked, "asked_at").values("week").annotate(**MEASURES)
    weekly = {row["week"]: row for row in counted}
    weeks = period.weeks()
    rows = [answer_row(day(week), weekly[week]) for week in weeks if week in weekly]
    return Figure(
        name="answers",
        title=_("Time to the first answer"),
        finding=answer_finding(overall),
        shape="lines",
        labels=[short_day(week) for week in weeks],
        **lines(weekly, weeks),
        heads=[
            *(_("Week of"), _("Requests"), _("Answered"), _("Half within"), _("9 of 10 within")),
            *(_("Promised"), _("In time")),
        ],
        rows=[*rows, answer_row(_("All weeks"), overall)],
        note=_(
            "Counted from the request to the first call, offer, booking or refusal, nights too."
        ),
        is_empty=not overall["answered"],
    )


def lines(weekly: dict[date, dict[str, Any]], weeks: list[date]) -> dict[str, Any]:
    """The three lines of the chart, in hours or in days."""
    is_long = any((row["most"] or DAY * 0) > IN_DAYS_FROM for row in weekly.values())
    unit, name = (DAY, _("days")) if is_long else (HOUR, _("hours"))

    def line(measure: str) -> list[float | None]:
        waits = [weekly.get(week, {}).get(measure) for week in weeks]
        return [None if wait is None else round(wait / unit, 1) for wait in waits]

    series = [
        Series(_("Half are answered within"), line("median")),
        Series(_("9 of 10 are answered within"), line("most")),
        Series(_("Promised"), line("promise"), is_measure=True),
    ]
    return {"unit": name, "series": series}


def answer_row(label: str, row: dict[str, Any]) -> list[str]:
    waits = [wait_in_words(row[measure]) for measure in ("median", "most", "promise")]
    return [label, str(row["all"]), str(row["answered"]), *waits, share(row["kept"], row["due"])]


def answer_finding(overall: dict[str, Any]) -> str:
    if not overall["answered"]:
        return _("No request of these days is answered yet.")
    return _(
        "Half of the answered requests had an answer within %(median)s, 9 of 10 within %(most)s; "
        "%(share)s were answered by the promised time."
    ) % {
        "median": wait_in_words(overall["median"]),
        "most": wait_in_words(overall["most"]),
        "share": share(overall["kept"], overall["due"]),
    }


def wait_in_words(wait: timedelta | None) -> str:
    if wait is None:
        return "–"
    if wait > IN_DAYS_FROM:
        return _("%(n)s days") % {"n": f"{wait / DAY:.1f}"}
    return _("%(n)s hours") % {"n": f"{wait / HOUR:.1f}"}
