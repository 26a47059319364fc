"""By when a patient who pays without insurance must have a good-faith estimate of the cost. Pure.

The rule (45 CFR 149.610): within 1 business day when the visit is booked 3 or more business days ahead, within
3 when it is 10 or more, and within 3 of being asked. Days are the clinic's own, holidays left out.
"""

from datetime import date, datetime, timedelta

from clinic.hours import DeskHours

UNINSURED = ("self-pay", "not-using")
# Whoever is not sure and asks is treated as if they paid themselves: nobody is told too little.
ON_REQUEST = (*UNINSURED, "unsure")
SOON, LATER = 3, 10  # business days between booking and visit
FARTHEST = 366


def due(
    *,
    coverage: str,
    asked_at: datetime | None,
    booked_at: datetime | None,
    starts_at: datetime | None,
    hours: DeskHours,
) -> datetime | None:
    """The earliest moment at which an estimate falls due; None where none is owed.

    `asked_at` is when the patient asked about the cost; `booked_at` and `starts_at` are the visit's, if any.
    """
    wanted = []
    if asked_at and coverage in ON_REQUEST:
        wanted.append(_after(asked_at, 3, hours))
    if booked_at and starts_at and coverage in UNINSURED:
        ahead = business_days_between(booked_at, starts_at, hours)
        if ahead >= SOON:
            wanted.append(_after(booked_at, 3 if ahead >= LATER else 1, hours))
    return min((moment for moment in wanted if moment), default=None)


def business_days_between(first: datetime, last: datetime, hours: DeskHours) -> int:
    """How many business days lie after the day of the first moment, up to the day of the last."""
    day, end = _day(first, hours), _day(last, hours)
    length = min((end - day).days, FARTHEST)
    return sum(bool(hours.spans_on(day + timedelta(days=n))) for n in range(1, length + 1))


def _after(moment: datetime, business_days: int, hours: DeskHours) -> datetime | None:
    """The close of the desk some business days after the day of a moment; None without hours."""
    day = _day(moment, hours)
    for _day_ahead in range(FARTHEST):
        day += timedelta(days=1)
        spans = hours.spans_on(day)
        business_days -= bool(spans)
        if not business_days:
            return datetime.combine(day, max(closes for _opens, closes in spans), hours.zone)
    return None


def _day(moment: datetime, hours: DeskHours) -> date:
    return moment.astimezone(hours.zone).date()
