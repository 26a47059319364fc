"""How other programs read requests and visits: pages of a FHIR search, each on record."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from appointments import fhir
from appointments.address import address_of
from appointments.models import AppointmentRequest, Export, ReadToken, Visit

CONTENT_TYPE = "application/fhir+json"
USUAL_COUNT, MOST_COUNT = 50, 200
READ_AT_ONCE = 200
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, order=True)
class Place:
    """Where a page ended: at a request, and within it after so many of its Appointments."""

    request: int = 0
    appointments: int = 0

    @classmethod
    def read(cls, text: str) -> "Place":
        """The place in an address; raises BadRequest for anything that we never wrote."""
        parts = text.split("-") if text else []
        known = not parts or (len(parts) == 2 and all(p.isascii() and p.isdigit() for p in parts))
        numbers = [int(part) for part in parts] if known and len(text) < 40 else [-1]
        if not all(0 <= number <= LARGEST_KEY for number in numbers):
            raise BadRequest("“after” must come from the link to the next page.")
        return cls(*numbers)

    def __str__(self) -> str:
        return f"{self.request}-{self.appointments}"


@dataclass(frozen=True)
class Match:
    """One Appointment of the answer, whose request it is, and where the answer stands after it."""

    request: AppointmentRequest
    appointment: fhir.Resource
    place: Place


def readable() -> QuerySet[AppointmentRequest]:
    """The requests that other programs are given, with all that their resources need."""
    found = AppointmentRequest.objects.exportable().select_related("location")
    return found.prefetch_related(
        "visits__provider", "visits__location", "offers__provider", "offers__location"
    ).order_by("pk")


def matches(after: Place, requests: int) -> Iterator[Match]:
    """The Appointments behind a place: those of the next so many requests."""
    for request in readable().filter(pk__gte=after.request)[:requests]:
        for number, appointment in enumerate(fhir.appointments(request), start=1):
            place = Place(request.pk, number)
            if place > after:
                yield Match(request, appointment, place)


def requests_of(found: Iterable[Match]) -> list[AppointmentRequest]:
    """Each request once, in the order of the Appointments."""
    return list({match.request.pk: match.request for match in found}.values())


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for GET, and only with a token that is valid; nobody keeps a copy of the answer."""

    @wraps(view)
    @sensitive_variables()
    def guard(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            refused = outcome("not-supported", "Requests are read here, and not changed.", 405)
            refused["Allow"] = "GET, HEAD"
            return refused
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        token = ReadToken.objects.holding(secret.strip())
        if scheme.lower() != "bearer" or token is None:
            refused = outcome("login", "Send a valid token: “Authorization: Bearer …”.", 401)
            refused["WWW-Authenticate"] = 'Bearer realm="FHIR"'
            return refused
        try:
            return view(request, token)
        except BadRequest as wrong:
            return outcome("invalid", str(wrong), 400)

    return guard


@guarded
def search(request: HttpRequest, token: ReadToken) -> HttpResponse:
    """A page of all Appointments with their Patients and ServiceRequests; every page is recorded."""
    count, after = count_of(request), Place.read(request.GET.get("after", ""))
    # One more than the page shows tells of a next page; the request where the last page ended may give none.
    found = list(islice(matches(after, count + 2), count + 1))
    page, has_more = found[:count], len(found) > count
    shown = requests_of(page)
    Export.objects.record(
        [one.pk for one in shown],
        token=token,
        format=Export.Format.FHIR_READ,
        purpose=token.purpose,
        at=timezone.now(),
        address=address_of(request),
        narrowed={"after": str(after), "count": count},
    )
    links = [link("self", count, after)]
    if has_more:
        links.append(link("next", count, page[-1].place))
    entries = [fhir.entry(match.appointment, "match") for match in page]
    entries += [fhir.entry(one, "include") for found in shown for one in fhir.companions(found)]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": total(), "link": links}
    return answer(bundle | ({"entry": entries} if entries else {}))


def entries_of(keys: list[int]) -> Iterator[fhir.Resource]:
    """The entries of one Bundle with these requests, read a few at a time."""
    for start in range(0, len(keys), READ_AT_ONCE):
        for request in readable().filter(pk__in=keys[start : start + READ_AT_ONCE]):
            for resource in [*fhir.appointments(request), *fhir.companions(request)]:
                yield fhir.entry(resource)


def count_of(request: HttpRequest) -> int:
    """How many Appointments a page holds at most; raises BadRequest for no number."""
    asked = request.GET.get("_count", str(USUAL_COUNT))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) > 0):
        raise BadRequest("“_count” must be a whole number above 0.")
    return min(int(asked), MOST_COUNT)


def total() -> int:
    """How many Appointments all pages hold together."""
    requests = AppointmentRequest.objects.exportable()
    return requests.count() + Visit.objects.filter(request__in=requests).count()


def link(relation: str, count: int, after: Place) -> fhir.Resource:
    query = {"_count": count} | ({"after": str(after)} if after > Place() else {})
    here = f"{settings.SITE_URL}{reverse('fhir-appointments')}"
    return {"relation": relation, "url": f"{here}?{urlencode(query)}"}


def answer(resource: fhir.Resource, status: int = 200) -> JsonResponse:
    response: Any = JsonResponse(
        resource,
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    response["Cache-Control"] = "no-store"
    return response


def outcome(code: str, words: str, status: int) -> JsonResponse:
    """Why there is no answer, as FHIR says it."""
    issue = {"severity": "error", "code": code, "diagnostics": words}
    return answer({"resourceType": "OperationOutcome", "issue": [issue]}, status)
