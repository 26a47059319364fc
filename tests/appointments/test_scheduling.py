from datetime import UTC, date, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from appointments import scheduling
from appointments.models import (
    AppointmentRequest,
    InvalidTransition,
    Message,
    Offer,
    Status,
    Visit,
)
from appointments.scheduling import OutsideHours, SlotRefused, SlotTaken
from appointments.wording import write
from clinic.models import Clinic, Holiday
from tests.factories import AccountFactory, LocationFactory, ProviderFactory

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db):
    Clinic.objects.update_or_create(pk=1, defaults={"staff_email": "desk@example.org"})
    return AccountFactory(groups=["Schedulers"])


@pytest.fixture
def provider(db):
    return working_provider(name="Ana Reyes")


def booked(provider, staff, starts=None, **fields):
    return scheduling.book(RequestFactory(**fields), slot(provider, starts), by=staff, at=NOW)


def names(request):
    return list(request.messages.values_list("name", flat=True))


# --- booking ---


def test_booking_makes_a_visit_moves_the_request_and_owes_a_message(provider, staff):
    request = RequestFactory(time_zone="America/Denver")
    visit = scheduling.book(request, slot(provider), by=staff, at=NOW)
    assert (visit.starts_at, visit.ends_at) == (at(10), at(10, 30))
    assert (visit.state, visit.time_zone, visit.booked_by) == ("booked", "America/Denver", staff)
    assert (request.status, request.changes.get().by) == (Status.BOOKED, staff)
    message = request.messages.get()
    assert (message.name, message.visit) == (Message.Name.BOOKED, visit)


def test_a_patient_without_email_gets_no_message(provider, staff):
    assert names(booked(provider, staff, email="").request) == []


def test_a_time_that_is_taken_is_refused_with_whose_and_when_but_no_patient(provider, staff):
    booked(provider, staff, at(10))
    other = RequestFactory(name="Wilma Roe")
    with pytest.raises(SlotTaken) as refused:
        scheduling.book(other, slot(provider, at(10, 15)), by=staff, at=NOW)
    assert str(refused.value) == (
        f"{provider} has another visit on Monday, March 1, 2027, 10:00 AM, until 10:30 AM."
    )
    other.refresh_from_db()
    assert (other.status, names(other)) == (Status.NEW, [])


def test_visits_may_touch_and_two_providers_may_be_booked_at_once(provider, staff):
    booked(provider, staff, at(10))
    booked(provider, staff, at(10, 30))
    booked(provider, staff, at(9, 30))
    booked(working_provider(), staff, at(10))
    assert Visit.objects.booked().count() == 4


def test_the_time_of_a_cancelled_visit_is_free_again(provider, staff):
    scheduling.cancel(booked(provider, staff).request, by=staff, at=NOW)
    assert booked(provider, staff).state == "booked"


def test_a_request_is_booked_once(provider, staff):
    request = booked(provider, staff).request
    with pytest.raises(InvalidTransition, match="Move that one"):
        scheduling.book(request, slot(provider, at(14)), by=staff, at=NOW)
    assert Visit.objects.count() == 1


def test_a_closed_request_is_not_booked(provider, staff):
    request = RequestFactory(status=Status.DECLINED)
    with pytest.raises(InvalidTransition, match="can't become"):
        scheduling.book(request, slot(provider), by=staff, at=NOW)
    assert not Visit.objects.exists()


# --- what a time must be ---


def objections(provider):
    provider.time_off.create(first_day=date(2027, 3, 3), last_day=date(2027, 3, 3))
    provider.time_off.create(
        first_day=date(2027, 3, 4),
        from_time=time(13),
        last_day=date(2027, 3, 4),
        until_time=time(15),
    )
    Holiday.objects.create(date=date(2027, 3, 2), name="Founders' Day")
    provider.last_day = date(2027, 3, 5)
    provider.save()
    day = timedelta(days=1)
    return [
        (slot(provider, at(8, 45)), "outside the hours"),
        (slot(provider, at(16, 45)), "9 a.m. to 5 p.m."),
        (slot(provider, at(10), location=LocationFactory(name="Hill")), "no hours at Hill on Mon"),
        (slot(provider, at(10) + day), "closed on Tuesday, March 2, 2027 (Founders' Day)"),
        (slot(provider, at(10) + 2 * day), "is away from March 3, 2027, 12:00 AM until March 4"),
        (slot(provider, at(12, 45) + 3 * day), "away from March 4, 2027, 1:00 PM until March 4, 2027, 3"),
        (slot(provider, at(10) + 7 * day), "no longer works here then"),
    ]  # fmt: skip


