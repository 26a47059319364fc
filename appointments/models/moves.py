"""Where a request may stand and which state leads where: the table that the one guarded move reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a request stands, in staff's words."""

    NEW = "new", _("New")
    CONTACTING = "contacting", _("Contacting")
    OFFERED = "offered", _("Offered a time")
    WAITLISTED = "waitlisted", _("On the waiting list")
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Arrived")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("Did not come")
    UNREACHABLE = "unreachable", _("Could not be reached")
    CANCELLED = "cancelled", _("Cancelled by the patient")
    DECLINED = "declined", _("Declined by the clinic")
    DUPLICATE = "duplicate", _("Duplicate")
    SENT_TO_EMERGENCY = "sent_to_emergency", _("Sent to emergency care")


MOVES: dict[Status, set[Status]] = {
    Status.NEW: {
        Status.CONTACTING,
        Status.OFFERED,
        Status.BOOKED,
        Status.WAITLISTED,
        Status.DECLINED,
        Status.CANCELLED,
        Status.DUPLICATE,
        Status.SENT_TO_EMERGENCY,
    },
    Status.CONTACTING: {
        Status.OFFERED,
        Status.BOOKED,
        Status.WAITLISTED,
        Status.DECLINED,
        Status.CANCELLED,
        Status.DUPLICATE,
        Status.UNREACHABLE,
        Status.SENT_TO_EMERGENCY,
    },
    Status.OFFERED: {
        Status.BOOKED,
        Status.CONTACTING,
        Status.WAITLISTED,
        Status.CANCELLED,
        Status.SENT_TO_EMERGENCY,
    },
    Status.WAITLISTED: {
        Status.CONTACTING,
        Status.OFFERED,
        Status.BOOKED,
        Status.CANCELLED,
        Status.DECLINED,
    },
    Status.BOOKED: {
        Status.BOOKED,
        Status.ARRIVED,
        Status.NO_SHOW,
        Status.CANCELLED,
        Status.SENT_TO_EMERGENCY,
    },
    Status.ARRIVED: {Status.COMPLETED},
    Status.NO_SHOW: {Status.CONTACTING},
    Status.UNREACHABLE: {Status.CONTACTING},
    Status.CANCELLED: {Status.CONTACTING},
    Status.DECLINED: {Status.CONTACTING},
    Status.COMPLETED: set(),
    Status.DUPLICATE: set(),
    Status.SENT_TO_EMERGENCY: set(),
}

# What staff press to make a move, the likeliest first: the screen of a request makes it the prominent one.
ACTS = {
    Status.CONTACTING: _("Start contacting"),
    Status.OFFERED: _("Offer a time"),
    Status.BOOKED: _("Mark as booked"),
    Status.WAITLISTED: _("Put on the waiting list"),
    Status.ARRIVED: _("Has arrived"),
    Status.COMPLETED: _("Complete"),
    Status.NO_SHOW: _("Did not come"),
    Status.UNREACHABLE: _("Could not be reached"),
    Status.CANCELLED: _("Patient cancels"),
    Status.DECLINED: _("Decline"),
    Status.DUPLICATE: _("Is a duplicate"),
    Status.SENT_TO_EMERGENCY: _("Sent to emergency care"),
}

OPEN = (
    Status.NEW,
    Status.CONTACTING,
    Status.OFFERED,
    Status.WAITLISTED,
    Status.BOOKED,
    Status.ARRIVED,
)
# Leaving one of these opens a closed case again, which needs a reason.
REOPENED_FROM = (Status.NO_SHOW, Status.UNREACHABLE, Status.CANCELLED, Status.DECLINED)


class InvalidTransition(Exception):
    """The move is not in the table, or lacks the reason that it needs."""


# Why a request whose particulars were wiped takes nothing more: it would never be wiped again.
ANONYMIZED = _("This request is anonymized. Enter a new one instead.")
