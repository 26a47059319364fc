"""What waits for a member of staff today: counts with links, each for those who may act on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appointments.models import AppointmentRequest
from articles.models import Article, ConditionPage, Kind


@dataclass(frozen=True)
class Task:
    """Something that waits; `urgent` marks what cannot wait until tomorrow."""

    label: Any
    count: int
    url: str
    urgent: bool = False


def tasks_for(user: Any, at: datetime | None = None) -> list[Task]:
    """What waits for this person, the most pressing first."""
    return [*_requests(user, at), *_pages(user, at)]


def _requests(user: Any, at: datetime | None) -> Iterator[Task]:
    if not user.has_perm("appointments.view_appointmentrequest"):
        return
    waiting = AppointmentRequest.objects.open()
    kinds = [
        (_("Urgent requests"), waiting.urgent(), {"urgency__exact": "urgent"}, True),
        (_("Requests past their promised answer"), waiting.overdue(at), {"queue": "overdue"}, True),
        (_("Open requests"), waiting, {}, False),
    ]
    for label, found, query, urgent in kinds:
        yield _task(label, found, "appointments_appointmentrequest", query, urgent=urgent)


def _pages(user: Any, at: datetime | None) -> Iterator[Task]:
    for model, kind, entry, names in (
        (Article, Kind.ARTICLE, "articles_article", ARTICLES),
        (ConditionPage, Kind.CONDITION_PAGE, "articles_conditionpage", CONDITION_PAGES),
    ):
        pages = model.objects.of_kind(kind)
        if user.has_perm("articles.publish_page"):
            yield _task(names["drafts"], pages.drafts(), entry, {"standing": "draft"})
            yield _task(names["due"], pages.due_for_review(at), entry, {"review": "due"})
        elif user.has_perm(f"articles.change_{model._meta.model_name}"):
            mine = pages.drafts().last_saved_by(user)
            yield _task(names["mine"], mine, entry, {"standing": "draft", "writer": "me"})
            yield _task(names["due"], pages.due_for_review(at), entry, {"review": "due"})


ARTICLES = {
    "drafts": _("Articles to read and publish"),
    "mine": _("My articles that are not published yet"),
    "due": _("Articles due for review"),
}
CONDITION_PAGES = {
    "drafts": _("Condition pages to read and publish"),
    "mine": _("My condition pages that are not published yet"),
    "due": _("Condition pages due for review"),
}


def _task(label: Any, found: Any, entry: str, query: dict, *, urgent: bool = False) -> Task:
    url = reverse(f"admin:{entry}_changelist")
    count = found.count()
    return Task(label, count, f"{url}?{urlencode(query)}" if query else url, bool(urgent and count))