def test_what_staff_may_set_aside_with_a_reason_is_refused_without_one(provider, staff):
    for wanted, words in objections(provider):
        with pytest.raises(OutsideHours) as refused:
            scheduling.book(RequestFactory(), wanted, by=staff, at=NOW)
        assert words in str(refused.value)
        visit = scheduling.book(
            RequestFactory(), wanted, by=staff, at=NOW, override="Agreed with her"
        )
        assert visit.override_reason == "Agreed with her"
    assert scheduling.book(
        RequestFactory(), slot(provider, at(15) + timedelta(days=3)), by=staff, at=NOW
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"minutes": 0}, "The end must be later than the beginning."),
        ({"minutes": -30}, "The end must be later than the beginning."),
        ({"minutes": 600}, "A visit lasts 8 hours at most."),
        ({"starts": NOW}, "This time is in the past."),
        ({"location": None}, "needs a location"),
        ({"kind": "virtual", "video_link": "", "patient_state": "OH"}, "needs a video link"),
        ({"kind": "virtual"}, "in which state"),
        ({"kind": "virtual", "patient_state": "TX"}, "is not licensed in Texas"),
    ],
)
def test_what_nobody_may_set_aside(provider, staff, fields, words):
    with pytest.raises(SlotRefused, match=words) as refused:
        scheduling.book(RequestFactory(), slot(provider, **fields), by=staff, at=NOW, override="!")
    assert not isinstance(refused.value, OutsideHours)


def test_a_virtual_visit_counts_the_state_of_the_request_or_the_one_told_by_phone(provider, staff):
    asked = RequestFactory(kind="virtual", state="OH")
    visit = scheduling.book(asked, slot(provider, kind="virtual"), by=staff, at=NOW)
    assert (visit.location, visit.patient_state) == (None, "OH")
    told = slot(provider, at(11), kind="virtual", patient_state="OH")
    assert scheduling.book(RequestFactory(), told, by=staff, at=NOW).patient_state == "OH"


# --- offers ---


def offered(provider, staff, *starts, **fields):
    request = RequestFactory(**fields)
    wanted = [slot(provider, start) for start in starts or [at(10), at(11), at(12)]]
    scheduling.offer(request, wanted, by=staff, at=NOW)
    return request


def states(request):
    return list(request.offers.order_by("starts_at").values_list("state", flat=True))


def test_up_to_three_times_are_offered_and_stand_as_long_as_the_clinic_says(provider, staff):
    request = offered(provider, staff)
    assert (request.status, states(request), names(request)) == ("offered", ["open"] * 3, ["offer"])
    assert {o.expires_at for o in request.offers.all()} == {NOW + timedelta(hours=48)}
    with pytest.raises(SlotRefused, match="one, two or three"):
        offered(provider, staff, *[at(hour) for hour in (10, 11, 12, 13)])
    with pytest.raises(SlotRefused, match="the same"):
        offered(provider, staff, at(15), at(15))


def test_accepting_an_offer_books_it_and_takes_the_others_back(provider, staff):
    request = offered(provider, staff)
    visit = scheduling.accept(request.offers.get(starts_at=at(11)), at=NOW)
    assert (visit.starts_at, visit.booked_by, visit.state) == (at(11), None, "booked")
    assert states(request) == ["withdrawn", "accepted", "withdrawn"]
    assert request.changes.last().by is None
    assert names(request) == ["offer", "booked", "answer_notice"]


def test_an_offer_is_accepted_once(provider, staff):
    offer = offered(provider, staff).offers.first()
    scheduling.accept(offer, at=NOW)
    with pytest.raises(InvalidTransition, match="no longer stands"):
        scheduling.accept(Offer.objects.get(pk=offer.pk), at=NOW)
    assert Visit.objects.count() == 1


