"""The week and the day, visits to be moved, time off, and the private feeds."""

from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from appointments import scheduling
from appointments.models import AccessRecord, CalendarFeed, Visit
from appointments.staff.to_move import visits_to_move
from clinic.models import Holiday, ProviderHours, TimeOff
from spinecenter.desk import tasks_for
from tests.factories import AccountFactory, LocationFactory
from tests.form_data import form_data

from .factories import RequestFactory
from .visits import MONDAY, NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db

CALENDAR = reverse("admin:appointments_visit_changelist")
TO_MOVE = reverse("admin:appointments_visit_to_move")
FEEDS = reverse("admin:appointments_visit_feeds")
DAY = {"day": f"{MONDAY:%Y-%m-%d}"}


@pytest.fixture
def staff():
    return AccountFactory(username="sam", groups=["Schedulers"])


@pytest.fixture
def scheduler(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def place():
    return LocationFactory(name="Harbor Street")


@pytest.fixture
def provider(place):
    return working_provider(name="Ana Reyes", location=place)


def booked(wanted, staff, **fields):
    return scheduling.book(RequestFactory(**fields), wanted, by=staff, at=NOW)


def entries(page):
    return {
        column.title: [
            (f"{e.begins.astimezone(ZoneInfo('America/New_York')):%H:%M}", str(e.visit and e.visit.request))
            for e in column.entries
        ]
        for column in page.context["columns"]
    }  # fmt: skip


# --- week and day ---


def test_the_week_shows_visits_time_off_holidays_and_no_empty_weekend(scheduler, provider, staff):
    visit = booked(slot(provider, at(10)), staff, reference="K7M4QX9T")
    gone = booked(slot(provider, at(11)), staff)
    scheduling.cancel(gone.request, by=staff, at=NOW)
    provider.time_off.create(
        first_day=date(2027, 3, 3), last_day=date(2027, 3, 4), until_time=time(12)
    )
    Holiday.objects.create(date=date(2027, 3, 2), name="Founders' Day")
    page = scheduler.get(CALENDAR, DAY)
    assert entries(page) == {
        "Monday, March 1": [("10:00", "K7M4-QX9T")],
        "Tuesday, March 2": [],
        "Wednesday, March 3": [("00:00", "None")],
        "Thursday, March 4": [("00:00", "None")],
        "Friday, March 5": [],
    }
    words = page.content.decode()
    for said in (
        "Closed: Founders&#x27; Day",
        "All day",
        "12:00 AM to 12:00 PM",
        "Ana Reyes, MD is away",
    ):
        assert said in words
    assert visit.request.name.split()[0] in words
    saturday = Visit.objects.create(
        **slot(provider, at(10) + timedelta(days=5)).fields(visit.request),
        request=RequestFactory(),
        time_zone="UTC",
    )
    assert "Saturday, March 6" in entries(scheduler.get(CALENDAR, DAY))
    assert saturday.state == "booked"


def test_a_day_has_a_column_for_each_provider_at_work(scheduler, provider, staff, place):
    colleague = working_provider(name="Bo Lind", location=place, weekdays=[0], order=1)
    booked(slot(colleague, at(9)), staff, reference="K7M4QX9T")
    page = scheduler.get(CALENDAR, DAY | {"span": "day"})
    assert entries(page) == {"Ana Reyes, MD": [], "Bo Lind, MD": [("09:00", "K7M4-QX9T")]}
    assert page.context["columns"][0].hours[0] == "9:00 AM to 5:00 PM, Harbor Street"
    tuesday = scheduler.get(CALENDAR, {"day": "2027-03-02", "span": "day"})
    assert list(entries(tuesday)) == ["Ana Reyes, MD"]


def test_a_calendar_can_be_of_one_provider_one_place_or_by_video(scheduler, provider, staff):
    elsewhere = working_provider(name="Bo Lind")
    booked(slot(provider, at(9)), staff, reference="AAAA2222")
    booked(slot(provider, at(10), kind="virtual"), staff, state="OH", reference="BBBB2222")
    booked(slot(elsewhere, at(11)), staff, reference="CCCC2222")
    place = provider.hours.exclude(location=None).first().location
    for query, expected in [
        ({}, ["AAAA-2222", "BBBB-2222", "CCCC-2222"]),
        ({"provider": provider.pk}, ["AAAA-2222", "BBBB-2222"]),
        ({"place": place.pk}, ["AAAA-2222"]),
        ({"place": "video"}, ["BBBB-2222"]),
        ({"provider": elsewhere.pk, "place": place.pk}, []),
        ({"provider": "x", "place": "nowhere"}, ["AAAA-2222", "BBBB-2222", "CCCC-2222"]),
    ]:
        shown = entries(scheduler.get(CALENDAR, DAY | query))["Monday, March 1"]
        assert [reference for _, reference in shown] == expected, query


def test_the_ways_on_keep_what_was_chosen(scheduler, provider):
    page = scheduler.get(CALENDAR, DAY | {"provider": provider.pk, "place": "video"})
    ways = dict(page.context["shown"].ways())
    assert ways["Later"] == f"?day=2027-03-08&span=week&provider={provider.pk}&place=video"
    assert ways["One day"] == f"?day=2027-03-01&span=day&provider={provider.pk}&place=video"
    for junk in ("never", "2027-02-30", "0001-01-01", "9999-12-31", "\x00"):
        page = scheduler.get(CALENDAR, dict.fromkeys(("day", "span", "provider", "place"), junk))
        assert page.context["shown"].day == timezone.localdate()


@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 11, 7)])
def test_a_week_with_a_change_of_clocks_shows_each_visit_on_its_day(scheduler, staff, day):
    provider = working_provider(weekdays=[6], opens=time(0), closes=time(23, 59))
    midnight = MONDAY.replace(month=day.month, day=day.day)
    for starts in (midnight, midnight.replace(hour=23)):
        booked(slot(provider, starts), staff)
    page = scheduler.get(CALENDAR, {"day": day.isoformat()})
    title = f"Sunday, {day:%B} {day.day}"
    assert [when for when, _ in entries(page)[title]] == ["00:00", "23:00"]


