"""Booked visits that can't take place as they are: the provider leaves, is away, or may not treat there."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from appointments.models import Visit
from appointments.slots import unlicensed
from clinic.models import Clinic, Provider, TimeOff
from clinic.working_time import WorkingTime

# Of a request only what is shown: nothing encrypted is opened.
NEEDED = (
    *("request__reference", "provider", "location", "kind", "state"),
    *("starts_at", "ends_at", "patient_state", "override_reason"),
)


def visits_to_move(at: datetime) -> list[tuple[Visit, str]]:
    """Each coming visit that must be moved, with the sentence that says why, by provider and time.

    A time that staff chose against the hours stays, unless the provider has left by then.
    """
    coming = Visit.objects.coming(at).select_related("provider", "location", "request")
    coming = coming.only(*NEEDED).order_by("provider", "starts_at")
    found = []
    for provider, visits in groupby(coming, key=lambda visit: visit.provider):
        found += list(_of(provider, list(visits)))
    return found


def _of(provider: Provider, visits: list[Visit]) -> Iterator[tuple[Visit, str]]:
    clinic = Clinic.objects.current()
    first, last = (
        v.astimezone(clinic.zone).date() for v in (visits[0].starts_at, visits[-1].ends_at)
    )
    working = WorkingTime.load(provider, clinic, first, last)
    for visit in visits:
        if words := _obstacle(visit, working):
            yield visit, words


def _obstacle(visit: Visit, working: WorkingTime) -> str:
    day = visit.starts_at.astimezone(working.zone).date()
    stays = visit.override_reason and visit.provider.works_on(day, working.today)
    said = "" if stays else working.objection(visit.starts_at, visit.ends_at, visit.location)
    if said or not visit.is_virtual():
        return said
    return unlicensed(visit.provider, visit.patient_state)


def in_the_way(time_off: TimeOff, at: datetime) -> list[Visit]:
    """The coming visits of a provider that lie in a time off."""
    begins, ends = time_off.span(Clinic.objects.current().zone)
    found = Visit.objects.coming(at).of(time_off.provider).between(begins, ends)
    return list(found.select_related("request").only("request__reference", "starts_at"))