def test_an_offered_time_that_went_to_somebody_else_is_no_longer_shown_or_given(provider, staff):
    request = offered(provider, staff)
    scheduling.book(RequestFactory(), slot(provider, at(10)), by=staff, at=NOW, override="Urgent")
    assert [o.starts_at for o in request.offers.acceptable(NOW)] == [at(11), at(12)]
    with pytest.raises(SlotTaken) as refused:
        scheduling.accept(request.offers.get(starts_at=at(10)), at=NOW)
    assert str(refused.value) == (
        "This time is no longer free. Please choose another one, or call us."
    )
    assert states(request) == ["open"] * 3


def test_a_time_offered_to_one_patient_is_given_to_another_only_with_a_reason(provider, staff):
    offered(provider, staff, at(10))
    with pytest.raises(OutsideHours, match="offered to another patient"):
        scheduling.book(RequestFactory(), slot(provider, at(10)), by=staff, at=NOW)
    assert scheduling.book(
        RequestFactory(), slot(provider, at(10)), by=staff, at=NOW + timedelta(hours=48)
    )


def test_refusing_brings_the_request_back_with_the_patients_words(provider, staff):
    request = offered(provider, staff)
    change = scheduling.refuse(request, at=NOW, words="Mornings are hard for me.")
    assert (request.status, states(request)) == (Status.CONTACTING, ["refused"] * 3)
    assert (change.by, change.reason) == (None, "Mornings are hard for me.")
    assert names(request) == ["offer", "answer_notice"]
    with pytest.raises(InvalidTransition, match="no offered time"):
        scheduling.refuse(request, at=NOW)


def test_an_offer_without_an_answer_lapses_and_comes_back_to_staff(provider, staff):
    request, answered = offered(provider, staff), offered(provider, staff, at(14))
    scheduling.accept(answered.offers.get(), at=NOW)
    late = NOW + timedelta(hours=48)
    assert scheduling.lapse_all(late - timedelta(seconds=1)) == 0
    with pytest.raises(InvalidTransition, match="no longer stands"):
        scheduling.accept(request.offers.first(), at=late)
    assert scheduling.lapse_all(late) == 1
    request.refresh_from_db()
    assert (request.status, states(request)) == (Status.CONTACTING, ["lapsed"] * 3)
    assert (request.changes.last().by, request.changes.last().automatic) == (None, True)
    assert scheduling.lapse_all(late) == 0


def test_a_request_that_no_key_opens_keeps_no_other_from_lapsing(provider, staff, settings):
    request = offered(provider, staff)
    ours, settings.PARTICULARS_KEYS = settings.PARTICULARS_KEYS, ["a key that is lost"]
    lost = offered(provider, staff, at(14))
    settings.PARTICULARS_KEYS = ours
    assert scheduling.lapse_all(NOW + timedelta(hours=48)) == 1
    request.refresh_from_db()
    assert (request.status, states(lost)) == (Status.CONTACTING, ["open"])


def test_an_offer_never_outlasts_its_own_time(provider, staff):
    friday = at(16) - timedelta(days=3)
    request = offered(provider, staff, friday, at(10))
    assert [o.expires_at for o in request.offers.all()] == [friday, NOW + timedelta(hours=48)]
    assert scheduling.lapse_all(friday) == 0  # the other one still stands
    assert states(request) == ["lapsed", "open"]


def test_booking_by_phone_or_moving_on_takes_offers_back(provider, staff):
    request = offered(provider, staff)
    scheduling.book(request, slot(provider, at(15)), by=staff, at=NOW)
    assert states(request) == ["withdrawn"] * 3
    other = offered(provider, staff)
    scheduling.move_on(other, Status.WAITLISTED, by=staff, at=NOW)
    assert states(other) == ["withdrawn"] * 3


# --- moving, cancelling, taking place ---


def test_moving_keeps_the_visit_and_its_calendar_name_and_tells_what_was(provider, staff):
    visit = booked(provider, staff)
    uid, colleague = visit.calendar_uid, working_provider()
    moved = scheduling.move(visit, slot(colleague, at(14)), by=staff, at=NOW)
    assert (moved.pk, moved.calendar_uid, moved.sequence) == (visit.pk, uid, 1)
    assert (moved.provider, moved.starts_at) == (colleague, at(14))
    change = moved.request.changes.last()
    assert (change.from_status, change.to_status) == (Status.BOOKED, Status.BOOKED)
    assert change.reason == f"Moved from Monday, March 1, 2027, 10:00 AM, {provider}."
    assert names(moved.request) == ["booked", "moved"]