def test_names_are_for_those_who_may_see_requests_and_each_look_is_on_record(
    client, provider, staff
):
    visit = booked(slot(provider), staff, name="Wilma Roe")
    client.force_login(AccountFactory(groups=["Clinical reviewers"]))
    words = client.get(CALENDAR, DAY).content.decode()
    assert "Visit" in words and "Ana Reyes, MD" in words
    for secret in ("Wilma", "Roe", str(visit.request), f"/{visit.request_id}/change"):
        assert secret not in words
    for screen in ("change", "history", "delete"):
        address = reverse(f"admin:appointments_visit_{screen}", args=[visit.pk])
        assert client.get(address).status_code in (403, 404)
    assert not AccessRecord.objects.exists()
    client.force_login(staff)
    assert "Wilma Roe" in client.get(CALENDAR, DAY).content.decode()
    look = AccessRecord.objects.get()
    assert (look.request, look.by, look.what) == (visit.request, staff, AccessRecord.What.SEEN)


def test_a_clinician_starts_with_the_own_calendar(client, provider, staff):
    provider.account = AccountFactory(groups=["Clinical reviewers"])
    provider.save()
    booked(slot(working_provider()), staff)
    client.force_login(provider.account)
    assert client.get(CALENDAR, DAY).context["shown"].provider == provider
    assert client.get(CALENDAR, DAY | {"provider": ""}).context["shown"].provider is None


@pytest.mark.parametrize("groups", [["Editors"], []])
def test_who_may_not_see_visits_sees_no_calendar(client, groups):
    client.force_login(AccountFactory(groups=groups))
    for page in (CALENDAR, TO_MOVE, FEEDS):
        assert client.get(page).status_code == 403


def test_a_calendar_asks_little_of_the_database(
    scheduler, provider, staff, django_assert_max_num_queries
):
    for hour in range(9, 17):
        booked(slot(provider, at(hour)), staff)
    with django_assert_max_num_queries(20):
        scheduler.get(CALENDAR, DAY)


# --- what must be moved ---


def why(found):
    return {str(visit.request): words for visit, words in found}


