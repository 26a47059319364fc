"""Every move of a request, tried by every role: by what the screen offers and by a hand-made POST."""

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from appointments.models import AppointmentRequest, Status
from tests.factories import AccountFactory

from .factories import RequestFactory
from .test_booking import at, chosen, url
from .test_requests import TABLE
from .visits import working_provider

pytestmark = pytest.mark.django_db

ALLOWED = ["scheduler", "administrator", "superuser"]
BLIND = ["anonymous", "without a role", "editor", "reviewer"]
SCREENS = {Status.OFFERED: "offer", Status.BOOKED: "book"}


def account(role):
    groups = {
        "scheduler": ["Schedulers"],
        "administrator": ["Administrators"],
        "editor": ["Editors"],
        "reviewer": ["Clinical reviewers"],
    }
    return AccountFactory(groups=groups.get(role, []), is_superuser=role == "superuser")


def signed_in(client, role):
    if role != "anonymous":
        client.force_login(account(role))
    return client


def standing(status, provider):
    """A request in a state, with the visit or the offer that belongs to it."""
    request = RequestFactory(status=status)
    now = timezone.now()
    place = provider.hours.exclude(location=None).first().location
    when = {"provider": provider, "kind": "in-person", "location": place}
    when |= {"starts_at": now, "ends_at": at(9)}
    if status in (Status.BOOKED, Status.ARRIVED):
        request.visits.create(**when, time_zone="America/New_York", state=status)
    if status == Status.OFFERED:
        request.offers.create(**when | {"starts_at": at(8)}, expires_at=at(8))
    return request


def try_by_hand(client, request, to, provider):
    """POST a move as no screen would, however the request stands."""
    if page := SCREENS.get(to):
        page = "rebook" if request.status == to == Status.BOOKED else page
        return client.post(url(request, page), chosen(provider, at(10)))
    return client.post(url(request, "move"), {"status": to, "reason": "By hand"})


def state_of(request):
    now = AppointmentRequest.objects.get(pk=request.pk)
    visits = sorted(now.visits.values_list("state", "starts_at"))
    return now.status, now.changes.count(), visits, now.offers.open().count(), now.messages.count()


def offered_moves(client, request):
    return {step.status for step in client.get(url(request)).context["steps"]}


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("status", Status)
def test_what_the_table_opens_is_offered_and_done_and_nothing_else(client, role, status):
    provider, client = working_provider(), signed_in(client, role)
    request = standing(status, provider)
    opened = set(TABLE[status].split())
    assert offered_moves(client, request) == opened
    for to in Status:
        before = state_of(request)
        with transaction.atomic():
            answer = try_by_hand(client, request, to, provider)
            assert answer.status_code == 302, (to, answer)
            after = state_of(request)
            if to in opened:
                assert (after[0], after[1]) == (to, before[1] + 1), to
            else:
                assert after == before, to
                told = [(said.level_tag, str(said)) for said in get_messages(answer.wsgi_request)]
                assert [level for level, _words in told] == ["error"], to
                assert told[0][1].endswith((".", "?")), told
            transaction.set_rollback(True)
        client.cookies.pop("messages", None)  # what was said has been read


@pytest.mark.parametrize("role", BLIND)
def test_who_may_not_see_requests_moves_none_and_is_told_so(client, role):
    provider, client = working_provider(), signed_in(client, role)
    for status in Status:
        request = standing(status, provider)
        before = state_of(request)
        for to in Status:
            answer = try_by_hand(client, request, to, provider)
            if role == "anonymous":
                assert answer["Location"].startswith("/admin/login/")
            else:
                assert answer.status_code == 403
                assert "Your account may not do this" in answer.content.decode()
        offer = request.offers.first()
        for page in ("accept", "refuse"):
            data = {"offer": offer.pk if offer else 1}
            assert client.post(url(request, page), data).status_code in (302, 403)
        assert state_of(request) == before
        request.visits.all().delete()  # the next one needs the provider's time


def test_a_request_that_is_not_there_is_not_found(client):
    client = signed_in(client, "scheduler")
    for page in ("offer", "book", "rebook"):
        address = reverse(f"admin:appointments_appointmentrequest_{page}", args=[999999])
        assert client.get(address).status_code == 404
