"""Patients' requests for visits and what happens to them."""

from .access import AccessRecord, StatusTry
from .answers import Answers
from .message import Message
from .moves import MOVES, OPEN, InvalidTransition, Status
from .record import Amendment, EmergencyStop, Note
from .request import AppointmentRequest, StatusChange, Urgency

__all__ = [
    "MOVES",
    "OPEN",
    "AccessRecord",
    "Amendment",
    "Answers",
    "AppointmentRequest",
    "EmergencyStop",
    "InvalidTransition",
    "Message",
    "Note",
    "Status",
    "StatusChange",
    "StatusTry",
    "Urgency",
]
