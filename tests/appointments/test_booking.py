"""Staff's screens for offering, booking and moving."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments import scheduling
from appointments.models import AccessRecord, Status, Visit
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import coming_monday, slot, working_provider

pytestmark = pytest.mark.django_db

MONDAY = coming_monday()


def at(hour, minute=0):
    return MONDAY.replace(hour=hour, minute=minute)


def url(request, page="change"):
    return reverse(f"admin:appointments_appointmentrequest_{page}", args=[request.pk])


@pytest.fixture
def staff():
    return AccountFactory(username="sam", groups=["Schedulers"])


@pytest.fixture
def scheduler(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def provider():
    return working_provider(name="Ana Reyes")


def chosen(provider, *starts, **more):
    place = provider.hours.exclude(location=None).first().location
    iso = [start.astimezone(ZoneInfo("UTC")).isoformat() for start in starts]
    how = {"provider": provider.pk, "kind": "in-person", "location": place.pk, "minutes": 30}
    return {**how, "first": f"{MONDAY:%Y-%m-%d}", "starts": iso, **more}


def labels(page):
    return [label for _value, label in page.context["form"].fields["starts"].choices]


def errors(page):
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def test_the_screen_shows_free_times_in_the_clinics_and_the_patients_time(scheduler, provider):
    request = RequestFactory(time_zone="America/Denver")
    page = scheduler.get(url(request, "book"), chosen(provider))
    assert labels(page)[:2] == [
        f"{MONDAY:%a, %B} {MONDAY.day}, 9:00 AM (patient: 7:00 AM)",
        f"{MONDAY:%a, %B} {MONDAY.day}, 9:30 AM (patient: 7:30 AM)",
    ]
    assert "The patient is in Mountain Time." in page.content.decode()
    assert AccessRecord.objects.get().what == AccessRecord.What.OPENED


def test_a_time_is_booked_from_the_request(scheduler, provider, staff):
    request = RequestFactory()
    page = scheduler.post(url(request, "book"), chosen(provider, at(10)), follow=True)
    visit = Visit.objects.get()
    assert (visit.request, visit.starts_at, visit.booked_by) == (request, at(10), staff)
    words = page.content.decode()
    assert "The visit is booked." in words
    assert (
        f"{MONDAY:%A, %B} {MONDAY.day}, {MONDAY.year}, 10:00 AM to 10:30 AM, Ana Reyes, MD" in words
    )
    assert [look.what for look in AccessRecord.objects.order_by("pk")] == ["moved", "opened"]


def test_three_times_are_offered_and_the_patient_accepts_one_on_the_phone(scheduler, provider):
    request = RequestFactory()
    scheduler.post(url(request, "offer"), chosen(provider, at(10), at(11), at(14)))
    offer = request.offers.get(starts_at=at(11))
    page = scheduler.get(url(request)).content.decode()
    assert page.count("Patient accepts") == 3
    page = scheduler.post(url(request, "accept"), {"offer": offer.pk}, follow=True).content.decode()
    request.refresh_from_db()
    assert (request.status, request.visits.get().starts_at) == (Status.BOOKED, at(11))
    assert "The visit is booked." in page and "Patient accepts" not in page


def test_the_patient_refuses_on_the_phone(scheduler, provider):
    request = RequestFactory()
    scheduler.post(url(request, "offer"), chosen(provider, at(10)))
    scheduler.post(url(request, "refuse"), {"reason": "Only Fridays"})
    request.refresh_from_db()
    assert (request.status, request.changes.last().reason) == (Status.CONTACTING, "Only Fridays")
    again = scheduler.post(url(request, "refuse"), follow=True).content.decode()
    assert "There is no offered time to refuse any more." in again


def test_a_visit_is_moved(scheduler, provider, staff):
    request = RequestFactory()
    scheduling.book(request, slot(provider, at(10)), by=staff, at=timezone.now())
    page = scheduler.get(url(request, "rebook"))
    assert page.context["look"].initial["provider"] == provider
    page = scheduler.post(url(request, "rebook"), chosen(provider, at(14)), follow=True)
    assert "The visit is moved." in page.content.decode()
    assert request.visits.get().starts_at == at(14)


def test_a_taken_time_comes_back_with_a_sentence_and_what_was_typed(scheduler, provider, staff):
    scheduling.book(RequestFactory(), slot(provider, at(10)), by=staff, at=timezone.now())
    request = RequestFactory()
    data = chosen(provider, at(10), override="She asked for it")
    page = scheduler.post(url(request, "book"), data)
    when = f"{MONDAY:%A, %B} {MONDAY.day}, {MONDAY.year}, 10:00 AM, until 10:30 AM"
    assert errors(page) == {"starts": [f"Ana Reyes, MD has another visit on {when}."]}
    assert page.context["form"]["override"].value() == "She asked for it"
    words = page.content.decode()
    assert f'value="{data["starts"][0]}"' in words and "She asked for it" in words
    assert "checked" in words
    request.refresh_from_db()
    assert request.status == Status.NEW


def test_another_time_outside_the_hours_needs_a_reason(scheduler, provider):
    request = RequestFactory()
    data = chosen(provider, day=f"{MONDAY:%Y-%m-%d}", clock="18:00")
    page = scheduler.post(url(request, "book"), data)
    ((said,),) = errors(page).values()
    assert "This lies outside the hours of Ana Reyes, MD" in said
    assert "or say here why" in said
    assert page.context["form"]["clock"].value() == "18:00"
    scheduler.post(url(request, "book"), data | {"override": "Evening clinic that day"})
    assert request.visits.get().override_reason == "Evening clinic that day"


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({}, "starts", "Choose one time."),
        ({"day": "2027-03-01"}, "clock", "Give both a day and a time."),
        ({"clock": "10:00"}, "day", "Give both a day and a time."),
        (
            {"day": "2027-03-14", "clock": "02:30"},
            "clock",
            "There is no 2:30 AM on March 14, 2027: clocks go forward. Choose another time.",
        ),
        (
            {"day": "2027-11-07", "clock": "01:30"},
            "which",
            "1:30 AM comes twice on November 7, 2027: clocks go back. Say which one you mean.",
        ),
        ({"day": "2020-03-02", "clock": "10:00"}, "starts", "This time is in the past."),
        ({"day": "9999-12-31", "clock": "10:00"}, "day", "Check the year."),
        ({"day": "0001-01-01", "clock": "10:00"}, "day", "Check the year."),
        ({"kind": "virtual", "patient_state": "OH"}, "video_link", "needs a video link"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_that_can_mend_it(
    scheduler, provider, more, field, words
):
    request = RequestFactory()
    page = scheduler.post(url(request, "book"), chosen(provider) | more)
    assert words in " ".join(errors(page)[field])
    for name, typed in more.items():
        assert page.context["form"][name].value() == typed
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("which", "utc"), [("0", "05:30"), ("1", "06:30")])
def test_a_time_that_comes_twice_is_booked_as_it_was_meant(scheduler, which, utc):
    provider = working_provider(weekdays=[6], opens=time(0), closes=time(6))
    november = date(timezone.localdate().year + 1, 11, 1)
    clocks_go_back = november + timedelta(days=6 - november.weekday())  # the first Sunday
    data = chosen(provider, day=clocks_go_back.isoformat(), clock="01:30", which=which)
    request = RequestFactory()
    scheduler.post(url(request, "book"), data)
    assert f"{request.visits.get().starts_at:%H:%M}" == utc


def test_a_virtual_visit_asks_where_the_patient_will_be_and_for_a_license_there(
    scheduler, provider
):
    request = RequestFactory()
    data = chosen(provider, at(10), kind="virtual", video_link="https://video.example.org/r")
    assert "patient_state" in errors(scheduler.post(url(request, "book"), data))
    said = errors(scheduler.post(url(request, "book"), data | {"patient_state": "TX"}))["starts"]
    assert said == ["Ana Reyes, MD is not licensed in Texas, where the patient will be."]
    scheduler.post(url(request, "book"), data | {"patient_state": "OH"})
    visit = request.visits.get()
    assert (visit.kind, visit.location, visit.patient_state) == ("virtual", None, "OH")


def test_a_kind_in_person_needs_a_place_before_any_time_is_shown(scheduler, provider):
    page = scheduler.get(url(RequestFactory(), "book"), chosen(provider, location=""))
    assert page.context["form"] is None
    assert page.context["look"].errors == {"location": ["Choose the location of the visit."]}


JUNK = [
    *("", "tomorrow", "\x00", "2027-03-01T10:00:00", "2027-99-01T10:00:00Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-14:00"),
]


@pytest.mark.parametrize("junk", JUNK)
def test_a_moment_made_by_hand_that_is_none_chooses_nothing(scheduler, provider, junk):
    page = scheduler.post(url(RequestFactory(), "book"), chosen(provider) | {"starts": junk})
    assert errors(page) == {"starts": ["Choose one time."]}


def test_the_next_step_is_the_one_prominent_thing(scheduler, provider, staff):
    request, now = RequestFactory(), timezone.now()
    expected = {
        Status.NEW: "Start contacting",
        Status.CONTACTING: "Offer times",
        Status.WAITLISTED: "Offer times",
        Status.CANCELLED: "Start contacting",
    }
    for status, words in expected.items():
        shown = RequestFactory(status=status)
        assert scheduler.get(url(shown)).context["steps"][0].words == words
    scheduling.book(request, slot(provider, at(10)), by=staff, at=now)
    steps = scheduler.get(url(request)).context["steps"]
    assert [step.words for step in steps] == [
        "Move the visit",
        "Patient cancels",
        "Sent to emergency care",
    ]
    today = now - timedelta(minutes=5)
    Visit.objects.update(starts_at=today, ends_at=now + timedelta(minutes=25))
    steps = scheduler.get(url(request)).context["steps"]
    assert steps[0].words == "Has arrived" and "Did not come" in [step.words for step in steps]
    page = scheduler.post(url(request, "move"), {"status": "arrived"}, follow=True)
    assert page.context["steps"][0].words == "Complete"
    assert request.visits.get().state == Visit.State.ARRIVED


def test_a_screen_that_does_not_fit_the_state_says_so(scheduler, provider, staff):
    closed = RequestFactory(status=Status.DECLINED)
    for page in ("offer", "book", "rebook"):
        answer = scheduler.get(url(closed, page), follow=True)
        words = "No time can be chosen for a request that is “Declined by the clinic”."
        assert [str(m) for m in answer.context["messages"]] == [words]
    request = RequestFactory()
    scheduling.book(request, slot(provider, at(10)), by=staff, at=timezone.now())
    answer = scheduler.post(url(request, "book"), chosen(provider, at(14)), follow=True)
    assert [str(m) for m in answer.context["messages"]] == [
        "This request has a visit already. Move that one."
    ]
    assert Visit.objects.get().starts_at == at(10)


@pytest.mark.parametrize("junk", ["", "x", "²", "999999"])
def test_an_offer_that_is_not_the_requests_own_is_not_found(scheduler, provider, junk):
    request = RequestFactory()
    assert scheduler.post(url(request, "accept"), {"offer": junk}).status_code == 404
