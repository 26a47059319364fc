"""Patients' requests for visits and what happens to them."""

from .access import AccessRecord, StatusTry
from .answers import Answers
from .counting import RecentCount
from .export import Export, ReadToken
from .feed import CalendarFeed
from .handling import HasOwner, Suspicion
from .message import Message
from .moves import MOVES, OPEN, InvalidTransition, Status
from .offer import Offer
from .planned import MeetingKind
from .record import Amendment, EmergencyStop, Note
from .request import AppointmentRequest, StatusChange, Urgency
from .visit import Visit
from .working import Anonymizing, ContactAttempt, Handover

__all__ = [
    "MOVES",
    "OPEN",
    "AccessRecord",
    "Amendment",
    "Anonymizing",
    "Answers",
    "AppointmentRequest",
    "CalendarFeed",
    "ContactAttempt",
    "EmergencyStop",
    "Export",
    "Handover",
    "HasOwner",
    "InvalidTransition",
    "MeetingKind",
    "Message",
    "Note",
    "Offer",
    "ReadToken",
    "RecentCount",
    "Status",
    "StatusChange",
    "StatusTry",
    "Suspicion",
    "Urgency",
    "Visit",
]
