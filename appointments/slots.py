"""A time that a provider could give a patient, and whether it can be given."""

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.models import AppointmentRequest, InvalidTransition, MeetingKind, Offer, Visit
from clinic.models import Clinic, Location, Provider
from clinic.working_time import WorkingTime

LONGEST_VISIT = timedelta(hours=8)
TIME = "g:i A"
WHEN = f"l, F j, Y, {TIME}"


class SlotRefused(InvalidTransition):
    """This time can't be given to this patient; the text says why, in a sentence for staff."""


class SlotTaken(SlotRefused):
    """Somebody else has the provider's time."""


class OutsideHours(SlotRefused):
    """The provider does not see patients then; staff may still choose the time and say why."""


@dataclass(frozen=True)
class Slot:
    """A provider's time from one moment to another, at a location or by video."""

    provider: Provider
    starts_at: datetime
    ends_at: datetime
    kind: str
    location: Location | None = None
    video_link: str = ""
    patient_state: str = ""  # where the patient will be during a virtual visit; empty: as asked for

    def __post_init__(self) -> None:
        # In UTC: the difference of two clock times of one zone is wrong by an hour when clocks change.
        for name in ("starts_at", "ends_at"):
            object.__setattr__(self, name, getattr(self, name).astimezone(UTC))

    @classmethod
    def of(cls, planned: Visit | Offer) -> "Slot":
        """The time that an offer or a visit stands for."""
        return cls(
            **{field.name: getattr(planned, field.name) for field in dataclasses.fields(cls)}
        )

    def fields(self, request: AppointmentRequest) -> dict[str, object]:
        """The fields of an offer or a visit of this time."""
        is_virtual = self.kind == MeetingKind.VIRTUAL
        return {
            "provider": self.provider,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "kind": self.kind,
            "location": None if is_virtual else self.location,
            "video_link": self.video_link if is_virtual else "",
            "patient_state": self.state_for(request) if is_virtual else "",
        }

    def state_for(self, request: AppointmentRequest) -> str:
        return self.patient_state or request.state


def check(
    slot: Slot,
    request: AppointmentRequest,
    *,
    at: datetime,
    override: str = "",
    moving: Visit | None = None,
) -> None:
    """Raise a SlotRefused when the time can't be given. `override` is staff's reason to leave the hours.

    Hours, holidays, time off and leaving can be overridden; a license, the past and another visit can't.
    """
    refusal = _misshapen(slot, at)
    if not refusal and slot.kind == MeetingKind.VIRTUAL:
        refusal = unlicensed(slot.provider, slot.state_for(request))
    if refusal:
        raise SlotRefused(refusal)
    if taken := conflict(slot, moving=moving):
        raise SlotTaken(in_words(taken))
    if not override and (objection := _objection(slot, request, at)):
        raise OutsideHours(objection)


def conflict(slot: Slot, *, moving: Visit | None = None) -> Visit | None:
    """The visit that takes the provider's time already."""
    taken = Visit.objects.taking_place().of(slot.provider).between(slot.starts_at, slot.ends_at)
    if moving:
        taken = taken.exclude(pk=moving.pk)
    return taken.order_by("starts_at").first()


def in_words(taken: Visit) -> str:
    """What stands in the way, without a word about the patient."""
    return _("%(provider)s has another visit on %(begins)s, until %(ends)s.") % {
        "provider": taken.provider,
        "begins": told(taken.starts_at),
        "ends": told(taken.ends_at, TIME),
    }


def told(moment: datetime, shape: str = WHEN) -> str:
    """A moment as staff read it, by the clinic's clocks."""
    return date_format(moment.astimezone(Clinic.objects.current().zone), shape)


def _misshapen(slot: Slot, at: datetime) -> str:
    """What is wrong with the time in itself."""
    if slot.ends_at <= slot.starts_at:
        return _("The end must be later than the beginning.")
    if slot.ends_at - slot.starts_at > LONGEST_VISIT:
        return _("A visit lasts 8 hours at most. Check the beginning and the end.")
    if slot.starts_at <= at:
        return _("This time is in the past. Choose a later one.")
    if slot.kind == MeetingKind.VIRTUAL:
        return "" if slot.video_link else _("A virtual visit needs a video link.")
    return "" if slot.location else _("A visit in person needs a location.")


def unlicensed(provider: Provider, state: str) -> str:
    """Where the law stands against a virtual visit of a patient in a state."""
    if not state:
        return _("Say in which state the patient will be during the virtual visit.")
    if state in provider.licensed_states:
        return ""
    name = dict(Visit._meta.get_field("patient_state").flatchoices)[state]
    return _("%(provider)s is not licensed in %(state)s, where the patient will be.") % {
        "provider": provider,
        "state": name,
    }


def _objection(slot: Slot, request: AppointmentRequest, at: datetime) -> str:
    """What staff can set aside with a reason."""
    clinic = Clinic.objects.current()
    days = [moment.astimezone(clinic.zone).date() for moment in (slot.starts_at, slot.ends_at)]
    location = None if slot.kind == MeetingKind.VIRTUAL else slot.location
    working = WorkingTime.load(slot.provider, clinic, *days)
    if said := working.objection(slot.starts_at, slot.ends_at, location):
        return said
    others = Offer.objects.acceptable(at).filter(provider=slot.provider).exclude(request=request)
    if others.between(slot.starts_at, slot.ends_at).exists():
        return _("This time is offered to another patient, who has not answered yet.")
    return ""
