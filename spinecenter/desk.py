"""What waits for a member of staff today: counts with links, each for those who may act on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appointments.models import AppointmentRequest, Visit
from appointments.staff.to_move import visits_to_move
from articles.models import Act, CareCard, Kind, LinkCheck, MissedSearch, Page, StatusChange
from articles.models.links import Outcome
from articles.waiting import WAITING
from clinic.models import SafetyQuestionSet

NAMED = 3  # how many of the pages that were sent back are named on the desk itself
UNDELIVERED = {"queue": "undelivered"}
ENTRIES = [
    (Kind.ARTICLE, "articles_article", _("Articles")),
    (Kind.CONDITION_PAGE, "articles_conditionpage", _("Condition pages")),
]


@dataclass(frozen=True)
class Remark:
    """A sentence below a task that leads to the very thing."""

    words: str
    url: str


@dataclass(frozen=True)
class Task:
    """Something that waits; `urgent` marks what cannot wait until tomorrow."""

    label: Any
    count: int
    url: str
    urgent: bool = False
    remarks: list[Remark] = field(default_factory=list)


def tasks_for(user: Any, at: datetime | None = None) -> list[Task]:
    """What waits for this person, the most pressing first."""
    return [
        *_requests(user, at),
        *_visits(user, at),
        *_safety_questions(user),
        *_cards(user),
        *_pages(user, at),
        *_links(user),
        *_missed_searches(user),
    ]


def _requests(user: Any, at: datetime | None) -> Iterator[Task]:
    if not user.has_perm("appointments.view_appointmentrequest"):
        return
    waiting = AppointmentRequest.objects.in_queue()
    apart = AppointmentRequest.objects.held_apart()
    kinds = [
        (_("Urgent requests"), waiting.urgent(), {"urgency__exact": "urgent"}, True),
        (_("Requests past their promised answer"), waiting.overdue(at), {"queue": "overdue"}, True),
        (_("Messages that were refused: call"), waiting.undelivered(), UNDELIVERED, True),
        (_("My requests"), waiting.owned_by(user), {"owner": "mine"}, False),
        (_("Requests that are nobody’s"), waiting.owned_by(None), {"owner": "nobody"}, False),
        (
            _("Patients to try to reach again"),
            waiting.to_try_again(at),
            {"queue": "try-again"},
            False,
        ),
        (_("Cost estimates to give"), waiting.owed_estimates(), {"queue": "estimates"}, False),
        (_("Open requests"), waiting, {}, False),
        (_("Requests held apart for a look"), apart, {"queue": "held-apart"}, True),
    ]
    for label, found, query, urgent in kinds:
        yield _task(label, found, "appointments_appointmentrequest", query, urgent=urgent)


def _visits(user: Any, at: datetime | None) -> Iterator[Task]:
    if not user.has_perm("appointments.change_appointmentrequest"):
        return
    at, url = at or timezone.now(), reverse("admin:appointments_visit_to_move")
    waiting = len(visits_to_move(at))
    yield Task(_("Visits to be moved"), waiting, url, urgent=bool(waiting))
    over = Visit.objects.without_outcome(at).count()
    yield Task(_("Past visits without an outcome"), over, f"{url}#without-outcome")


def _safety_questions(user: Any) -> Iterator[Task]:
    entry, sets = "clinic_safetyquestionset", SafetyQuestionSet.objects
    if user.has_perm("clinic.approve_safetyquestionset"):
        yield _task(_("Safety questions to approve"), sets.drafts(), entry, {})
    if user.has_perm("clinic.change_safetyquestionset"):
        yield _task(_("Safety questions to put in force"), sets.approved(), entry, {})


def _cards(user: Any) -> Iterator[Task]:
    entry = "articles_carecard"
    if user.has_perm("articles.review_page"):
        waiting = CareCard.objects.in_review()
        yield _task(_("Care cards to review"), waiting, entry, {"status__exact": "in-review"})
    if user.has_perm("articles.submit_carecard"):
        drafts = CareCard.objects.drafts()
        yield _task(_("Care cards to submit for review"), drafts, entry, {"status__exact": "draft"})


def _pages(user: Any, at: datetime | None) -> Iterator[Task]:
    for waiting in WAITING.values():
        for kind, entry, name in ENTRIES if waiting.is_for(user) else []:
            found = waiting.find(Page.objects.of_kind(kind), user, at)
            label = _("%(pages)s: %(what)s") % {"pages": name, "what": waiting.label}
            remarks = _reasons(found, entry) if waiting.name == "sent-back" else []
            yield _task(label, found, entry, {"waits": waiting.name}, remarks=remarks)


def _links(user: Any) -> Iterator[Task]:
    # A reviewer may look at the list too; mending is for those who write.
    if user.has_perm("articles.view_linkcheck") and user.has_perm("articles.submit_page"):
        broken, query = LinkCheck.objects.broken(), {"outcome__exact": Outcome.BROKEN.value}
        yield _task(_("Broken links"), broken, "articles_linkcheck", query)


def _missed_searches(user: Any) -> Iterator[Task]:
    if user.has_perm("articles.view_missedsearch") and user.has_perm("articles.add_synonym"):
        missed = MissedSearch.objects.to_answer()
        yield _task(_("Searched and not found"), missed, "articles_missedsearch", {})


def _reasons(sent_back: Any, entry: str) -> list[Remark]:
    """Why the pages came back, in the reviewers' words."""
    pages = sent_back.order_by("-updated_at")[:NAMED]
    moves = StatusChange.objects.filter(page__in=[page.pk for page in pages], act=Act.SEND_BACK)
    last = {move.page_id: move for move in moves.order_by("at", "pk")}
    return [
        Remark(f"{page.title}: {last[page.pk].reason}", _change_url(entry, page)) for page in pages
    ]


def _change_url(entry: str, page: Page) -> str:
    return reverse(f"admin:{entry}_change", args=[page.pk])


def _task(
    label: Any,
    found: Any,
    entry: str,
    query: dict,
    *,
    urgent: bool = False,
    remarks: list[Remark] | None = None,
) -> Task:
    url = reverse(f"admin:{entry}_changelist")
    count = found.count()
    address = f"{url}?{urlencode(query)}" if query else url
    return Task(label, count, address, bool(urgent and count), remarks or [])
