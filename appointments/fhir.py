"""Requests and visits as FHIR R4 resources: plain dictionaries, ready for JSON.

What stands here is the same in R4 (4.0.1) and R4B (4.3.0); docs/decisions/fhir.md tells why, and what a
reader can rely on.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from appointments.models import AppointmentRequest, MeetingKind, Offer, Status, Visit
from appointments.models import choices as words

Resource = dict[str, Any]

# Where a request stands → the status of its Appointment. A test holds that no state is missing.
REQUEST_STATUS = {
    Status.NEW: "proposed",
    Status.CONTACTING: "proposed",
    Status.OFFERED: "pending",
    Status.WAITLISTED: "waitlist",
    Status.BOOKED: "booked",
    Status.ARRIVED: "arrived",
    Status.COMPLETED: "fulfilled",
    Status.NO_SHOW: "noshow",
    Status.UNREACHABLE: "cancelled",
    Status.CANCELLED: "cancelled",
    Status.DECLINED: "cancelled",
    Status.DUPLICATE: "cancelled",
    Status.SENT_TO_EMERGENCY: "cancelled",
}
VISIT_STATUS = {
    Visit.State.BOOKED: "booked",
    Visit.State.ARRIVED: "arrived",
    Visit.State.COMPLETED: "fulfilled",
    Visit.State.NO_SHOW: "noshow",
    Visit.State.CANCELLED: "cancelled",
}
# Who cancelled, by HL7's code system; "other" where neither side did.
CANCELLED_BECAUSE = {
    Status.CANCELLED: ("pat", "Patient"),
    Status.DECLINED: ("prov", "Provider"),
    Status.UNREACHABLE: ("other", "Other"),
    Status.DUPLICATE: ("other", "Other"),
    Status.SENT_TO_EMERGENCY: ("other", "Other"),
}
# An Appointment in any other status must have a start and an end (the standard's rule app-3).
NEEDS_NO_TIME = ("proposed", "waitlist", "cancelled")
REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
MOST_URGENT, ROUTINE = 1, 5  # as iCalendar counts priorities


def base() -> str:
    """The address below which the resources have theirs."""
    return f"{settings.SITE_URL}/fhir/R4"


def appointments(request: AppointmentRequest) -> list[Resource]:
    """The request itself and each of its visits, in the order in which they came."""
    return [of_request(request), *(of_visit(visit, request) for visit in _visits(request))]


def companions(request: AppointmentRequest) -> list[Resource]:
    """What the request's Appointments point at."""
    return [patient(request), *([referral(request)] if _is_referred(request) else [])]


def of_request(request: AppointmentRequest) -> Resource:
    """What the patient wished for, and where it stands; with a time as soon as there is one."""
    planned = _time_of(request)
    status = REQUEST_STATUS[Status(request.status)]
    if planned is None and status not in NEEDS_NO_TIME:
        # Booked by hand, or all offers are answered: without a time it is a wish still.
        status = "proposed"
    return _filled(
        resourceType="Appointment",
        id=f"request-{request.pk}",
        identifier=[_identifier("request", request.reference)],
        status=status,
        cancelationReason=_reason(request.status) if status == "cancelled" else None,
        serviceType=_kind(request.kind),
        reasonCode=_reasons(request),
        priority=MOST_URGENT if request.is_urgent() else ROUTINE,
        **_times(planned if status not in NEEDS_NO_TIME else None),
        created=_moment(request.asked_at),
        basedOn=_referral_of(request),
        participant=[_patient_of(request), *_who_and_where(planned)],
        requestedPeriod=[{"start": a, "end": b} for a, b in request.preferred_days],
    )


def of_visit(visit: Visit, request: AppointmentRequest) -> Resource:
    """One visit of the request, whatever became of it."""
    status = VISIT_STATUS[Visit.State(visit.state)]
    cause = request.status if request.status in CANCELLED_BECAUSE else Status.UNREACHABLE
    return _filled(
        resourceType="Appointment",
        id=f"visit-{visit.pk}",
        identifier=[_identifier("visit", str(visit.calendar_uid))],
        status=status,
        cancelationReason=_reason(cause) if status == "cancelled" else None,
        serviceType=_kind(visit.kind),
        reasonCode=_reasons(request),
        priority=MOST_URGENT if request.is_urgent() else ROUTINE,
        supportingInformation=[{"reference": f"Appointment/request-{request.pk}"}],
        **_times(visit),
        created=_moment(visit.booked_at),
        basedOn=_referral_of(request),
        participant=[_patient_of(request), *_who_and_where(visit)],
    )


def patient(request: AppointmentRequest) -> Resource:
    """The person a request is for. Two requests are two patients: the site knows no records."""
    return _filled(
        resourceType="Patient",
        id=f"patient-{request.pk}",
        name=[{"use": "usual", "text": request.name}],
        telecom=_telecom(phone=request.phone, email=request.email),
        birthDate=request.born.isoformat() if request.born else None,
        contact=_contacts(request),
        communication=[{"language": _language(request), "preferred": True}],
    )


