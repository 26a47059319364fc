"""Opening hours in words."""

from datetime import time

from clinic.models import OpeningHours, Weekday
from clinic.timetable import Line, week_in_words


def hours(*days, opens=time(8), closes=time(17)):
    return [OpeningHours(weekday=day, opens=opens, closes=closes) for day in days]


def test_days_with_the_same_hours_share_a_line():
    weekdays = hours(*list(Weekday)[:5])
    assert week_in_words(weekdays) == [
        Line("Monday to Friday", "8 a.m. to 5 p.m."),
        Line("Saturday and Sunday", "Closed"),
    ]


def test_lunch_break_shows_both_spans():
    broken = hours(Weekday.SUNDAY, opens=time(13), closes=time(16, 30)) + hours(
        Weekday.SUNDAY, opens=time(9), closes=time(12)
    )
    assert week_in_words(broken)[-1] == Line("Sunday", "9 a.m. to noon and 1 p.m. to 4:30 p.m.")


def test_week_without_hours_says_nothing():
    assert week_in_words([]) == []
