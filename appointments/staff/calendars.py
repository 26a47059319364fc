"""The week or the day of the providers, to read and to print.

Whoever may see requests reads whose visit it is, and each look is on record; all others read that there is
one. Times are the clinic's.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.forms.booking import DayField
from appointments.models import AccessRecord, Visit
from appointments.staff.desk import address_of
from clinic.models import Clinic, Holiday, Location, Provider, ProviderHours, TimeOff
from clinic.working_time import days_between

BY_VIDEO = "video"
WEEKEND = (5, 6)


class CalendarForm(forms.Form):
    """What to show; anything that can't be read counts as not chosen."""

    provider = forms.ModelChoiceField(
        Provider.objects.all(), required=False, label=gettext_lazy("Provider"), empty_label="All"
    )
    place = forms.ChoiceField(required=False, label=gettext_lazy("Location"))
    day = DayField(label=gettext_lazy("Day"))
    span = forms.ChoiceField(
        required=False,
        choices=[("week", gettext_lazy("Week")), ("day", gettext_lazy("Day"))],
        label=gettext_lazy("Show"),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        places = [(str(place.pk), place.name) for place in Location.objects.all()]
        self.fields["place"].choices = [("", _("All")), *places, (BY_VIDEO, _("By video"))]
        self.is_valid()

    def chosen(self, name: str) -> Any:
        return self.cleaned_data.get(name)


@dataclass(frozen=True)
class Entry:
    """A visit or a time off: when, and what of it may be read."""

    begins: datetime
    ends: datetime
    provider: Provider
    visit: Visit | None = None
    all_day: bool = False


@dataclass
class Column:
    """A day, or one provider's day: when there are hours, and what is in it."""

    title: str
    closed: str = ""
    hours: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class Calendar:
    """Some days of the providers, at all places or one."""

    def __init__(self, form: CalendarForm, clinic: Clinic, at: datetime) -> None:
        self.form, self.zone, self.today = form, clinic.zone, at.astimezone(clinic.zone).date()
        self.day: date = form.chosen("day") or self.today
        self.is_day = form.chosen("span") == "day"
        self.provider, self.place = form.chosen("provider"), form.chosen("place")
        first = self.day if self.is_day else self.day - timedelta(days=self.day.weekday())
        self.days = days_between(first, first if self.is_day else first + timedelta(days=6))

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)

    def visits(self) -> list[Visit]:
        """The visits of these days; of a request only what a calendar may show is opened."""
        window = self.midnight(self.days[0]), self.midnight(self.days[-1] + timedelta(days=1))
        found = Visit.objects.taking_place().between(*window)
        found = found.select_related("provider", "location", "request").only(*NEEDED)
        if self.provider:
            found = found.of(self.provider)
        if self.place:
            place = None if self.place == BY_VIDEO else self.place
            found = found.filter(location=place)
        return list(found)

    def columns(self, visits: list[Visit]) -> list[Column]:
        """The week by days, a day by providers; a weekend without anything is left out."""
        holidays = dict(
            Holiday.objects.between(self.days[0], self.days[-1]).values_list("date", "name")
        )
        hours, off = self._hours(), self._time_off(visits)
        if self.is_day:
            return self._by_provider(visits, hours, off, holidays.get(self.day, ""))
        columns = []
        for day in self.days:
            entries = self._entries(day, visits, off)
            if not entries and day.weekday() in WEEKEND:
                continue
            words = [f"{h.provider}: {self._span(h)}" for h in hours if h.weekday == day.weekday()]
            title = date_format(day, "l, F j")
            columns.append(Column(title, holidays.get(day, ""), words, entries))
        return columns

    def _by_provider(
        self, visits: list[Visit], hours: list[ProviderHours], off: list[TimeOff], closed: str
    ) -> list[Column]:
        entries = self._entries(self.day, visits, off)
        mine = [h for h in hours if h.weekday == self.day.weekday()]
        providers = {h.provider for h in mine} | {entry.provider for entry in entries}
        return [
            Column(
                str(provider),
                closed,
                [self._span(h) for h in mine if h.provider == provider],
                [entry for entry in entries if entry.provider == provider],
            )
            for provider in sorted(providers, key=lambda p: (p.order, p.name))
        ]

    def _hours(self) -> list[ProviderHours]:
        found = ProviderHours.objects.select_related("provider", "location").order_by(
            "provider__order", "provider__name", "opens"
        )
        if self.provider:
            found = found.filter(provider=self.provider)
        if self.place:
            found = found.filter(location=None if self.place == BY_VIDEO else self.place)
        return [h for h in found if h.provider.works_on(self.days[0], self.today)]

    def _time_off(self, visits: list[Visit]) -> list[TimeOff]:
        """Of the provider chosen; at one place, of those who work there."""
        found = TimeOff.objects.between(self.days[0], self.days[-1]).select_related("provider")
        if self.provider:
            found = found.filter(provider=self.provider)
        if self.place:
            here = {h.provider_id for h in self._hours()} | {v.provider_id for v in visits}
            found = found.filter(provider__in=here)
        return list(found)

    def _entries(self, day: date, visits: list[Visit], off: list[TimeOff]) -> list[Entry]:
        begin, end = self.midnight(day), self.midnight(day + timedelta(days=1))
        entries = [
            Entry(v.starts_at, v.ends_at, v.provider, v)
            for v in visits
            if v.starts_at < end and v.ends_at > begin
        ]
        for time_off in off:
            begins, ends = time_off.span(self.zone)
            if begins < end and ends > begin:
                whole = begins <= begin and ends >= end
                entries.append(
                    Entry(max(begins, begin), min(ends, end), time_off.provider, None, whole)
                )
        return sorted(
            entries, key=lambda e: (e.begins.timestamp(), e.provider.order, e.provider.name)
        )

    def _span(self, hours: ProviderHours) -> str:
        where = hours.location.name if hours.location else _("by video")
        return _("%(opens)s to %(closes)s, %(where)s") % {
            "opens": date_format(datetime.combine(self.day, hours.opens), "g:i A"),
            "closes": date_format(datetime.combine(self.day, hours.closes), "g:i A"),
            "where": where,
        }

    def place_name(self) -> str:
        return str(dict(self.form.fields["place"].choices)[self.place])

    def title(self) -> str:
        words = date_format(self.days[0], "F j, Y")
        return (_("Day of %s") if self.is_day else _("Week of %s")) % words

    def link(self, day: date, span: str = "") -> str:
        """The query for another day of the same calendar."""
        query = QueryDict(mutable=True)
        query["day"] = day.isoformat()
        query["span"] = span or ("day" if self.is_day else "week")
        if self.provider:
            query["provider"] = str(self.provider.pk)
        if self.place:
            query["place"] = self.place
        return f"?{query.urlencode()}"

    def ways(self) -> list[tuple[str, str]]:
        """Where else to look: words and links."""
        step = timedelta(days=1 if self.is_day else 7)
        other = (_("Whole week"), "week") if self.is_day else (_("One day"), "day")
        return [
            (_("Earlier"), self.link(self.day - step)),
            (_("Today"), self.link(self.today)),
            (_("Later"), self.link(self.day + step)),
            (other[0], self.link(self.day, other[1])),
        ]


