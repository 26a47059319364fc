"""Reminders by the clock: once each, for the time that stands, and never as news to somebody just told."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from appointments import reminders, scheduling
from appointments.models import Message, Visit
from appointments.notifications import deliver_pending

from .factories import RequestFactory
from .visits import at, slot, working_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions_of_old")]

DAY = timedelta(days=1)
STARTS = at(10)
LONG_BEFORE = STARTS - 10 * DAY
THREE, ONE = Message.Name.REMINDER_3_DAYS, Message.Name.REMINDER_1_DAY


def book(*, when=LONG_BEFORE, **fields):
    return scheduling.book(RequestFactory(**fields), slot(working_provider()), by=None, at=when)


def owed(visit):
    reminding = visit.messages.filter(name__in=[THREE, ONE])
    return list(reminding.order_by("pk").values_list("name", "sequence"))


def test_each_reminder_falls_due_at_its_moment_and_once():
    visit = book()
    assert reminders.owe_due(STARTS - 3 * DAY - timedelta(seconds=1)) == 0
    assert reminders.owe_due(STARTS - 3 * DAY) == 1
    assert reminders.owe_due(STARTS - 3 * DAY) == 0
    assert reminders.owe_due(STARTS - DAY - timedelta(seconds=1)) == 0
    assert reminders.owe_due(STARTS - DAY) == 1
    assert reminders.owe_due(STARTS - timedelta(minutes=1)) == 0
    assert owed(visit) == [(THREE, 0), (ONE, 0)]


@pytest.mark.parametrize(
    ("booked_before", "expected"),
    [
        (3 * DAY + timedelta(minutes=1), [(THREE, 0), (ONE, 0)]),
        (2 * DAY, [(ONE, 0)]),
        (timedelta(hours=20), []),
    ],
)
def test_a_visit_booked_within_the_time_of_a_reminder_gets_none(booked_before, expected):
    visit = book(when=STARTS - booked_before)
    for hours in range(80, 0, -1):
        reminders.owe_due(STARTS - timedelta(hours=hours))
    assert owed(visit) == expected


def test_a_moved_visit_gets_its_reminders_anew():
    visit = book()
    reminders.owe_due(STARTS - 3 * DAY)
    later = slot(visit.provider, STARTS + 7 * DAY)
    scheduling.move(visit, later, by=None, at=STARTS - 2 * DAY)
    for day in range(-2, 7):
        reminders.owe_due(STARTS + day * DAY)
    assert owed(visit) == [(THREE, 0), (THREE, 1), (ONE, 1)]


def test_a_visit_moved_at_short_notice_is_not_reminded_of_what_was_just_told():
    visit = book()
    nearer = slot(visit.provider, STARTS + timedelta(hours=1))
    scheduling.move(visit, nearer, by=None, at=STARTS - 2 * DAY)
    assert reminders.owe_due(STARTS - 2 * DAY + timedelta(hours=2)) == 0
    assert reminders.owe_due(STARTS - timedelta(hours=20)) == 1


@pytest.mark.parametrize("state", [s for s in Visit.State if s != Visit.State.BOOKED])
def test_only_a_booked_visit_is_reminded_of(state):
    book()
    Visit.objects.update(state=state)
    assert reminders.owe_due(STARTS - DAY) == 0


def test_nobody_without_an_address_is_owed_a_reminder():
    book(email="")
    assert reminders.owe_due(STARTS - DAY) == 0


def test_a_request_that_no_key_opens_keeps_no_other_from_its_reminder(settings):
    book()
    ours, settings.PARTICULARS_KEYS = settings.PARTICULARS_KEYS, ["a key that is lost"]
    book()
    settings.PARTICULARS_KEYS = ours
    assert reminders.owe_due(STARTS - DAY) == 2


def test_after_a_worker_was_away_only_the_reminder_that_still_fits_is_owed():
    visit = book()
    assert reminders.owe_due(STARTS - timedelta(hours=20)) == 1
    assert owed(visit) == [(ONE, 0)]


def test_a_reminder_that_waited_past_its_time_is_not_sent(post):
    visit = book()
    Message.objects.all().delete()
    reminders.owe_due(STARTS - DAY)
    deliver_pending(STARTS)
    assert visit.messages.get().state == Message.State.DROPPED
    assert post.taken == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_owe_each_reminder_once():
    visit = book()

    def work():
        reminders.owe_due(STARTS - 3 * DAY)
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert owed(visit) == [(THREE, 0)]


def test_the_worker_owes_and_sends_what_the_clock_makes_due(post):
    visit = book()
    Message.objects.all().delete()
    soon = timezone.now() + timedelta(hours=23)
    Visit.objects.update(
        booked_at=soon - 5 * DAY, starts_at=soon, ends_at=soon + timedelta(hours=1)
    )
    call_command("deliver_messages", "--once")
    assert visit.messages.get().state == Message.State.SENT
    assert len(post.taken) == 1
