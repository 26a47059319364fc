"""When one provider can see patients: the hours of the week, without holidays, time off and leaving.

Moments are compared in UTC: two clock times of one zone tell nothing about a night on which clocks change.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.models import Clinic, Holiday, Location, Provider, ProviderHours, TimeOff

Span = tuple[datetime, datetime]
DAY = "l, F j, Y"


@dataclass
class WorkingTime:
    """One provider's working time over some days; `load` reads it."""

    provider: Provider
    zone: ZoneInfo
    today: date
    hours: list[ProviderHours] = field(default_factory=list)
    time_off: list[TimeOff] = field(default_factory=list)
    holidays: dict[date, str] = field(default_factory=dict)

    @classmethod
    def load(cls, provider: Provider, clinic: Clinic, first: date, last: date) -> "WorkingTime":
        """Read what counts from one day to another, both included."""
        return cls(
            provider=provider,
            zone=clinic.zone,
            today=timezone.localdate(timezone=clinic.zone),
            hours=list(provider.hours.select_related("location").order_by("weekday", "opens")),
            time_off=list(provider.time_off.between(first, last)),
            holidays=dict(Holiday.objects.between(first, last).values_list("date", "name")),
        )

    def hours_on(self, day: date, location: Location | None) -> list[Span]:
        """The hours of the week at a location (None: by video), spans that touch joined."""
        joined: list[Span] = []
        for hours in self.hours:
            if (hours.weekday, hours.location_id) != (day.weekday(), location and location.pk):
                continue
            opens, closes = (
                datetime.combine(day, clock, self.zone).astimezone(UTC)
                for clock in (hours.opens, hours.closes)
            )
            if joined and opens <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
            else:
                joined.append((opens, closes))
        return joined

    def away(self) -> list[Span]:
        """The time off, as moments."""
        return [
            (begins.astimezone(UTC), ends.astimezone(UTC))
            for begins, ends in (off.span(self.zone) for off in self.time_off)
        ]

    def is_off(self, day: date) -> bool:
        """Whether nobody is here on a day: a holiday, or the provider has left."""
        return day in self.holidays or not self.provider.works_on(day, self.today)

    def objection(self, starts: datetime, ends: datetime, location: Location | None) -> str:
        """Why the provider does not see patients then, in a sentence; empty where nothing stands against it."""
        starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
        day, last = starts.astimezone(self.zone).date(), ends.astimezone(self.zone).date()
        return (
            self._departure(day, last)
            or self._holiday(day, last)
            or self._absence(starts, ends)
            or self._off_hours(starts, ends, location)
        )

    # Each of these says what stands against a time, or nothing.

    def _departure(self, *days: date) -> str:
        if all(self.provider.works_on(day, self.today) for day in days):
            return ""
        return _("%(provider)s no longer works here then.") % {"provider": self.provider}

    def _holiday(self, *days: date) -> str:
        closed = min(self.holidays.keys() & {*days}, default=None)
        if closed is None:
            return ""
        return _("The center is closed on %(day)s (%(holiday)s).") % {
            "day": date_format(closed, DAY),
            "holiday": self.holidays[closed],
        }

    def _absence(self, starts: datetime, ends: datetime) -> str:
        for begins, until in self.away():
            if begins < ends and starts < until:
                return _("%(provider)s is away from %(begins)s until %(until)s.") % {
                    "provider": self.provider,
                    "begins": self._in_words(begins),
                    "until": self._in_words(until),
                }
        return ""

    def _off_hours(self, starts: datetime, ends: datetime, location: Location | None) -> str:
        day = starts.astimezone(self.zone).date()
        spans = self.hours_on(day, location)
        if any(opens <= starts and ends <= closes for opens, closes in spans):
            return ""
        where = _("at %(location)s") % {"location": location} if location else _("by video")
        words = {"provider": self.provider, "where": where, "day": date_format(day, DAY)}
        if not spans:
            return _("%(provider)s has no hours %(where)s on %(day)s.") % words
        hours = _(" and ").join(
            _("%(opens)s to %(closes)s") % {"opens": self._clock(a), "closes": self._clock(b)}
            for a, b in spans
        )
        return _("This lies outside the hours of %(provider)s %(where)s on %(day)s: %(hours)s.") % {
            **words,
            "hours": hours,
        }

    def _clock(self, moment: datetime) -> str:
        return time_format(moment.astimezone(self.zone).time(), "P")

    def _in_words(self, moment: datetime) -> str:
        return date_format(moment.astimezone(self.zone), "F j, Y, g:i A")


def days_between(first: date, last: date) -> list[date]:
    """Every day from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
