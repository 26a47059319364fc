"""Patients and staff who act on the same request at the same moment: nobody waits for ever, nothing is lost."""

import uuid

import pytest
from django.utils import timezone

from appointments import intake, own_changes, retention, rotation, scheduling
from appointments.models import AppointmentRequest, HasOwner, InvalidTransition, Status, Visit
from appointments.staff.contacting import keep_attempt
from appointments.staff.duplicates import merge
from clinic.models import Clinic
from tests.factories import AccountFactory

from .factories import RequestFactory
from .test_burst import run_at_once
from .visits import NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db(transaction=True)

# What somebody who comes too late is told; anything else would be a fault of ours.
SENTENCES = (InvalidTransition, HasOwner, retention.Refused)
ANSWERS = {
    "name": "Josefina Vega",
    "born": RequestFactory.born,
    "phone": "+1 216-555-0142",
    "email": "josefina.vega@example.org",
    "story": "It is worse now.",
}


def fresh(request):
    """The request as another process has it before it."""
    return AppointmentRequest.objects.get(pk=request.pk)


def acts_on(request, other, staff, provider):
    """One of everything that can be done with an offered request, or with one that may be the same."""
    first, second = request.offers.order_by("starts_at")
    now = timezone.now()
    wish = {"preferred_days": [["2027-03-04", "2027-03-05"]], "time_zone": "America/Chicago"}
    return {
        "accept": lambda: scheduling.accept(first, at=NOW),
        "accept another": lambda: scheduling.accept(second, at=NOW),
        "refuse": lambda: scheduling.refuse(fresh(request), at=NOW, words="Not in the morning"),
        "cancel": lambda: scheduling.cancel(fresh(request), by=None, at=NOW),
        "book": lambda: scheduling.book(fresh(request), slot(provider, at(15)), by=staff, at=NOW),
        "contact": lambda: scheduling.move_on(fresh(request), "contacting", by=staff, at=NOW),
        "lapse": lambda: scheduling.lapse(fresh(request), at=NOW),
        "note": lambda: own_changes.add_note(fresh(request), {"note_words": "By bus."}, at=NOW),
        "times": lambda: own_changes.change_times(fresh(request), wish, at=NOW),
        "amend": lambda: intake.submit(ANSWERS, at=now, submission_id=request.submission_id),
        "correct": lambda: intake.correct(fresh(request), {"topic": "Stenosis"}, by=staff, at=now),
        "take": lambda: fresh(request).take(by=staff),
        "try": lambda: keep_attempt(fresh(request), by=staff, outcome="reached"),
        "rotate": rotation.rotate_all,
        "anonymize": lambda: retention.anonymize(fresh(request), why="wish", at=now, by=staff),
        "join": lambda: merge(fresh(request), fresh(other), by=staff),
        "join the other way": lambda: merge(fresh(other), fresh(request), by=staff),
    }


@pytest.mark.parametrize("round_", range(2))
def test_whatever_comes_at_once_leaves_one_story(settings, round_):
    Clinic.objects.update(staff_email="desk@example.org")
    staff, provider = AccountFactory(), working_provider()
    request, other = RequestFactory(submission_id=uuid.uuid4()), RequestFactory()
    offered = [slot(provider, at(10)), slot(provider, at(11))]
    scheduling.offer(request, offered, by=staff, at=NOW)
    settings.PARTICULARS_KEYS = ["a newer key of this test", *settings.PARTICULARS_KEYS]
    acts = acts_on(request, other, staff, provider)
    results = dict(zip(acts, run_at_once(list(acts.values())), strict=True))

    raised = {name: r for name, r in results.items() if isinstance(r, Exception)}
    assert {name: r for name, r in raised.items() if not isinstance(r, SENTENCES)} == {}
    for one in AppointmentRequest.objects.all():
        changes = list(one.changes.order_by("pk"))
        assert [c.from_status for c in changes[1:]] == [c.to_status for c in changes[:-1]]
        assert changes == [] or changes[-1].to_status == one.status
        booked = one.visits.filter(state=Visit.State.BOOKED).count()
        assert booked == (one.status == Status.BOOKED)
        assert one.messages.filter(name="booked").count() == one.visits.count()
        assert one.messages.filter(name="cancelled").count() == sum(
            change.to_status == Status.CANCELLED for change in changes
        )
        assert bool(one.anonymized_at) == (one.name == "")
        assert not one.offers.open().exists() or one.status == Status.OFFERED
