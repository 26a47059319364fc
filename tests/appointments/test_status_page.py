"""What patients do on the open status page: answer an offer, change times, add a note, cancel."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import RequestFactory as Browser

from appointments import own_changes, scheduling, standing
from appointments.models import MOVES, OPEN, InvalidTransition, Message, Status
from appointments.status_page import StatusPage
from clinic.models import Clinic
from tests.factories import AccountFactory

from .factories import RequestFactory
from .visits import NOW, at, slot, working_provider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clinic(db):
    Clinic.objects.update(phone="+12165550100", staff_email="desk@example.org")


@pytest.fixture
def staff(db):
    return AccountFactory(groups=["Schedulers"])


class Patient:
    """Somebody with the date of birth, who presses the buttons of the page at a moment."""

    def __init__(self, request, *, now=NOW):
        self.request, self.now = request, now
        self.page = self.post(
            reference=request.reference, born_month="3", born_day="9", born_year="1958"
        )

    def post(self, *, site="same-origin", **typed):
        browser = Browser().post("/appointments/status/", typed, headers={"Sec-Fetch-Site": site})
        self.page = StatusPage(browser, at=self.now).respond().content.decode()
        self.request.refresh_from_db()
        return self.page

    def press(self, go, **typed):
        """Press a button, with the token that the page carries."""
        token = re.search(r'name="admission" value="([^"]+)"', self.page)
        return self.post(go=go, **({"admission": token[1]} if token else {}), **typed)

    def buttons(self):
        found = re.findall(r'<input type="hidden" name="go" value="(\w+)">', self.page)
        return [name for name in dict.fromkeys(found) if name != "prepare"]

    def said(self):
        """The sentence on top: what was done, or why not."""
        shown = re.search(
            r'class="(?:success|error-summary)[^>]*>(.*?)</div>', self.page, re.DOTALL
        )
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown[1])).split()) if shown else ""


def offered(staff, *times, **fields):
    request = RequestFactory(**fields)
    provider = working_provider(name="Ana Reyes")
    scheduling.offer(request, [slot(provider, each) for each in times], by=staff, at=NOW)
    return request


def booked(staff, starts=None, **fields):
    request = RequestFactory(**fields)
    visit = scheduling.book(request, slot(working_provider(), starts), by=staff, at=NOW)
    return request, visit


def names(request):
    return list(request.messages.values_list("name", flat=True))


# --- offers ---


def test_offered_times_are_told_in_the_patients_zone_with_whom_and_where(staff):
    patient = Patient(offered(staff, at(10), at(14), time_zone="America/Denver"))
    for words in (
        "<strong>Monday, March 1, 2027, 8:00 AM</strong> (Mountain Time)",
        "At the clinic it is then Monday, March 1, 2027, 10:00 AM.",
        "<strong>Monday, March 1, 2027, 12:00 PM</strong>",
        "Ana Reyes, MD",
        "1 Harbor Street",
    ):
        assert words in patient.page, words
    assert patient.buttons() == ["accept", "refuse", "times", "note", "cancel"]


def test_an_accepted_time_is_booked_and_the_others_are_gone(staff):
    patient = Patient(offered(staff, at(10), at(14)))
    second = patient.request.offers.last()
    patient.press("accept", offer=second.pk)
    assert patient.said() == "Your visit is booked."
    visit = patient.request.visits.get()
    assert (visit.starts_at, visit.booked_by) == (second.starts_at, None)
    assert patient.request.status == Status.BOOKED
    assert "Monday, March 1, 2027, 2:00 PM" in patient.page
    assert patient.buttons() == ["times", "note", "cancel"]


def test_an_offer_accepted_twice_is_one_visit(staff):
    patient = Patient(offered(staff, at(10)))
    offer = patient.request.offers.get()
    first = patient.page
    patient.press("accept", offer=offer.pk)
    patient.page = first
    patient.press("accept", offer=offer.pk)
    assert patient.said() == "Your visit is booked."
    assert patient.request.visits.count() == 1
    assert names(patient.request).count(Message.Name.BOOKED) == 1


def test_a_time_that_somebody_else_took_meanwhile_is_told_with_the_phone(staff):
    patient = Patient(offered(staff, at(10)))
    offer = patient.request.offers.get()
    other = slot(offer.provider, at(10), location=offer.location)
    scheduling.book(RequestFactory(), other, by=staff, at=NOW, override="First come")
    patient.press("accept", offer=offer.pk)
    assert "This time is no longer free." in patient.said()
    assert "Call (216) 555-0100" in patient.said()
    assert patient.request.status == Status.OFFERED


def test_nobody_accepts_somebody_elses_offer(staff):
    patient = Patient(offered(staff, at(10)))
    foreign = offered(staff, at(14)).offers.get()
    patient.press("accept", offer=foreign.pk)
    assert "Choose one of the answers in the list." in patient.said()
    assert patient.request.status == Status.OFFERED


def test_refused_times_give_the_request_back_with_the_patients_words(staff):
    patient = Patient(offered(staff, at(10), at(14)))
    patient.press("refuse", refuse_words="Only after 4")
    assert patient.said() == "Thank you for telling us. We will look for another time."
    assert patient.request.status == Status.CONTACTING
    change = patient.request.changes.last()
    assert (change.reason, change.by) == ("Only after 4", None)
    assert patient.buttons() == ["times", "note", "cancel"]
    assert Message.Name.ANSWER_NOTICE in names(patient.request)


# --- times, notes, cancelling ---


def test_other_times_are_taken_over_and_staff_see_the_earlier_ones():
    request = RequestFactory(preferred_days=[["2027-03-04", "2027-03-05"]], time_of_day=["morning"])
    patient = Patient(request)
    assert 'name="day1" value="2027-03-04"' in patient.page
    patient.press("times", day1="2027-03-10", time_of_day="midday", time_zone="America/Chicago")
    assert patient.said() == "We have the days and times that suit you."
    request = patient.request
    assert request.preferred_days == [["2027-03-10", "2027-03-10"]]
    assert (request.time_of_day, request.time_zone) == (["midday"], "America/Chicago")
    assert request.amendments.get().before["preferred_days"] == [["2027-03-04", "2027-03-05"]]
    assert names(request) == [Message.Name.AMENDMENT_NOTICE]


def test_wrong_days_come_back_with_their_errors_and_all_that_was_typed():
    patient = Patient(RequestFactory())
    patient.press("times", day1="2027-02-30", day2="2027-03-12", time_zone="America/Denver")
    assert "Write a day as month, day and year" in patient.said()
    assert '<details class="act" open>' in patient.page
    assert 'name="day1" value="2027-02-30"' in patient.page
    assert 'name="day2" value="2027-03-12"' in patient.page
    assert patient.request.preferred_days == []


def test_a_booked_visit_stays_booked_when_another_time_is_asked_for(staff):
    request, visit = booked(staff)
    patient = Patient(request)
    assert "Ask for another time" in patient.page
    patient.press("times", day1="2027-03-10", time_zone="America/New_York")
    visit.refresh_from_db()
    assert (patient.request.status, visit.state) == (Status.BOOKED, "booked")
    assert patient.request.preferred_days == [["2027-03-10", "2027-03-10"]]
    note = patient.request.notes.get()
    assert (note.text.startswith("Asks for another time"), note.by) == (True, None)


def test_who_asks_for_another_time_and_names_none_is_heard_once(staff):
    request, _visit = booked(staff)
    patient = Patient(request)
    for _press in range(2):
        patient.press("times", time_zone="America/New_York")
        assert patient.said() == "We have the days and times that suit you."
    assert request.notes.count() == 1
    assert names(request).count(Message.Name.AMENDMENT_NOTICE) == 1


def test_a_note_is_kept_once_however_often_it_is_sent():
    patient = Patient(RequestFactory())
    for _press in range(2):
        patient.press("note", note_words="My pictures come by mail.")
        assert patient.said() == "We have your note."
    note = patient.request.notes.get()
    assert (note.text, note.by) == ("My pictures come by mail.", None)
    assert names(patient.request) == [Message.Name.AMENDMENT_NOTICE]


def test_the_patients_looks_and_changes_are_on_record_with_where_they_came_from():
    request = RequestFactory()
    patient = Patient(request)
    patient.press("note", note_words="I can come on short notice.")
    patient.press("note", note_words="")
    Patient(RequestFactory()).press("prepare")
    looks = request.looks.order_by("pk").values_list("what", "by", "address", "at")
    assert list(looks) == [
        ("status-opened", None, "127.0.0.1", NOW),
        ("status-changed", None, "127.0.0.1", NOW),
    ]
    assert request.looks.last().who == "The patient"


def test_an_empty_note_is_not_sent():
    patient = Patient(RequestFactory())
    patient.press("note", note_words="  ")
    assert "Write your note first." in patient.said()
    assert not patient.request.notes.exists()


def test_a_cancelled_visit_frees_its_time_and_pressing_twice_changes_nothing(staff):
    request, visit = booked(staff)
    patient = Patient(request)
    first = patient.page
    patient.press("cancel", cancel_words="I feel better")
    assert patient.said() == "Your request is cancelled."
    visit.refresh_from_db()
    assert (patient.request.status, visit.state) == (Status.CANCELLED, "cancelled")
    assert patient.request.changes.last().reason == "I feel better"
    assert patient.buttons() == []
    patient.request.closed_at = NOW  # a case is closed by the clock on the wall
    patient.request.save()
    patient.page = first
    patient.press("cancel", cancel_words="I feel better")
    assert patient.said() == "Your request is cancelled."
    assert patient.request.changes.filter(to_status=Status.CANCELLED).count() == 1


# --- when it is too late ---


def test_within_the_cut_off_hours_the_phone_stands_instead(staff):
    request, visit = booked(staff)
    patient = Patient(request, now=visit.starts_at - timedelta(hours=24))
    assert patient.buttons() == ["times", "note", "cancel"]
    assert "here until Sunday, February 28, 2027, 10:00 AM (Eastern Time)." in patient.page
    open_page = patient.page
    patient = Patient(request, now=visit.starts_at - timedelta(hours=23, minutes=59))
    assert patient.buttons() == ["note"]
    assert "less than 24 hours away" in patient.page
    assert 'href="tel:+12165550100"' in patient.page
    patient.page = open_page
    for go in ("cancel", "times"):
        patient.press(go, time_zone="America/New_York")
        assert patient.said().startswith("That did not work It is too late to change this here.")
    assert patient.request.status == Status.BOOKED


def test_the_clinic_sets_the_cut_off(staff):
    Clinic.objects.update(change_until_hours=48)
    request, visit = booked(staff)
    assert Patient(request, now=visit.starts_at - timedelta(hours=47)).buttons() == ["note"]


@pytest.mark.parametrize("status", ["arrived", "completed", "no_show", "declined", "unreachable"])
def test_a_case_that_is_over_has_no_buttons(status):
    patient = Patient(RequestFactory(status=status))
    assert patient.buttons() == []
    patient.post(go="note", note_words="Late", admission=admission(patient))
    assert "This can’t be changed here any more." in patient.said()
    assert not patient.request.notes.exists()


@pytest.mark.parametrize("status", OPEN)
def test_the_page_offers_to_cancel_exactly_where_the_table_lets_it(status):
    buttons = Patient(RequestFactory(status=status)).buttons()
    assert ("cancel" in buttons) == (Status.CANCELLED in MOVES[status])


def admission(patient):
    return standing.admission(standing.Standing(patient.request, patient.now, None))


# --- the second check ---


@pytest.mark.parametrize("go", ["accept", "refuse", "times", "note", "cancel"])
def test_no_button_works_without_the_second_check(staff, go):
    patient = Patient(offered(staff, at(10)))
    patient.page = ""
    typed = {"offer": patient.request.offers.get().pk, "note_words": "Hello", "day1": "2027-03-10"}
    patient.press(go, **typed, time_zone="America/New_York")
    assert patient.request.status == Status.OFFERED
    assert not patient.request.notes.exists()
    assert patient.request.preferred_days == []
    assert 'name="born_month"' in patient.page


def test_the_token_of_one_request_opens_no_other():
    mine, other = Patient(RequestFactory()), RequestFactory()
    mine.press("note", note_words="For mine", reference=other.reference)
    assert mine.request.notes.count() == 1
    assert not other.notes.exists()


def test_another_sites_page_presses_no_button():
    patient = Patient(RequestFactory())
    token = re.search(r'name="admission" value="([^"]+)"', patient.page)[1]
    patient.post(go="cancel", admission=token, site="cross-site")
    assert "another website" in patient.said()
    assert patient.request.status == Status.NEW


def test_words_typed_into_a_page_that_expired_are_there_after_the_door():
    patient = Patient(RequestFactory())
    patient.now = NOW + timedelta(minutes=31)
    patient.press("note", note_words="My pictures come by mail.")
    assert "Please give the date of birth once more" in patient.said()
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', patient.page))
    assert carried == {"go": "note", "note_words": "My pictures come by mail."}
    born = {"born_month": "3", "born_day": "9", "born_year": "1958"}
    patient.post(reference=patient.request.reference, **born, **carried)
    assert "My pictures come by mail.</textarea>" in patient.page
    assert not patient.request.notes.exists()
    patient.press("note", note_words=carried["note_words"])
    assert patient.request.notes.get().text == "My pictures come by mail."


# --- clocks ---


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (datetime(2027, 3, 12, 15, tzinfo=UTC), "Friday, March 12, 2027, 8:00 AM"),
        (datetime(2027, 3, 15, 15, tzinfo=UTC), "Monday, March 15, 2027, 9:00 AM"),
        (datetime(2027, 11, 5, 15, tzinfo=UTC), "Friday, November 5, 2027, 9:00 AM"),
        (datetime(2027, 11, 8, 15, tzinfo=UTC), "Monday, November 8, 2027, 8:00 AM"),
    ],
)
def test_the_visits_time_is_right_on_both_sides_of_both_changes_of_the_clock(staff, starts, words):
    request, _visit = booked(staff, starts, time_zone="America/Denver")
    assert words in Patient(request).page


# --- the sheet to print ---


def test_the_sheet_tells_the_topic_the_visit_and_the_way(staff):
    request, visit = booked(staff, topic="Spinal stenosis", main_reason="opinion")
    visit.location.parking = "Park behind the house."
    visit.location.save()
    patient = Patient(request)
    patient.press("prepare")
    for words in ("Spinal stenosis", "Monday, March 1, 2027, 10:00 AM", "Park behind the house."):
        assert words in patient.page, words
    assert "Is there a way without surgery" in patient.page
    patient.press("show")
    assert "Where your request stands" in patient.page


def test_the_sheet_waits_behind_the_door_too():
    patient = Patient(RequestFactory(topic="Spinal stenosis"))
    patient.now = NOW + timedelta(minutes=31)
    patient.press("prepare")
    born = {"born_month": "3", "born_day": "9", "born_year": "1958"}
    patient.post(go="prepare", reference=patient.request.reference, **born)
    assert "Your visit is about: Spinal stenosis" in patient.page


# --- who may be told what ---


def asked_by_another(staff, sharing):
    fields = {"for_whom": "other", "sharing": sharing, "topic": "Spinal stenosis"}
    return booked(staff, **fields)[0]


def test_who_may_know_nothing_reads_the_state_alone_and_can_leave_a_note(staff):
    patient = Patient(asked_by_another(staff, "nothing"))
    assert "talk with the patient only" in patient.page
    assert "March 1" not in patient.page
    assert patient.buttons() == ["note"]
    patient.press("cancel")
    assert patient.request.status == Status.BOOKED


def test_the_link_went_to_the_patient_who_reads_it_all(staff):
    request = asked_by_another(staff, "nothing")
    opened = standing.look_up(request.reference, request.born, at=NOW, by_link=True)
    assert not opened.is_withheld
    assert opened.visit is not None
    again = standing.admitted(standing.admission(opened), at=NOW)
    assert again.by_link


@pytest.mark.parametrize(("sharing", "tells"), [("times", False), ("everything", True)])
def test_the_sheet_names_the_topic_only_where_everything_may_be_told(staff, sharing, tells):
    patient = Patient(asked_by_another(staff, sharing))
    assert "March 1" in patient.page
    patient.press("prepare")
    assert ("Spinal stenosis" in patient.page) == tells


def test_offers_that_are_gone_are_not_asked_about(staff):
    request = offered(staff, at(10))
    patient = Patient(request, now=at(10) - timedelta(minutes=5))
    assert "The times that we offered are no longer free." in patient.page
    assert patient.buttons() == ["times", "note", "cancel"]


def test_a_time_taken_once_is_not_called_booked_after_the_visit_was_cancelled(staff):
    request = RequestFactory()
    [offer] = scheduling.offer(request, [slot(working_provider())], by=staff, at=NOW)
    patient = Patient(request)
    old_page = patient.page
    patient.press("accept", offer=offer.pk)
    scheduling.cancel(request, by=staff, at=NOW)
    patient.page = old_page
    patient.press("accept", offer=offer.pk)
    assert "Your visit is booked." not in patient.page
    assert request.status == Status.CANCELLED


def test_a_note_that_waited_while_staff_closed_the_request_is_refused(staff):
    request = RequestFactory()
    seen = type(request).objects.get()
    scheduling.cancel(request, by=staff, at=NOW)
    with pytest.raises(InvalidTransition, match="Please call us"):
        own_changes.add_note(seen, {"note_words": "I come by bus."}, at=NOW)
    assert not request.notes.exists()
