"""The demonstration: an invented center with its people, pages and pictures, from demo/.

Whatever is missing is made; whatever stands is left as it is, so a second run changes nothing.
"""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from appointments import intake
from appointments.models import AppointmentRequest, Status
from clinic.models import (
    Clinic,
    Holiday,
    Location,
    OpeningHours,
    Provider,
    SafetyQuestionSet,
    Weekday,
)
from spinecenter.demo_files import drawing, read
from spinecenter.demo_library import load_library
from spinecenter.demo_visits import give_time, keep_hours

PASSWORD = "spine-demo"  # noqa: S105 - the demonstration's own, told to everybody
ACCOUNTS = {
    "admin": ("Alex", "Moreau", "Administrators"),
    "editor": ("Robin", "Ashby", "Editors"),
    "reviewer": ("Maren", "Okafor", "Clinical reviewers"),
    "scheduler": ("Sam", "Delgado", "Schedulers"),
}


@transaction.atomic
def load(at: datetime | None = None) -> None:
    """Make what is missing of the demonstration, all or none."""
    at = at or timezone.now()
    accounts = _accounts()
    _clinic()
    _providers(_locations(), accounts["reviewer"])
    load_library(accounts, at)
    _requests(accounts["scheduler"], at)


def _accounts() -> dict[str, Any]:
    return {username: _account(username, *who) for username, who in ACCOUNTS.items()}


def _account(username: str, first_name: str, last_name: str, role: str) -> Any:
    users = get_user_model().objects
    if found := users.filter(username=username).first():
        return found
    account = users.create_user(
        username,
        email=f"{username}@alderbridge.example",
        password=PASSWORD,
        first_name=first_name,
        last_name=last_name,
        is_staff=True,
        is_superuser=username == "admin",
    )
    account.groups.add(Group.objects.get(name=role))
    return account


def _clinic() -> None:
    clinic = Clinic.objects.get(pk=1)
    if clinic.name != Clinic._meta.get_field("name").default:
        return
    given = read("clinic.json")
    for name, value in given["clinic"].items():
        setattr(clinic, name, value)
    clinic.full_clean()
    clinic.save()
    _hours(None, given["desk_hours"])
    Holiday.objects.bulk_create(
        [
            Holiday(date=date.fromisoformat(holiday["date"]), name=holiday["name"])
            for holiday in given["holidays"]
        ],
        ignore_conflicts=True,
    )


def _hours(location: Location | None, spans: list[dict[str, Any]]) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(
            location=location,
            weekday=Weekday[day.upper()],
            opens=time.fromisoformat(span["opens"]),
            closes=time.fromisoformat(span["closes"]),
        )
        for span in spans
        for day in span["days"]
    )


def _locations() -> dict[str, Location]:
    for order, given in enumerate(read("clinic.json")["locations"]):
        hours = given.pop("hours")
        if not Location.objects.filter(slug=given["slug"]).exists():
            location = Location(order=order, **given)
            location.full_clean()
            location.save()
            _hours(location, hours)
    return {location.slug: location for location in Location.objects.all()}


def _providers(locations: dict[str, Location], reviewer: Any) -> None:
    for order, given in enumerate(read("clinic.json")["providers"]):
        if Provider.objects.filter(slug=given["slug"]).exists():
            continue
        places = [locations[slug] for slug in given.pop("locations")]
        hours = given.pop("hours")
        account = reviewer if given.pop("reviewer", False) else None
        portrait = drawing(f"{given['slug']}.webp")
        provider = Provider(order=order, account=account, portrait=portrait, **given)
        provider.full_clean()
        provider.save()
        provider.locations.set(places)
        keep_hours(provider, hours, locations)


def _requests(scheduler: Any, at: datetime) -> None:
    known = {str(key) for key in AppointmentRequest.objects.values_list("submission_id", flat=True)}
    # The questions came with the migrations, so on a new database they are younger than the requests.
    questions = SafetyQuestionSet.objects.in_force(at)
    for given in read("requests.json"):
        if given["submission_id"] not in known:
            asked_at = at - timedelta(hours=given["hours_ago"])
            request = _ask(given, asked_at, questions)
            give_time(request, given, by=scheduler, at=at)
            # What they owed went out at the time: nobody wants mail about the past at the first start.
            for message in request.messages.all():
                message.record_sent(asked_at)
            if reason := given.get("contacting"):
                request.move_to(Status.CONTACTING, by=scheduler, reason=reason)


def _ask(given: dict[str, Any], at: datetime, questions: SafetyQuestionSet) -> AppointmentRequest:
    days = [
        [(at.date() + timedelta(days=ahead)).isoformat() for ahead in pair]
        for pair in given["days_ahead"]
    ]
    answers = given["answers"] | {
        "born": date.fromisoformat(given["born"]),
        "location": Location.objects.filter(slug=given.get("location")).first(),
        "preferred_days": days,
    }
    submission_id = uuid.UUID(given["submission_id"])
    return intake.submit(answers, at=at, submission_id=submission_id, safety_set=questions)