NEEDED = (
    *("request__reference", "request__name", "request__status", "provider", "location__name"),
    *("kind", "state", "starts_at", "ends_at"),
)


def show(request: HttpRequest, admin) -> HttpResponse:
    """The calendar; a clinician without another choice sees the own one."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    form = CalendarForm(_with_own(request))
    shown = Calendar(form, request.clinic, timezone.now())
    visits = shown.visits()
    sees_requests = request.user.has_perm("appointments.view_appointmentrequest")
    if sees_requests:
        _record(request, visits)
    context = {
        **admin.admin_site.each_context(request),
        "title": shown.title(),
        "opts": admin.opts,
        "form": form,
        "shown": shown,
        "columns": shown.columns(visits),
        "sees_requests": sees_requests,
    }
    return render(request, "admin/appointments/visit/calendar.html", context)


def _with_own(request: HttpRequest) -> QueryDict:
    own = getattr(request.user, "provider", None)
    if own is None or "provider" in request.GET:
        return request.GET
    query = request.GET.copy()
    query["provider"] = str(own.pk)
    return query


def _record(request: HttpRequest, visits: list[Visit]) -> None:
    """A name read in a calendar is a look at the request."""
    seen = {visit.request_id: visit.request for visit in visits}
    how = {"by": request.user, "what": AccessRecord.What.SEEN, "address": address_of(request)}
    AccessRecord.objects.bulk_create([AccessRecord(request=r, **how) for r in seen.values()])
