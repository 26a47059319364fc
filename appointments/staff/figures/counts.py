"""How many, of which kind, and what became of them."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.models import EmergencyStop, Status, Visit
from appointments.models import choices as words
from clinic.models import SafetyQuestion

from .parts import Figure, Period, Series, asked_in, by_week, day, ranking, share, short_day


def requests_by_week(period: Period) -> Figure:
    """How many requests came, week by week, and of which kind."""
    counted = by_week(asked_in(period), "asked_at").values("week", "kind")
    found = {(row["week"], row["kind"]): row["n"] for row in counted.annotate(n=Count("pk"))}
    kinds, weeks = list(words.VisitKind), period.weeks()
    sums = [sum(found.get((week, kind), 0) for kind in kinds) for week in weeks]
    return Figure(
        name="requests",
        title=_("Requests by week and kind"),
        finding=busiest(weeks, sums),
        shape="columns",
        labels=[short_day(week) for week in weeks],
        series=[
            Series(str(kind.label), [found.get((week, kind), 0) for week in weeks])
            for kind in kinds
        ],
        heads=[_("Week of"), *(str(kind.label) for kind in kinds), _("All")],
        rows=[
            [day(week), *(str(found.get((week, kind), 0)) for kind in kinds), str(total)]
            for week, total in zip(weeks, sums, strict=True)
        ],
        is_empty=not sum(sums),
    )


def busiest(weeks: list[date], sums: list[int]) -> str:
    most = max(range(len(weeks)), key=sums.__getitem__)
    return ngettext(
        "%(count)d request came; %(most)d in the busiest week, that of %(week)s.",
        "%(count)d requests came; %(most)d in the busiest week, that of %(week)s.",
        sum(sums),
    ) % {"count": sum(sums), "most": sums[most], "week": day(weeks[most])}


def requests_by_region(period: Period) -> Figure:
    """Which part of the spine the requests are about."""
    counted = asked_in(period).values("region").annotate(n=Count("pk"))
    found = {row["region"]: row["n"] for row in counted}
    return ranking(
        "regions",
        _("Requests by part of the spine"),
        [(str(region.label), found.get(region, 0)) for region in words.Region],
        _("Part of the spine"),
        _("Named most often: %(first)s (%(n)d of %(all)d, %(share)s)."),
    )


def outcomes(period: Period) -> Figure:
    """Where the requests of these days stand now."""
    counted = asked_in(period).values("status").annotate(n=Count("pk"))
    found = {row["status"]: row["n"] for row in counted}
    return ranking(
        "outcomes",
        _("What became of the requests"),
        [(str(status.label), found.get(status, 0)) for status in Status],
        _("State now"),
        _("The most frequent state now: %(first)s (%(n)d of %(all)d, %(share)s)."),
    )


def visits_kept(period: Period) -> Figure:
    """Who came and who did not, by the week of the visit."""
    held = Visit.objects.decided().filter(period.holds("starts_at"))
    missed = Count("pk", filter=Q(state=Visit.State.NO_SHOW))
    counted = by_week(held, "starts_at").values("week").annotate(n=Count("pk"), missed=missed)
    found = {row["week"]: (row["n"] - row["missed"], row["missed"]) for row in counted}
    weeks = period.weeks()
    pairs = [found.get(week, (0, 0)) for week in weeks]
    came, stayed = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Figure(
        name="visits",
        title=_("Visits: who came and who did not"),
        finding=visit_finding(came, stayed),
        shape="columns",
        labels=[short_day(week) for week in weeks],
        series=[
            Series(_("Came"), [pair[0] for pair in pairs]),
            Series(_("Did not come"), [pair[1] for pair in pairs]),
        ],
        heads=[_("Week of"), _("Came"), _("Did not come"), _("Share that did not")],
        rows=[
            [day(week), str(pair[0]), str(pair[1]), share(pair[1], sum(pair))]
            for week, pair in zip(weeks, pairs, strict=True)
        ],
        is_empty=not came + stayed,
    )


def visit_finding(came: int, stayed: int) -> str:
    if not came + stayed:
        return _("No visit is over in these days.")
    told = {"missed": stayed, "all": came + stayed, "share": share(stayed, came + stayed)}
    return _("%(missed)d of %(all)d patients did not come (%(share)s).") % told


def emergency_stops(period: Period) -> Figure:
    """Which warning signs stopped a request, by the version of the questions; nobody is told apart."""
    stops = EmergencyStop.objects.filter(day__range=(period.first, period.last))
    counted = stops.values("question", "set_version").annotate(n=Sum("count"))
    asked = SafetyQuestion.objects.values_list("code", "question_set__version", "text")
    texts = {(code, version): text for code, version, text in asked}
    pairs = []
    for row in counted.order_by("set_version", "question"):
        key = (row["question"], row["set_version"])
        label = _("%(question)s (version %(version)d)")
        told = {"question": texts.get(key, row["question"]), "version": row["set_version"]}
        pairs.append((label % told, row["n"]))
    return ranking(
        "stops",
        _("Emergency stops"),
        pairs,
        _("Question"),
        _("The most frequent: %(first)s (%(n)d of %(all)d, %(share)s)."),
    )
