"""The administrator's figures: counted rightly, told in a sentence, drawn, and with their table."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from appointments.models import EmergencyStop, Status, Visit
from appointments.staff import charts
from appointments.staff.figures import FIGURES, Period, answers, counts
from tests.factories import AccountFactory, LocationFactory

from .factories import RequestFactory
from .visits import working_provider

pytestmark = pytest.mark.django_db

REPORTS = reverse("admin:appointments_appointmentrequest_overview")
NEW_YORK = ZoneInfo("America/New_York")
# Three weeks from a Monday on; New York's clocks go forward in the second.
PERIOD = Period(date(2027, 3, 1), date(2027, 3, 21))
DAYS = {"first": "2027-03-01", "last": "2027-03-21"}


def moment(day, hour=9, minute=0):
    return datetime(2027, 3, day, hour, minute, tzinfo=NEW_YORK)


def picture(name):
    return reverse("admin:appointments_appointmentrequest_picture", args=[name])


@pytest.fixture(autouse=True)
def clinics_clock():
    with timezone.override(NEW_YORK):
        yield


@pytest.fixture
def ada(client):
    client.force_login(AccountFactory(groups=["Administrators"]))
    return client


def asked(day, *, after=None, promised=timedelta(hours=48), status=Status.CONTACTING, **fields):
    """A request of that day, answered so many hours later."""
    at = moment(day)
    request = RequestFactory(asked_at=at, answer_due=at + promised, status=status, **fields)
    if after is not None:
        request.changes.create(to_status=status, at=at + timedelta(hours=after))
    return request


def table(figure):
    return [figure.heads, *figure.rows]


# --- the numbers ---


def test_requests_are_counted_by_week_and_kind():
    asked(1)
    asked(7, kind="virtual", state="OH")
    asked(8)
    asked(9, held_because="burst")
    figure = counts.requests_by_week(PERIOD)
    assert table(figure) == [
        ["Week of", "In person", "Virtual, by video", "No preference", "All"],
        ["March 1, 2027", "0", "1", "1", "2"],
        ["March 8, 2027", "0", "0", "1", "1"],
        ["March 15, 2027", "0", "0", "0", "0"],
    ]
    assert figure.finding == "3 requests came; 2 in the busiest week, that of March 1, 2027."


def test_a_day_ends_at_midnight_of_the_clinics_clock():
    for at in (moment(21, 23, 59), moment(22, 0, 0), moment(1, 0, 0)):
        RequestFactory(asked_at=at)
    figure = counts.requests_by_week(PERIOD)
    assert [row[-1] for row in figure.rows] == ["1", "0", "1"]


def test_regions_and_outcomes_are_ranked_with_their_shares():
    for region in ("lumbar", "lumbar", "lumbar", "cervical"):
        asked(2, region=region)
    asked(3, region="lumbar", status=Status.CANCELLED)
    assert counts.requests_by_region(PERIOD).rows == [
        ["Lower back (lumbar spine)", "4", "80%"],
        ["Neck (cervical spine)", "1", "20%"],
    ]
    found = counts.outcomes(PERIOD)
    assert found.rows == [["Contacting", "4", "80%"], ["Cancelled by the patient", "1", "20%"]]
    assert found.finding == "The most frequent state now: Contacting (4 of 5, 80%)."


def test_answer_times_are_percentiles_held_against_the_promise():
    for hours in (2, 4, 6, 8, 70):
        asked(2, after=hours)
    asked(10, after=10)
    asked(10)
    figure = answers.answer_times(PERIOD)
    assert figure.rows == [
        ["March 1, 2027", "5", "5", "6.0 hours", "45.2 hours", "48.0 hours", "80%"],
        ["March 8, 2027", "2", "1", "10.0 hours", "10.0 hours", "48.0 hours", "100%"],
        ["All weeks", "7", "6", "7.0 hours", "40.0 hours", "48.0 hours", "83%"],
    ]
    assert [series.numbers for series in figure.series] == [
        [6.0, 10.0, None],
        [45.2, 10.0, None],
        [48.0, 48.0, None],
    ]
    assert figure.finding == (
        "Half of the answered requests had an answer within 7.0 hours, 9 of 10 within 40.0 hours; "
        "83% were answered by the promised time."
    )


def test_only_the_first_answer_counts_and_a_patients_cancelling_is_none():
    request = asked(2, after=5)
    request.changes.create(to_status=Status.BOOKED, at=moment(3, 9))
    cancelled = asked(2)
    cancelled.changes.create(to_status=Status.CANCELLED, at=moment(2, 10))
    last = answers.answer_times(PERIOD).rows[-1]
    assert last[1:4] == ["2", "1", "5.0 hours"]


def test_a_clinic_without_hours_promises_nothing():
    request = RequestFactory(asked_at=moment(2), answer_due=None)
    request.changes.create(to_status=Status.CONTACTING, at=moment(2, 12))
    assert answers.answer_times(PERIOD).rows[-1][3:] == ["3.0 hours", "3.0 hours", "–", "–"]


def test_long_waits_are_told_and_drawn_in_days():
    asked(2, after=96)
    figure = answers.answer_times(PERIOD)
    assert (figure.unit, figure.series[0].numbers[0]) == ("days", 4.0)
    assert figure.rows[0][3] == "4.0 days"


def test_no_shows_are_counted_by_the_week_of_the_visit():
    provider, place = working_provider(), LocationFactory()
    for hour, state in [(9, "completed"), (10, "arrived"), (11, "no_show"), (12, "booked")]:
        Visit.objects.create(
            request=RequestFactory(),
            provider=provider,
            kind="in-person",
            location=place,
            starts_at=moment(9, hour),
            ends_at=moment(9, hour, 30),
            time_zone="America/New_York",
            state=state,
        )
    figure = counts.visits_kept(PERIOD)
    assert figure.rows[1] == ["March 8, 2027", "2", "1", "33%"]
    assert figure.finding == "1 of 3 patients did not come (33%)."


def test_emergency_stops_are_counted_by_question_and_version():
    stops = [
        (1, "chest-pain", 1, 4),
        (2, "chest-pain", 1, 1),
        (5, "gone", 7, 2),
        (30, "gone", 7, 9),
    ]
    for day, question, version, count in stops:
        EmergencyStop.objects.create(
            question=question, set_version=version, day=date(2027, 3, day), count=count
        )
    rows = counts.emergency_stops(PERIOD).rows
    assert [(row[0].endswith("(version 1)"), row[1]) for row in rows] == [(True, "5"), (False, "2")]
    assert rows[1][0] == "gone (version 7)"


# --- the screen ---


def test_an_administrator_sees_every_figure_with_its_finding_and_table(ada):
    asked(2, after=5)
    page = BeautifulSoup(ada.get(REPORTS, DAYS).content, "html.parser")
    sections = page.select("section.figure")
    assert len(sections) == len(FIGURES)
    shown = [section for section in sections if section.find("img")]
    assert len(shown) == 4
    for section in shown:
        finding = section.select_one(".figure-finding").text
        assert {image["alt"] for image in section.find_all("img")} == {f"Chart: {finding}"}
        assert section.select_one("table caption") and section.select("tbody th[scope=row]")
        assert section.select_one(".figure-table")["tabindex"] == "0"


def test_the_last_twelve_weeks_are_shown_unless_others_are_chosen(ada):
    period = ada.get(REPORTS).context["period"]
    assert (period.last - period.first).days == 83
    assert period.last == timezone.localdate()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"first": "2027-03-21", "last": "2027-03-01"}, "must not lie before the first"),
        ({"first": "2020-01-01", "last": "2027-03-01"}, "two years at most"),
        ({"first": "soon", "last": "2027-03-01"}, "Enter a valid date"),
    ],
)
def test_days_that_can_not_be_shown_are_answered_with_a_sentence(ada, days, words):
    response = ada.get(REPORTS, days)
    assert words in response.content.decode()
    assert response.context["figures"] == []
    assert ada.get(picture("requests"), days).status_code == 400


@pytest.mark.parametrize("role", ["Schedulers", "Editors", "Clinical reviewers"])
def test_others_see_neither_reports_nor_the_way_there(client, role):
    client.force_login(AccountFactory(groups=[role]))
    assert client.get(REPORTS).status_code == 403
    assert client.get(picture("requests"), DAYS).status_code == 403
    assert REPORTS not in client.get(reverse("admin:index")).content.decode()


def test_the_desk_leads_an_administrator_there(ada):
    assert REPORTS in ada.get(reverse("admin:index")).content.decode()


def test_questions_to_the_database_do_not_grow_with_the_requests(
    ada, django_assert_max_num_queries
):
    for day in range(1, 15):
        asked(day, after=day, region="lumbar" if day % 2 else "cervical")
    with django_assert_max_num_queries(14):
        ada.get(REPORTS, DAYS)


# --- the pictures ---


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", charts.THEMES)
@pytest.mark.parametrize("size", charts.SIZES)
def test_every_figure_is_drawn_as_a_picture_that_runs_and_asks_for_nothing(ada, name, theme, size):
    asked(2, after=5)
    response = ada.get(picture(name), DAYS | {"theme": theme, "size": size})
    assert response["Content-Type"] == "image/svg+xml"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy
    drawn = BeautifulSoup(response.content, "xml")
    assert drawn.svg["viewBox"].startswith(f"0 0 {charts.SIZES[size][0]} ")
    assert not drawn.find("script")
    assert b"url(" not in response.content and b"@import" not in response.content


def test_a_picture_that_there_is_not_is_not_found(ada):
    for name, query in [("other", {}), ("requests", {"theme": "x"}), ("requests", {"size": "x"})]:
        assert ada.get(picture(name), DAYS | query).status_code == 404