@pytest.mark.usefixtures("clock_stands")
def test_the_visits_of_a_provider_who_leaves_are_listed_to_be_moved(scheduler, provider, staff):
    booked(slot(provider, at(10)), staff, reference="AAAA2222")
    late = booked(slot(provider, at(10) + timedelta(days=7)), staff, reference="BBBB2222")
    booked(slot(working_provider()), staff)
    assert visits_to_move(NOW) == []
    provider.last_day = date(2027, 3, 5)
    provider.save()
    assert why(visits_to_move(NOW)) == {"BBBB-2222": "Ana Reyes, MD no longer works here then."}
    page = scheduler.get(TO_MOVE).content.decode()
    assert reverse("admin:appointments_appointmentrequest_rebook", args=[late.request_id]) in page
    tasks = {str(task.label): (task.count, task.url) for task in tasks_for(staff)}
    assert tasks["Visits to be moved"] == (1, TO_MOVE)
    provider.is_practicing, provider.last_day = False, None
    provider.save()
    assert len(visits_to_move(NOW)) == 2
    scheduling.move(late, slot(working_provider(), late.starts_at), by=staff, at=NOW)
    assert list(why(visits_to_move(NOW))) == ["AAAA-2222"]


def test_time_off_a_holiday_new_hours_and_a_lost_license_make_visits_to_move(provider, staff):
    days = [at(10) + timedelta(days=n) for n in range(4)]
    for starts, reference in zip(
        days, ["AAAA2222", "BBBB2222", "CCCC2222", "DDDD2222"], strict=True
    ):
        virtual = {"kind": "virtual", "patient_state": "OH"} if reference == "DDDD2222" else {}
        booked(slot(provider, starts, **virtual), staff, reference=reference)
    provider.time_off.create(first_day=date(2027, 3, 1), last_day=date(2027, 3, 1))
    Holiday.objects.create(date=date(2027, 3, 2), name="Founders' Day")
    ProviderHours.objects.filter(weekday=2).delete()
    provider.licensed_states = []
    provider.save()
    said = why(visits_to_move(NOW))
    assert "is away from" in said["AAAA-2222"]
    assert "closed" in said["BBBB-2222"]
    assert "has no hours" in said["CCCC-2222"]
    assert "not licensed in Ohio" in said["DDDD-2222"]


def test_a_time_chosen_against_the_hours_stays_and_what_is_over_needs_nothing(provider, staff):
    evening = slot(provider, at(18))
    scheduling.book(RequestFactory(), evening, by=staff, at=NOW, override="Evening clinic")
    assert visits_to_move(NOW) == []
    booked(slot(provider), staff)
    ProviderHours.objects.all().delete()
    assert len(visits_to_move(NOW)) == 1
    assert visits_to_move(at(11)) == []


def test_time_off_says_which_visits_are_in_the_way(scheduler, staff):
    provider = working_provider()
    day = timezone.localdate() + timedelta(days=10)
    inside = MONDAY.replace(year=day.year, month=day.month, day=day.day, hour=10)
    visit = scheduling.book(
        RequestFactory(reference="AAAA2222"),
        slot(provider, inside),
        by=staff,
        at=timezone.now(),
        override="So that the weekday does not matter",
    )
    add = reverse("admin:clinic_timeoff_add")
    data = {"provider": provider.pk, "first_day": day.isoformat(), "last_day": day.isoformat()}
    page = scheduler.post(add, data, follow=True)
    said = [str(m) for m in page.context["messages"]]
    expected = f"AAAA-2222, {day:%B} {day.day}, 10:00 AM"
    assert f"Visits are booked in this time off and must be moved: {expected}." in said
    assert page.request["PATH_INFO"] == TO_MOVE
    assert TimeOff.objects.count() == 1 and visit.state == "booked"
    harmless = data | {"from_time": "14:00", "until_time": "16:00"}
    page = scheduler.post(add, harmless, follow=True)
    assert not any("must be moved" in str(m) for m in page.context["messages"])
    wrong = data | {"from_time": "16:00", "until_time": "14:00"}
    page = scheduler.post(add, wrong)
    assert "The end must be later than the beginning." in page.content.decode()


def test_administrators_keep_the_hours_on_the_providers_form(client, provider):
    client.force_login(AccountFactory(groups=["Administrators"]))
    form = reverse("admin:clinic_provider_change", args=[provider.pk])
    page = client.get(form)
    assert page.context["inline_admin_formsets"][0].formset.total_form_count() == 10
    row = {"hours-0-opens": "07:15", "hours-0-closes": "16:00"}
    client.post(form, form_data(page, **row))
    assert time(7, 15) in provider.hours.values_list("opens", flat=True)
    again = client.post(form, form_data(page, **row | {"hours-0-closes": "07:00"}))
    assert "The end must be later than the beginning." in again.content.decode()