def test_a_moved_visit_is_told_in_the_zone_that_the_patient_named_last(provider, staff):
    visit = booked(provider, staff)
    AppointmentRequest.objects.update(time_zone="America/Los_Angeles")
    moved = scheduling.move(visit, slot(provider, at(14)), by=staff, at=NOW)
    assert moved.patients_start.hour == 11


def test_a_visit_may_move_into_its_own_time_but_not_into_anothers(provider, staff):
    visit = booked(provider, staff, at(10))
    booked(provider, staff, at(11))
    scheduling.move(visit, slot(provider, at(10, 15)), by=staff, at=NOW)
    with pytest.raises(SlotTaken, match="another visit on Monday, March 1, 2027, 11:00 AM"):
        scheduling.move(visit, slot(provider, at(10, 45)), by=staff, at=NOW)
    assert Visit.objects.get(pk=visit.pk).starts_at == at(10, 15)


def test_a_move_to_the_very_same_time_or_of_a_cancelled_visit_is_refused(provider, staff):
    visit = booked(provider, staff)
    with pytest.raises(SlotRefused, match="this time already"):
        scheduling.move(visit, slot(provider), by=staff, at=NOW)
    scheduling.cancel(visit.request, by=staff, at=NOW)
    with pytest.raises(InvalidTransition, match="Only a booked visit"):
        scheduling.move(visit, slot(provider, at(14)), by=staff, at=NOW)


def test_cancelling_frees_the_time_counts_up_and_tells_both_sides(provider, staff):
    visit = booked(provider, staff)
    scheduling.cancel(visit.request, by=None, at=NOW, reason="I feel better.")
    visit.refresh_from_db()
    assert (visit.state, visit.sequence) == (Visit.State.CANCELLED, 1)
    assert visit.request.status == Status.CANCELLED
    assert names(visit.request) == ["booked", "cancelled", "answer_notice"]
    assert visit.request.messages.get(name="cancelled").visit == visit


def test_a_patient_sent_to_emergency_care_has_no_visit_any_more(provider, staff):
    visit = booked(provider, staff)
    scheduling.move_on(visit.request, Status.SENT_TO_EMERGENCY, by=staff, at=NOW)
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANCELLED
    assert names(visit.request) == ["booked", "cancelled"]


def test_a_visit_takes_place(provider, staff):
    visit = booked(provider, staff)
    scheduling.arrived(visit.request, by=staff, at=at(9, 50))
    visit.refresh_from_db()
    assert (visit.state, visit.request.status) == ("arrived", "arrived")
    scheduling.complete(visit.request, by=staff, at=at(10, 30))
    visit.refresh_from_db()
    assert (visit.state, visit.request.status) == ("completed", "completed")
    assert names(visit.request) == ["booked"]


def test_a_no_show_can_be_reopened_and_booked_again(provider, staff):
    visit = booked(provider, staff)
    scheduling.no_show(visit.request, by=staff, at=at(11))
    scheduling.move_on(visit.request, Status.CONTACTING, by=staff, at=at(12), reason="She called")
    again = scheduling.book(visit.request, slot(provider, at(15)), by=staff, at=at(12))
    visit.refresh_from_db()
    assert (visit.state, again.state) == ("no_show", "booked")


@pytest.mark.parametrize("act", [scheduling.arrived, scheduling.no_show])
def test_nobody_has_come_or_stayed_away_the_day_before(provider, staff, act):
    visit = booked(provider, staff)
    with pytest.raises(InvalidTransition, match="that can't be said yet"):
        act(visit.request, by=staff, at=at(10) - timedelta(days=1))
    visit.request.refresh_from_db()
    assert visit.request.status == Status.BOOKED


def test_a_booked_or_offered_state_needs_a_time(staff):
    for status in (Status.BOOKED, Status.OFFERED):
        with pytest.raises(InvalidTransition, match="Choose a time"):
            scheduling.move_on(RequestFactory(), status, by=staff, at=NOW)


# --- the database's own refusal ---


def row(provider, starts, ends, **fields):
    return Visit.objects.create(
        request=RequestFactory(),
        provider=provider,
        kind="in-person",
        location=LocationFactory(),
        starts_at=starts,
        ends_at=ends,
        **fields,
    )


