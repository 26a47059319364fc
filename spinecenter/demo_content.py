"""The demonstration: an invented center with its people, pages and pictures, from demo/.

Whatever is missing is made; whatever stands is left as it is, so a second run changes nothing.
"""

import json
import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from appointments import intake
from appointments.models import AppointmentRequest, Status
from articles.importing import parse, write_page
from articles.models import CareCard, Image, Page, Topic
from articles.pictures import take_in
from clinic.models import (
    Clinic,
    Holiday,
    Location,
    OpeningHours,
    Provider,
    SafetyQuestionSet,
    Weekday,
)
from clinic.pictures import Size, re_encode, sizes_of
from spinecenter.demo_visits import give_time, keep_hours

DEMO = Path(__file__).parent / "demo"
PASSWORD = "spine-demo"  # noqa: S105 - the demonstration's own, told to everybody
ACCOUNTS = {
    "admin": ("Alex", "Moreau", "Administrators"),
    "editor": ("Robin", "Ashby", "Editors"),
    "reviewer": ("Maren", "Okafor", "Clinical reviewers"),
    "scheduler": ("Sam", "Delgado", "Schedulers"),
}
# Written and still waiting for a reviewer, so staff can see what a draft looks like.
DRAFTS = {"demo:article:spinal-cord-stimulation"}
# Reviews are spread over the past months, as in a library that is kept up.
NEWEST_REVIEW = timedelta(days=12)
BETWEEN_REVIEWS = timedelta(days=9)
OLDEST_CARD = timedelta(days=400)  # before any page that shows it


@transaction.atomic
def load(at: datetime | None = None) -> None:
    """Make what is missing of the demonstration, all or none."""
    at = at or timezone.now()
    accounts = _accounts()
    _clinic()
    _providers(_locations(), accounts["reviewer"])
    _care_cards(accounts, at - OLDEST_CARD)
    _topics()
    _pages(accounts, at)
    _requests(accounts["scheduler"], at)


def read(name: str) -> Any:
    """One of the demonstration's JSON files."""
    return json.loads((DEMO / name).read_text())


def page_lines() -> list[dict[str, Any]]:
    """Every page of the demonstration, articles before condition pages."""
    lines = [json.loads(path.read_text()) for path in sorted(DEMO.glob("pages/*.json"))]
    return sorted(lines, key=lambda line: line["kind"])


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
        portrait = _drawing(f"{given['slug']}.webp")
        provider = Provider(order=order, account=account, portrait=portrait, **given)
        provider.full_clean()
        provider.save()
        provider.locations.set(places)
        keep_hours(provider, hours, locations)


def _drawing(name: str) -> ContentFile:
    """One of our drawings, taken in as an upload would be."""
    content, file_name = _encoded(name)
    return ContentFile(content, name=file_name)


@cache
def _encoded(name: str) -> tuple[bytes, str]:
    with (DEMO / "images" / name).open("rb") as drawing:
        file = re_encode(drawing)
    return file.read(), str(file.name)


@cache
def _sizes(name: str) -> list[Size]:
    # Scaling takes longer than all else: whoever loads the demonstration again has them already.
    return sizes_of(_drawing(name))


def _care_cards(accounts: dict[str, Any], at: datetime) -> None:
    for given in read("care_cards.json"):
        if not CareCard.objects.filter(slug=given["slug"]).exists():
            card = CareCard(**given | {"items": "\n".join(given["items"])})
            card.full_clean()
            card.save()
            card.save_words(by=accounts["editor"], at=at, reason="Written for the demonstration")
            card.submit_for_review(by=accounts["editor"], at=at)
            card.approve(by=accounts["reviewer"], at=at, reason="Reviewed for the demonstration")


def _pages(accounts: dict[str, Any], at: datetime) -> None:
    known = set(Page.objects.values_list("source_id", flat=True))
    missing = [line for line in page_lines() if line["source_id"] not in known]
    # Related pages name one another, so all are written before any is connected.
    pages = [(_write(line), line) for line in missing]
    days = [at - NEWEST_REVIEW - number * BETWEEN_REVIEWS for number in range(len(pages))]
    for (page, line), day in zip(pages, days, strict=True):
        _connect(page, line, accounts["editor"])
        _submit(page, accounts, day - timedelta(days=2))
    # Their words link to one another, so all are on their way before any is approved.
    for (page, _line), day in zip(pages, days, strict=True):
        _publish(page, accounts["reviewer"], day)
    for source_id, change in read("draft_changes.json").items():
        if source_id not in known:
            _change_draft(Page.objects.get(source_id=source_id), change, by=accounts["editor"])


def _topics() -> None:
    for topic in read("topics.json"):
        Topic.objects.get_or_create(
            name=topic["name"],
            defaults={"slug": slugify(topic["name"]), "introduction": topic["introduction"]},
        )


def _write(line: dict[str, Any]) -> Page:
    ours = {"lead_image", "providers", "related"}
    words = {key: value for key, value in line.items() if key not in ours}
    page, _outcome = write_page(parse(json.dumps(words)))
    return page


def _connect(page: Page, line: dict[str, Any], editor: Any) -> None:
    page.related.set(Page.objects.filter(source_id__in=line.get("related", [])))
    page.providers.set(Provider.objects.filter(slug__in=line.get("providers", [])))
    if given := line.get("lead_image"):
        page.lead_image = _image(given, editor)
        page.save(update_fields=["lead_image"])


def _image(given: dict[str, str], editor: Any) -> Image:
    title = Path(given["file"]).stem.replace("-", " ").capitalize()
    if found := Image.objects.filter(title=title).first():
        return found
    drawing = Image(
        file=_drawing(given["file"]),
        title=title,
        alternative_text=given["alt"],
        caption=given["caption"],
        credit=given["credit"],
    )
    return take_in(drawing, by=editor, sizes=_sizes(given["file"]))


def _submit(page: Page, accounts: dict[str, Any], at: datetime) -> None:
    page.save_draft(by=accounts["editor"], at=at, reason="Written for the demonstration")
    if page.source_id not in DRAFTS:
        page.submit_for_review(by=accounts["editor"], at=at, reviewer=accounts["reviewer"])


def _publish(page: Page, reviewer: Any, at: datetime) -> None:
    if page.source_id not in DRAFTS:
        page.approve(by=reviewer, at=at, reason="Reviewed for the demonstration")
        page.publish(by=reviewer, at=at, change_note="First published")


def _change_draft(page: Page, change: dict[str, str], *, by: Any) -> None:
    section = page.sections.get(heading=change["section"])
    section.body += change["added_html"]
    section.save()
    page.save_draft(by=by, reason=change["reason"])


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
