"""The desk's hours: when somebody will look, and by when an answer is promised."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from clinic.models import Clinic, Holiday, OpeningHours

# A year without one open day means that no hours are entered, not that we look further.
HORIZON = timedelta(days=366)


class DeskHours:
    """The appointment desk's week and holidays, loaded once; times are in the clinic's zone."""

    def __init__(self, clinic: Clinic, spans: Iterable[OpeningHours], holidays: Iterable[date]):
        self.zone = clinic.zone
        self.spans = sorted(spans, key=lambda span: (span.weekday, span.opens))
        self.holidays = set(holidays)

    @classmethod
    def load(cls, clinic: Clinic, at: datetime) -> "DeskHours":
        """Read the desk's hours and the holidays of the year that follows `at`."""
        today = at.astimezone(clinic.zone).date()
        holidays = Holiday.objects.between(today, today + HORIZON)
        return cls(
            clinic,
            OpeningHours.objects.of_the_desk(),
            holidays.values_list("date", flat=True),
        )

    def spans_on(self, day: date) -> list[tuple[time, time]]:
        """Open spans of a day; none on a holiday."""
        if day in self.holidays:
            return []
        return [(s.opens, s.closes) for s in self.spans if s.weekday == day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is at the desk at a moment."""
        local = at.astimezone(self.zone)
        return any(opens <= local.time() < closes for opens, closes in self.spans_on(local.date()))

    def next_open(self, at: datetime) -> datetime | None:
        """The first moment from `at` on when somebody is at the desk; None when no hours are set."""
        local = at.astimezone(self.zone)
        for days in range(HORIZON.days):
            day = local.date() + timedelta(days=days)
            for opens, closes in self.spans_on(day):
                if datetime.combine(day, closes, self.zone) > local:
                    return max(datetime.combine(day, opens, self.zone), local)
        return None

    def answer_due(self, at: datetime, business_days: int) -> datetime | None:
        """The close of the desk, `business_days` working days after the one on which `at` is seen.

        A request that comes outside the desk's hours counts from the next time it opens.
        """
        seen = self.next_open(at)
        if seen is None:
            return None
        day, left = seen.date(), business_days
        while left:
            day += timedelta(days=1)
            left -= bool(self.spans_on(day))
        return datetime.combine(day, max(c for _, c in self.spans_on(day)), self.zone)
