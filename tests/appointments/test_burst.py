"""Many at once: threads with connections of their own, on a real PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from appointments import scheduling
from appointments.models import Message, Status, Visit
from appointments.scheduling import SlotTaken
from tests.factories import AccountFactory
from tests.locks import PATIENCE, wait_until_somebody_waits

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 50


def run_at_once(acts):
    """Each act in a thread of its own, all let go together: what it gave back, or what it raised."""
    gate = threading.Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            gate.wait(timeout=PATIENCE)
            return act()
        except Exception as raised:  # noqa: BLE001 - what was raised is what the test looks at
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_fifty_who_book_the_same_time_one_gets_it_and_the_others_a_sentence():
    provider, staff = working_provider(name="Ana Reyes"), AccountFactory()
    requests = [RequestFactory() for _ in range(AT_ONCE)]

    def book(request):
        return lambda: scheduling.book(request, slot(provider), by=staff, at=NOW)

    results = run_at_once([book(request) for request in requests])
    won = [result for result in results if isinstance(result, Visit)]
    lost = [result for result in results if isinstance(result, SlotTaken)]
    assert (len(won), len(lost)) == (1, AT_ONCE - 1), results
    assert {str(refused) for refused in lost} == {
        "Ana Reyes, MD has another visit on Monday, March 1, 2027, 10:00 AM, until 10:30 AM."
    }
    assert Visit.objects.get() == won[0]
    assert Message.objects.get().visit == won[0]
    statuses = [type(request).objects.get(pk=request.pk).status for request in requests]
    assert sorted(set(statuses)) == [Status.BOOKED, Status.NEW]
    assert statuses.count(Status.BOOKED) == 1


def test_of_many_who_move_one_request_the_table_lets_one_through():
    provider, staff, request = working_provider(), AccountFactory(), RequestFactory()

    def book(minutes):
        wanted = slot(provider, at(9, minutes), minutes=5)
        mine = type(request).objects.get(pk=request.pk)
        return lambda: scheduling.book(mine, wanted, by=staff, at=NOW)

    results = run_at_once([book(5 * n) for n in range(10)])
    assert [isinstance(result, Visit) for result in results].count(True) == 1
    assert {str(r) for r in results if not isinstance(r, Visit)} == {
        "This request has a visit already. Move that one."
    }
    assert Visit.objects.count() == request.changes.count() == 1


def test_of_ten_patients_who_accept_the_same_time_one_gets_it():
    provider, staff = working_provider(), AccountFactory()
    requests = [RequestFactory() for _ in range(10)]
    for request in requests:
        scheduling.offer(request, [slot(provider)], by=staff, at=NOW, override="First come")
    offers = [request.offers.get() for request in requests]
    results = run_at_once(
        [lambda offer=offer: scheduling.accept(offer, at=NOW) for offer in offers]
    )
    assert [isinstance(result, Visit) for result in results].count(True) == 1
    assert {str(r) for r in results if not isinstance(r, Visit)} == {
        "This time is no longer free. Please choose another one, or call us."
    }
    assert Visit.objects.count() == Message.objects.filter(name="booked").count() == 1


def test_of_ten_visits_moved_to_the_same_time_one_moves_and_the_others_stay():
    provider, staff = working_provider(), AccountFactory()
    starts = [at(9 + n // 2, 30 * (n % 2)) for n in range(10)]
    visits = [
        scheduling.book(RequestFactory(), slot(provider, start), by=staff, at=NOW)
        for start in starts
    ]
    goal = slot(provider, at(16))
    results = run_at_once(
        [lambda visit=visit: scheduling.move(visit, goal, by=staff, at=NOW) for visit in visits]
    )
    assert [type(result) for result in results].count(SlotTaken) == 9, results
    now = list(Visit.objects.values_list("starts_at", flat=True))
    assert now.count(at(16)) == 1 and len(set(now) & set(starts)) == 9


def test_a_visit_that_the_look_before_could_not_see_is_refused_by_the_database_with_the_same_words():
    """Somebody who writes past the booking's own queue, as an import or a console would."""
    provider, staff, late = working_provider(name="Ana Reyes"), AccountFactory(), RequestFactory()
    results = []
    early = slot(provider).fields(late) | {"request": RequestFactory(), "time_zone": "UTC"}

    def book():
        results.extend(
            run_at_once([lambda: scheduling.book(late, slot(provider), by=staff, at=NOW)])
        )

    rival = threading.Thread(target=book)
    with transaction.atomic():
        Visit.objects.create(**early)
        rival.start()
        wait_until_somebody_waits()
    rival.join(timeout=PATIENCE)
    assert [type(result) for result in results] == [SlotTaken]
    assert str(results[0]) == (
        "Ana Reyes, MD has another visit on Monday, March 1, 2027, 10:00 AM, until 10:30 AM."
    )
    late.refresh_from_db()
    assert (late.status, Message.objects.count(), Visit.objects.count()) == (Status.NEW, 0, 1)
