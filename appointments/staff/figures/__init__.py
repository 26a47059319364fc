"""The figures of the reports: each counted by the database, with its finding in a sentence and its table."""

from collections.abc import Callable

from .answers import answer_times
from .counts import emergency_stops, outcomes, requests_by_region, requests_by_week, visits_kept
from .parts import Figure, Period, Series

FIGURES: dict[str, Callable[[Period], Figure]] = {
    "requests": requests_by_week,
    "regions": requests_by_region,
    "answers": answer_times,
    "outcomes": outcomes,
    "visits": visits_kept,
    "stops": emergency_stops,
}

__all__ = ["FIGURES", "Figure", "Period", "Series"]
