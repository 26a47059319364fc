"""Where a request stands, in the patient's words, behind reference (or link) and date of birth."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from appointments import status_link
from appointments.models import AppointmentRequest, Offer, Status, StatusTry, Visit, choices
from appointments.reference import read_reference
from clinic.models import Clinic

# Patients never read staff's words; what staff decide on the phone is told on the phone.
IN_PATIENTS_WORDS = {
    Status.NEW: _("We have your request. Nobody has worked on it yet."),
    Status.CONTACTING: _("We are working on your request and will reach you, or have tried to."),
    Status.OFFERED: _("We have offered you a time. Please tell us if it suits you."),
    Status.WAITLISTED: _("You are on our waiting list. We call you when a time is free."),
    Status.BOOKED: _("Your visit is booked."),
    Status.ARRIVED: _("You have arrived for your visit."),
    Status.COMPLETED: _("Your visit has taken place."),
    Status.NO_SHOW: _("Your visit did not take place. Please call us to find a new time."),
    Status.UNREACHABLE: _("We tried to reach you and could not. Please call us."),
    Status.CANCELLED: _("This request is cancelled. Call us if you want a visit after all."),
    Status.DECLINED: _("This request is closed. Please call us and we will explain."),
    Status.DUPLICATE: _("This request was joined with another one of yours. Please call us."),
    Status.SENT_TO_EMERGENCY: _("This request is closed. Please call us and we will explain."),
}
NO_OFFER_STANDS = _(
    "The times that we offered are no longer free. We look for others, and call or write to you."
)

# Long enough to read, think and answer; the page asks for the date of birth again afterwards.
ADMITTED_FOR = timedelta(minutes=30)
ADMISSION_SALT = "appointments.status-page"
TOO_LONG = _("This page was open for a while. Please give the date of birth once more and go on.")


class Refused(Exception):
    """The status is not shown; the text says why without telling whether there is such a request."""


class Expired(Refused):
    """The page was open for too long: the date of birth is asked once more."""


@dataclass(frozen=True)
class Standing:
    """What the patient may read of a request, and do with it."""

    request: AppointmentRequest
    at: datetime
    clinic: Clinic
    by_link: bool = False  # opened by the link of a message, which went to the patient

    @property
    def reference(self) -> str:
        return self.request.display_reference

    @property
    def words(self) -> str:
        if self.request.status == Status.OFFERED and not self.offers and not self.is_withheld:
            return str(NO_OFFER_STANDS)
        return str(IN_PATIENTS_WORDS[Status(self.request.status)])

    @property
    def is_withheld(self) -> bool:
        """Whether times stay untold: somebody else asked, and said that we talk with the patient only.

        That person has the reference from the confirmation page; the link went to the patient's own address.
        """
        asked_by_another = self.request.for_whom == choices.ForWhom.OTHER
        nothing = self.request.sharing == choices.Sharing.NOTHING
        return asked_by_another and nothing and not self.by_link

    @property
    def may_tell_reason(self) -> bool:
        """Whether the page may tell what the visit is about, not only when and where."""
        asked_by_another = self.request.for_whom == choices.ForWhom.OTHER
        return not asked_by_another or self.request.sharing == choices.Sharing.EVERYTHING

    @property
    def is_open(self) -> bool:
        return self.request.is_open()

    @property
    def answer_due(self) -> datetime | None:
        """By when somebody will be in touch, for a request that nobody has worked on."""
        return self.request.answer_due if self.request.status == Status.NEW else None

    @cached_property
    def visit(self) -> Visit | None:
        """The booked visit, as long as it is to come or going on."""
        if self.is_withheld:
            return None
        expected = self.request.visits.filter(state__in=[Visit.State.BOOKED, Visit.State.ARRIVED])
        return expected.select_related("provider", "location").first()

    @cached_property
    def offers(self) -> list[Offer]:
        """The times among which the patient can choose now."""
        if self.request.status != Status.OFFERED or self.is_withheld:
            return []
        standing = self.request.offers.acceptable(self.at)
        return list(standing.select_related("provider", "location"))

    @property
    def zone(self) -> ZoneInfo:
        """In which zone the page tells times: the patient's."""
        return ZoneInfo(self.visit.time_zone if self.visit else self.request.time_zone)

    @property
    def zone_words(self) -> str:
        """The zone as people there name it."""
        return str(dict(choices.TimeZone.choices).get(self.zone.key, self.zone.key))

    @property
    def is_in_another_zone(self) -> bool:
        """Whether the clock at the clinic may show another time than the patient's."""
        return self.zone.key != self.clinic.time_zone

    @property
    def changeable_until(self) -> datetime | None:
        """Until when the visit can be moved or cancelled here; later that needs a call."""
        cut_off = timedelta(hours=self.clinic.change_until_hours)
        return self.visit.starts_at - cut_off if self.visit else None

    @property
    def is_too_late(self) -> bool:
        until = self.changeable_until
        return until is not None and self.at > until

    @property
    def acts(self) -> list[str]:
        """What the patient can do on the page now, the likeliest first."""
        if not self.is_open or self.request.status == Status.ARRIVED:
            return []
        if self.is_withheld:
            return ["note"]
        changing = [] if self.is_too_late else ["times", "cancel"]
        return [*(["accept", "refuse"] if self.offers else []), *changing, "note"]


@sensitive_variables()
def look_up(reference: str, born: date, *, at: datetime, by_link: bool = False) -> Standing:
    """Where the request stands. Raises Refused for a wrong pair, or after five wrong tries in an hour."""
    plain = read_reference(reference)
    with transaction.atomic():
        locked = StatusTry.objects.is_locked(plain or reference, at)
        request = AppointmentRequest.objects.filter(reference=plain).first()
        fits = not locked and request is not None and request.born == born
        if not locked and not fits:
            StatusTry.objects.record(plain or reference, at)
    if locked:
        raise Refused(
            _("There were too many wrong tries. Please wait an hour and try again, or call us.")
        )
    if request is None or not fits:
        raise Refused(
            _("This reference and date of birth do not belong together. Check both and try again.")
        )
    return _of(request, at, by_link)


def _of(request: AppointmentRequest, at: datetime, by_link: bool) -> Standing:
    if status_link.is_dead(request, at):
        raise Refused(
            _("This request was closed some time ago, and its page is gone. Please call us.")
        )
    return Standing(request, at, Clinic.objects.current(), by_link)


def admission(standing: Standing) -> str:
    """A token for the forms of the open page: that the second check was passed, for which request, when."""
    said = [standing.request.reference, standing.at.isoformat(), standing.by_link]
    return signing.dumps(said, salt=ADMISSION_SALT)


def admitted(token: str, *, at: datetime) -> Standing:
    """The standing that a form of the open page is about; raises Expired when the check must be repeated."""
    try:
        reference, since, by_link = signing.loads(token, salt=ADMISSION_SALT)
    except signing.BadSignature:
        raise Expired(TOO_LONG) from None
    request = AppointmentRequest.objects.filter(reference=reference).first()
    if request is None or at - datetime.fromisoformat(since) > ADMITTED_FOR:
        raise Expired(TOO_LONG)
    return _of(request, at, by_link)
