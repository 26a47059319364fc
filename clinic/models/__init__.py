"""Who and where the center is, and what counts as an emergency."""

from .center import Clinic, SiteEdition
from .people import Provider
from .places import Holiday, Location, OpeningHours, Weekday
from .safety import NotReady, SafetyQuestion, SafetyQuestionSet, Tier
from .working import ProviderHours, TimeOff

__all__ = [
    "Clinic",
    "Holiday",
    "Location",
    "NotReady",
    "OpeningHours",
    "Provider",
    "ProviderHours",
    "SafetyQuestion",
    "SafetyQuestionSet",
    "SiteEdition",
    "Tier",
    "TimeOff",
    "Weekday",
]