def referral(request: AppointmentRequest) -> Resource:
    """The referral that a patient told us of; we know no more of it than that."""
    status = {Status.COMPLETED: "completed"}.get(
        Status(request.status), "active" if request.is_open() else "unknown"
    )
    return _filled(
        resourceType="ServiceRequest",
        id=f"referral-{request.pk}",
        status=status,
        intent="order",
        priority="urgent" if request.is_urgent() else "routine",
        code={"text": "Visit at a spine center"},
        subject={"reference": f"Patient/patient-{request.pk}"},
        requester={"display": request.referred_by} if request.referred_by else None,
        reasonCode=_reasons(request),
        bodySite=[{"text": request.get_region_display()}],
    )


def entry(resource: Resource, mode: str = "") -> Resource:
    """A resource as a Bundle holds it; `mode` "match" or "include" in the answer to a search."""
    address = f"{base()}/{resource['resourceType']}/{resource['id']}"
    return _filled(fullUrl=address, resource=resource, search={"mode": mode} if mode else None)


def _filled(**elements: Any) -> Resource:
    """Without what is empty: FHIR knows no empty elements."""
    return {name: value for name, value in elements.items() if value not in (None, "", [], {})}


def _visits(request: AppointmentRequest) -> list[Visit]:
    return sorted(request.visits.all(), key=lambda visit: visit.pk)


def _time_of(request: AppointmentRequest) -> Visit | Offer | None:
    """The visit that stands for the request now, else the first time that is offered."""
    if request.status == Status.OFFERED:
        offers = [offer for offer in request.offers.all() if offer.state == Offer.State.OPEN]
        return min(offers, key=lambda offer: offer.starts_at, default=None)
    wanted = REQUEST_STATUS[Status(request.status)]
    standing = [v for v in _visits(request) if VISIT_STATUS[Visit.State(v.state)] == wanted]
    return standing[-1] if standing else None


def _times(planned: Visit | Offer | None) -> Resource:
    if planned is None:
        return {}
    minutes = int((planned.ends_at - planned.starts_at).total_seconds() // 60)
    return {
        "start": _moment(planned.starts_at),
        "end": _moment(planned.ends_at),
        "minutesDuration": minutes or None,
    }


def _who_and_where(planned: Visit | Offer | None) -> Iterator[Resource]:
    """The provider and the place, by name: this site keeps no directory for other programs."""
    if planned is None:
        return
    answered = "tentative" if isinstance(planned, Offer) else "accepted"
    provider = ", ".join(filter(None, [planned.provider.name, planned.provider.credentials]))
    yield {"actor": {"type": "Practitioner", "display": provider}, "status": answered}
    if planned.location:
        where = {"type": "Location", "display": planned.location.name}
        yield {"actor": where, "status": answered}


def _patient_of(request: AppointmentRequest) -> Resource:
    needs_action = request.status == Status.OFFERED
    actor = {"reference": f"Patient/patient-{request.pk}"}
    return {"actor": actor, "status": "needs-action" if needs_action else "accepted"}


def _is_referred(request: AppointmentRequest) -> bool:
    return request.referral == words.YesNoUnsure.YES


def _referral_of(request: AppointmentRequest) -> list[Resource]:
    found = {"reference": f"ServiceRequest/referral-{request.pk}"}
    return [found] if _is_referred(request) else []


def _identifier(kind: str, value: str) -> Resource:
    return {"system": f"{base()}/identifier/{kind}", "value": value}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _reason(status: str) -> Resource:
    code, display = CANCELLED_BECAUSE[Status(status)]
    return {"coding": [{"system": REASONS, "code": code, "display": display}]}


def _kind(kind: str) -> list[Resource]:
    """How patient and provider meet, in words: R4 has no element for it."""
    meant = kind in MeetingKind.values
    return [{"text": str(MeetingKind(kind).label)}] if meant else []


def _reasons(request: AppointmentRequest) -> list[Resource]:
    """The main reason and the topic; what patients wrote in their own words stays here."""
    labels = dict(words.MainReason.choices)
    texts = [labels.get(request.main_reason, request.main_reason), request.topic]
    return [{"text": str(text)} for text in texts if text]


def _telecom(*, phone: str, email: str = "") -> list[Resource]:
    told = [("phone", phone), ("email", email)]
    return [{"system": system, "value": value} for system, value in told if value]


def _contacts(request: AppointmentRequest) -> list[Resource]:
    """The one who asked for somebody else, and a minor's guardian."""
    labels = dict(words.Relation.choices)
    people = [
        (request.asker_name, request.asker_relation, request.asker_phone),
        (request.guardian_name, request.guardian_relation, ""),
    ]
    return [
        _filled(
            relationship=[{"text": str(labels.get(relation, relation))}] if relation else [],
            name={"text": name},
            telecom=_telecom(phone=phone),
        )
        for name, relation, phone in people
        if name
    ]


def _language(request: AppointmentRequest) -> Resource:
    """The interpreter's language; without one, that in which the patient used the site."""
    if request.interpreter == words.Language.OTHER:
        return {"text": request.interpreter_other or "Another language"}
    code = request.interpreter or request.language
    return {"coding": [{"system": "urn:ietf:bcp:47", "code": code}]}
