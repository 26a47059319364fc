"""Offering, booking, moving, cancelling: every move of a request that concerns a time.

Each function is one transaction: the request's row is locked, the request moves by its table, its offers and
its visit follow, and the messages that this owes wait in the outbox. It raises InvalidTransition, or one of
its kinds in `slots`, with a sentence, and then nothing has happened.
"""

from appointments.slots import OutsideHours, Slot, SlotRefused, SlotTaken

from .moves import EARLY, arrived, cancel, complete, move_on, no_show
from .offers import MOST_OFFERS, accept, lapse, lapse_all, offer, refuse
from .visits import book, move

__all__ = [
    "EARLY",
    "MOST_OFFERS",
    "OutsideHours",
    "Slot",
    "SlotRefused",
    "SlotTaken",
    "accept",
    "arrived",
    "book",
    "cancel",
    "complete",
    "lapse",
    "lapse_all",
    "move",
    "move_on",
    "no_show",
    "offer",
    "refuse",
]
