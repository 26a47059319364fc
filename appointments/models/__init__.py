"""Patients' requests for visits and what happens to them."""

from .access import AccessRecord, StatusTry
from .answers import Answers
from .message import Message
from .moves import MOVES, OPEN, InvalidTransition, Status
from .offer import Offer
from .planned import MeetingKind
from .record import Amendment, EmergencyStop, Note
from .request import AppointmentRequest, StatusChange, Urgency
from .visit import Visit

__all__ = [
    "MOVES",
    "OPEN",
    "AccessRecord",
    "Amendment",
    "Answers",
    "AppointmentRequest",
    "EmergencyStop",
    "InvalidTransition",
    "MeetingKind",
    "Message",
    "Note",
    "Offer",
    "Status",
    "StatusChange",
    "StatusTry",
    "Urgency",
    "Visit",
]
