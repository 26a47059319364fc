"""Pages of people and places."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from clinic.models import Clinic, Holiday, OpeningHours, Weekday
from clinic.views import opening
from tests.factories import LocationFactory, ProviderFactory, picture_file

pytestmark = pytest.mark.django_db

MONDAY_NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def location():
    location = LocationFactory()
    OpeningHours.objects.create(
        location=location, weekday=Weekday.MONDAY, opens=time(8), closes=time(17)
    )
    return location


def test_team_shows_who_practices_here_and_nobody_who_left(client):
    ProviderFactory(name="Ana Reyes", slug="ana-reyes")
    ProviderFactory(name="Bo Gone", slug="bo-gone", is_practicing=False)
    page = client.get("/our-team/").content.decode()
    assert "Ana Reyes, MD" in page
    assert "Bo Gone" not in page


def test_each_portrait_says_its_own_size_so_that_nothing_moves_while_it_loads(client):
    for name, size in [("Ana Reyes", (90, 60)), ("Bo Lind", (60, 90))]:
        portrait = picture_file(size=size)
        portrait.name = f"portrait-{size[0]}-{size[1]}.jpeg"
        ProviderFactory(name=name, portrait=portrait)
    for _look in range(2):
        shown = client.get("/our-team/").content.decode()
        assert re.findall(r'width="(\d+)" height="(\d+)" alt=""', shown) == [
            ("90", "60"),
            ("60", "90"),
        ]


def test_clinician_who_left_keeps_a_page_that_says_so(client):
    ProviderFactory(name="Bo Gone", slug="bo-gone", is_practicing=False)
    page = client.get("/our-team/bo-gone/").content.decode()
    assert "Bo Gone no longer sees patients here." in page
    assert '<meta name="robots" content="noindex">' in page


def test_team_without_anybody_says_what_to_do(client):
    assert "not listed here yet" in client.get("/our-team/").content.decode()


def test_locations_without_any_say_what_to_do(client):
    assert "not listed here yet" in client.get("/locations/").content.decode()


def test_location_shows_hours_in_words_and_who_is_there(client, location):
    ProviderFactory(name="Ana Reyes").locations.add(location)
    page = client.get(location.get_absolute_url()).content.decode()
    assert "8 a.m. to 5 p.m." in page
    assert "Tuesday to Sunday" in page
    assert "Ana Reyes" in page


def test_closed_location_is_not_found(client):
    closed = LocationFactory(is_open=False)
    assert client.get(closed.get_absolute_url()).status_code == 404


def test_location_is_open_within_its_hours(location):
    assert opening(location, [], MONDAY_NOON, Clinic()).is_open


def test_location_is_closed_on_a_holiday_and_opens_the_week_after(location):
    holiday = Holiday(date=date(2026, 6, 1), name="Founders’ Day")
    state = opening(location, [holiday], MONDAY_NOON, Clinic())
    assert not state.is_open
    assert state.next == datetime(2026, 6, 8, 8, tzinfo=ZoneInfo("America/New_York"))


def test_location_without_hours_is_neither_open_nor_opening():
    state = opening(LocationFactory(), [], MONDAY_NOON, Clinic())
    assert (state.is_open, state.next) == (False, None)


@pytest.mark.parametrize("path", ["/our-team/", "/locations/"])
def test_people_and_places_are_cached_for_a_minute_without_cookies(client, path):
    response = client.get(path)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"
