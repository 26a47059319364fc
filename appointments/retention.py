"""When the particulars of closed requests are wiped, and how: by `privacy.FIELDS`, and on record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from appointments import privacy
from appointments.fields import KeyedHashesField
from appointments.models import AccessRecord, Anonymizing, AppointmentRequest
from appointments.privacy import FIELDS, Kind
from clinic.models import Clinic

WIPED = (Kind.IDENTIFIES, Kind.HEALTH)
# Why many requests at once were taken out is the clinic's word about itself; it stays as long as the record.
OF_NO_ONE_REQUEST = ("Export", "ReadToken")


class Refused(Exception):
    """The request is not anonymized; the text says why."""


@dataclass
class Report:
    """What a run did, or would do: references of the wiped requests, and of those on legal hold."""

    closed_before: datetime
    anonymized: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def anonymize_expired(at: datetime | None = None, *, dry_run: bool = False) -> Report:
    """Wipe the closed requests whose time is over, each in its own transaction."""
    at = at or timezone.now()
    report = Report(months_before(at, Clinic.objects.current().keep_requests_months))
    expired = AppointmentRequest.objects.expired(report.closed_before).sealed().order_by("pk")
    report.held = [str(request) for request in expired.filter(legal_hold=True)]
    for request in expired.filter(legal_hold=False):
        if dry_run or _anonymized(request, at):
            report.anonymized.append(str(request))
    return report


def _anonymized(request: AppointmentRequest, at: datetime) -> bool:
    """Whether the request was wiped; not when staff opened it again or set a hold a moment ago."""
    what = AccessRecord.What.ANONYMIZED
    try:
        with transaction.atomic():
            anonymize(request, why=Anonymizing.Why.EXPIRED, at=at)
            AccessRecord.objects.create(request=request, by=None, what=what, at=at)
    except Refused:
        return False
    return True


@transaction.atomic
def carry_out_wish(
    request: AppointmentRequest, *, by: User, at: datetime
) -> list[AppointmentRequest]:
    """Wipe a request because the patient wishes it, and all that were joined with it; which ones.

    They hold the same particulars: either all are wiped or, where one may not be, none.
    """
    every = [request, *request.duplicates.filter(anonymized_at=None).sealed()]
    for one in every:
        anonymize(one, why=Anonymizing.Why.WISH, by=by, at=at)
    return every


def anonymize(
    request: AppointmentRequest, *, why: str, at: datetime, by: User | None = None
) -> None:
    """Wipe everything that tells who the patient is or how they are; dates and coded values stay.

    Raises Refused while the request is open or on legal hold.
    """
    with privacy.rewriting("anonymizing"):
        rows = AppointmentRequest.objects.filter(pk=request.pk)
        locked = rows.locked().sealed().get()
        if locked.legal_hold:
            raise Refused(_("%s is on legal hold.") % locked)
        if locked.is_open():
            raise Refused(_("%s is still open. Close it first.") % locked)
        for found, names in _what_to_wipe(locked):
            found.update(**{name: _nothing(found.model, name) for name in names})
        rows.update(anonymized_at=at)
        Anonymizing.objects.get_or_create(request=locked, defaults={"why": why, "by": by, "at": at})


def _what_to_wipe(request: AppointmentRequest) -> Iterator[tuple[QuerySet, list[str]]]:
    """The request and all rows that belong to it, each with the fields that must go."""
    for name, kinds in FIELDS.items():
        fields = [field for kind in WIPED for field in kinds.get(kind, ())]
        model = apps.get_model("appointments", name)
        if fields and name not in OF_NO_ONE_REQUEST:
            key = "pk" if model is AppointmentRequest else "request"
            yield model._base_manager.filter(**{key: request.pk}), fields


def _nothing(model: type[Model], name: str) -> list | None:
    return [] if isinstance(model._meta.get_field(name), KeyedHashesField) else None


def months_before(at: datetime, months: int) -> datetime:
    """The same day some months ago; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    for day in range(at.day, 0, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")