def test_past_visits_of_which_nobody_said_how_they_went_are_listed(scheduler, provider, staff):
    visit = booked(slot(provider), staff, reference="AAAA2222")
    assert not Visit.objects.without_outcome(at(10, 29)).exists()
    assert Visit.objects.without_outcome(at(10, 30)).get() == visit
    label = "Past visits without an outcome"
    tasks = {str(task.label): task.count for task in tasks_for(staff, at(11))}
    assert tasks[label] == 1
    past = timezone.now() - timedelta(days=1)
    Visit.objects.update(starts_at=past, ends_at=past + timedelta(minutes=30))
    assert "AAAA-2222" in scheduler.get(TO_MOVE).content.decode()
    scheduling.no_show(visit.request, by=staff, at=timezone.now())
    assert "AAAA-2222" not in scheduler.get(TO_MOVE).content.decode()


# --- feeds ---


def feed_of(provider, client):
    client.post(FEEDS, {"provider": provider.pk, "make": ""})
    ((_, feed, address),) = [row for row in client.get(FEEDS).context["rows"] if row[0] == provider]
    assert feed.provider == provider
    return address.removeprefix(settings.SITE_URL)


@pytest.mark.usefixtures("clock_stands")
def test_a_feed_tells_when_and_where_and_nothing_of_the_patient(scheduler, client, provider, staff):
    visit = booked(
        slot(provider, at(10)), staff, reference="K7M4QX9T", name="Wilma Roe", state="OH"
    )
    booked(slot(provider, at(11), kind="virtual"), staff, state="OH")
    booked(slot(working_provider(), at(10)), staff)
    cancelled = booked(slot(provider, at(12)), staff)
    scheduling.cancel(cancelled.request, by=staff, at=NOW)
    address = feed_of(provider, scheduler)
    client.logout()
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert not answer.cookies
    read = icalendar.Calendar.from_ical(answer.content)
    first, second = sorted(read.walk("VEVENT"), key=lambda event: event.start)
    assert (str(first["summary"]), str(first["location"])) == ("Visit K7M4-QX9T", "Harbor Street")
    assert (first.start, first.end) == (at(10).astimezone(UTC), at(10, 30).astimezone(UTC))
    assert str(first["uid"]) == f"{visit.calendar_uid}@visits"
    assert str(second["location"]) == "By video"
    assert not read.errors and not first.errors
    text = answer.content.decode()
    for secret in ("Wilma", "Roe", "video.example.org", "1958", "grandson", "vega"):
        assert secret not in text


@pytest.mark.usefixtures("clock_stands")
def test_a_moved_visit_is_the_same_event_counted_up(scheduler, client, provider, staff):
    visit = booked(slot(provider, at(10)), staff)
    address = feed_of(provider, scheduler)
    scheduling.move(visit, slot(provider, at(14)), by=staff, at=NOW)
    (event,) = icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert (event["sequence"], event.start) == (1, at(14).astimezone(UTC))
    assert str(event["uid"]) == f"{visit.calendar_uid}@visits"


def test_a_new_address_ends_the_old_one_and_a_feed_can_be_ended(scheduler, provider):
    old = feed_of(provider, scheduler)
    new = feed_of(provider, scheduler)
    assert old != new
    assert [scheduler.get(address).status_code for address in (old, new)] == [404, 200]
    scheduler.post(FEEDS, {"provider": provider.pk, "end": ""})
    assert scheduler.get(new).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_an_address_that_was_not_made_here_or_whose_provider_has_left_leads_nowhere(
    scheduler, provider
):
    address = feed_of(provider, scheduler)
    assert scheduler.get(address.replace(".ics", "x.ics")).status_code == 404
    assert scheduler.get(reverse("appointments:feed", args=["abc"])).status_code == 404
    provider.is_practicing = False
    provider.save()
    assert scheduler.get(address).status_code == 404


def test_a_clinician_makes_the_own_feed_only(client, provider):
    other = working_provider()
    provider.account = AccountFactory(groups=["Clinical reviewers"])
    provider.save()
    client.force_login(provider.account)
    assert feed_of(provider, client)
    assert client.post(FEEDS, {"provider": other.pk, "make": ""}).status_code == 403
    assert [row[0] for row in client.get(FEEDS).context["rows"]] == [provider]
    assert client.post(FEEDS, {"provider": "x", "make": ""}).status_code == 404