def refused_by(constraint, *args, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row(*args, **fields)


def test_the_database_keeps_the_visits_of_one_provider_apart():
    provider, second = ProviderFactory(), timedelta(seconds=1)
    row(provider, at(10), at(11))
    for starts, ends in [
        (at(10), at(11)),
        (at(10) - second, at(10) + second),
        (at(11) - timedelta(microseconds=1), at(12)),
        (at(10, 20), at(10, 21)),
        (at(9), at(12)),
    ]:
        refused_by("one_visit_of_a_provider_at_a_time", provider, starts, ends)
        assert row(provider, starts, ends, state="cancelled")
    assert row(provider, at(9), at(10))
    assert row(provider, at(11), at(12))


def test_ranges_of_neighboring_providers_never_touch_at_the_ends_of_time():
    first, next_one = ProviderFactory(pk=2**30 - 2), ProviderFactory(pk=2**30 - 1)
    begin = timezone.datetime(1970, 1, 1, tzinfo=UTC)
    end = timezone.datetime(2200, 1, 1, tzinfo=UTC)
    assert row(first, begin, end)
    assert row(next_one, begin, end)
    refused_by("visit_is_in_our_time", first, end, end + timedelta(seconds=1))
    refused_by("visit_is_in_our_time", first, begin - timedelta(seconds=1), begin)
    too_many = ProviderFactory(pk=2**30)
    refused_by("visit_has_a_provider_that_can_be_kept_apart", too_many, at(10), at(11))


def test_no_extension_is_needed():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {name for (name,) in cursor.fetchall()} <= {"plpgsql"}


def test_the_database_refuses_a_visit_that_is_nowhere_or_two_at_once_of_one_request():
    provider = ProviderFactory()
    visit, other = row(provider, at(10), at(11)), row(provider, at(14), at(15))
    here = Visit.objects.filter(pk=visit.pk)
    for name, change in {
        "visit_is_at_a_place_or_by_video": {"location": None},
        "one_coming_visit_per_request": {"request": other.request},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            here.update(**change)


@pytest.mark.usefixtures("clock_stands")
def test_the_worker_closes_offers_that_ran_out_and_tells_staff(provider, staff):
    request = offered(provider, staff)
    request.offers.update(expires_at=timezone.now() - timedelta(seconds=1))
    call_command("deliver_messages", "--once", stdout=StringIO())
    request.refresh_from_db()
    assert request.status == Status.CONTACTING
    assert dict(request.messages.values_list("name", "state"))["answer_notice"] == "sent"


@pytest.mark.parametrize(
    ("day", "clinics_hour"),
    [(date(2027, 3, 12), 10), (date(2027, 3, 15), 10), (date(2027, 11, 8), 10)],
)
def test_messages_tell_the_time_on_the_patients_clock(staff, day, clinics_hour):
    provider = working_provider()
    start = at(clinics_hour).replace(month=day.month, day=day.day)
    request = RequestFactory(time_zone="America/Phoenix", language="es")
    scheduling.offer(request, [slot(provider, start)], by=staff, at=NOW)
    visit = scheduling.accept(request.offers.get(), at=NOW)
    scheduling.move(visit, slot(provider, start + timedelta(hours=1)), by=staff, at=NOW)
    # Arizona keeps its clocks: two hours behind New York in winter, three in summer.
    behind = 3 if date(2027, 3, 14) <= day < date(2027, 11, 7) else 2
    clinic = Clinic.objects.current()
    scheduling.cancel(request, by=staff, at=NOW)
    for name in ("booked", "moved", "cancelled"):
        email = write(request.messages.get(name=name), clinic, NOW)
        assert f"{11 - behind}:00 a.m. (Hora de Arizona)" in email.body, email.body
        assert request.name.split()[0] not in f"{email.subject} {email.body}"


def test_the_message_of_an_offer_lists_what_still_stands(provider, staff):
    request = offered(provider, staff, at(10), at(14))
    Visit.objects.create(**slot(provider, at(10)).fields(request), request=RequestFactory())
    email = write(request.messages.get(), Clinic.objects.current(), NOW)
    assert "2:00 PM (Eastern Time)" in email.body and "10:00 AM" not in email.body
