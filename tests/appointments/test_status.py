"""The status page: reference and date of birth, five tries, patients' words."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments import privacy, standing, status_link
from appointments.models import Status, StatusTry
from appointments.standing import IN_PATIENTS_WORDS, Expired, Refused, look_up

from .factories import RequestFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("appointments:status")
BORN = date(1958, 3, 9)
NOW = timezone.now()


def ask(client, reference="K7M4-QX9T", **born):
    typed = {"reference": reference, "born_month": "3", "born_day": "9", "born_year": "1958"}
    return client.post(PAGE, typed | born).content.decode()


@pytest.mark.parametrize("status", Status)
def test_each_state_is_told_in_the_patients_words(status):
    request = RequestFactory(reference="K7M4QX9T", status=status)
    told = look_up("k7m4 qx9t", BORN, at=NOW)
    # An offer that does not stand any more has a sentence of its own.
    assert told.words == str(
        standing.NO_OFFER_STANDS if status == Status.OFFERED else IN_PATIENTS_WORDS[status]
    )
    assert str(status.label) not in told.words
    assert told.reference == str(request)


def test_the_page_tells_where_it_stands_and_nothing_else(client):
    RequestFactory(reference="K7M4QX9T")
    page = ask(client)
    assert "We have your request." in page
    for particular in ("Vega", "555-0142", "example.org", "grandson"):
        assert particular not in page


@pytest.mark.parametrize("reference", ["K7M4-QX9T", "K7M4-QX9R", "nonsense"])
def test_a_wrong_pair_reads_the_same_whether_or_not_the_request_exists(client, reference):
    RequestFactory(reference="K7M4QX9T")
    pages = [ask(client, reference, born_year="1959") for _try in range(6)]
    assert all("do not belong together" in page for page in pages[:5])
    assert "too many wrong tries" in pages[5]


def test_five_wrong_tries_lock_the_reference_for_an_hour_even_for_the_right_date():
    RequestFactory(reference="K7M4QX9T")
    for minute in range(5):
        with pytest.raises(Refused):
            look_up("K7M4QX9T", date(1959, 1, 1), at=NOW + timedelta(minutes=minute))
    with pytest.raises(Refused, match="too many"):
        look_up("K7M4QX9T", BORN, at=NOW + timedelta(minutes=59))
    assert look_up("K7M4QX9T", BORN, at=NOW + timedelta(minutes=61)).is_open


def test_asking_for_one_request_opens_nobody_elses(monkeypatch):
    RequestFactory(reference="K7M4QX9T")
    RequestFactory.create_batch(3, story="Somebody else's story")
    opened = []
    monkeypatch.setattr(
        privacy,
        "decrypt",
        lambda token, real=privacy.decrypt: opened.append(real(token)) or opened[-1],
    )
    assert look_up("K7M4QX9T", BORN, at=NOW).is_open
    assert "Somebody else's story" not in opened


def test_a_lock_holds_for_its_reference_only():
    RequestFactory(reference="K7M4QX9T")
    for _try in range(9):
        with pytest.raises(Refused):
            look_up("K7M4QX9R", BORN, at=NOW)
    assert look_up("K7M4QX9T", BORN, at=NOW)


def test_a_tries_row_does_not_tell_the_reference():
    with pytest.raises(Refused):
        look_up("K7M4QX9T", BORN, at=NOW)
    assert "K7M4" not in StatusTry.objects.get().reference_hash


def test_missing_answers_get_their_sentences_and_cost_no_try(client):
    page = client.post(PAGE, {}).content.decode()
    assert "Write the reference that you got when you sent the request." in page
    assert "Write the date of birth of the patient." in page
    assert not StatusTry.objects.exists()


def test_another_sites_page_can_not_ask(client):
    RequestFactory(reference="K7M4QX9T")
    typed = {"reference": "K7M4QX9T", "born_month": "3", "born_day": "9", "born_year": "1958"}
    page = client.post(PAGE, typed, headers={"Sec-Fetch-Site": "cross-site"}).content.decode()
    assert "another website" in page
    assert "We have your request." not in page


def test_the_page_sets_no_cookie_and_is_kept_by_nobody(client):
    answer = client.get(PAGE)
    assert not answer.cookies
    assert answer["Cache-Control"] == "private, no-cache"


def test_every_state_has_its_words():
    assert set(standing.IN_PATIENTS_WORDS) == set(Status)


def link_to(request):
    return status_link.path(request)


def by_link(client, request, **born):
    typed = {"born_month": "3", "born_day": "9", "born_year": "1958"}
    return client.post(link_to(request), typed | born).content.decode()


def test_a_link_and_the_date_of_birth_open_the_page(client):
    request = RequestFactory()
    door = client.get(link_to(request)).content.decode()
    assert 'name="born_month"' in door
    assert 'name="reference"' not in door
    assert "We have your request." not in door
    assert "We have your request." in by_link(client, request)


def test_a_link_tells_nobody_who_it_is_about(settings):
    settings.SITE_URL = "https://spine.example.org"
    link = status_link.url(RequestFactory(reference="K7M4QX9T", language="es"))
    assert link.startswith("https://spine.example.org/es/appointments/status/K7M4QX9T.")
    assert status_link.reference_in(link.rstrip("/").rpartition("/")[2]) == "K7M4QX9T"


def test_a_link_that_we_did_not_make_leads_to_the_reference(client):
    RequestFactory(reference="K7M4QX9T")
    page = client.get("/appointments/status/K7M4QX9T.forged/").content.decode()
    assert "not complete or not one of ours" in page
    assert 'name="reference"' in page
    assert 'action="/appointments/status/"' in page


def test_wrong_tries_by_link_and_by_reference_count_together(client):
    request = RequestFactory(reference="K7M4QX9T")
    for _try in range(3):
        assert "do not belong together" in by_link(client, request, born_year="1959")
    for _try in range(2):
        assert "do not belong together" in ask(client, born_year="1959")
    assert "too many wrong tries" in by_link(client, request)


def test_the_page_is_gone_90_days_after_the_case_was_closed():
    request = RequestFactory(reference="K7M4QX9T")
    request.move_to("cancelled", by=None)
    closed = request.changes.get().at
    assert look_up("K7M4QX9T", BORN, at=closed + timedelta(days=89)).reference == "K7M4-QX9T"
    with pytest.raises(Refused, match="closed some time ago"):
        look_up("K7M4QX9T", BORN, at=closed + timedelta(days=91))


def test_an_open_case_keeps_its_page():
    RequestFactory(reference="K7M4QX9T")
    assert look_up("K7M4QX9T", BORN, at=NOW + timedelta(days=400)).is_open


def test_the_open_page_asks_again_after_half_an_hour():
    standing_now = look_up(RequestFactory().reference, BORN, at=NOW)
    token = standing.admission(standing_now)
    assert standing.admitted(token, at=NOW + timedelta(minutes=29)).request == standing_now.request
    with pytest.raises(Expired):
        standing.admitted(token, at=NOW + timedelta(minutes=31))
    with pytest.raises(Expired):
        standing.admitted("forged", at=NOW)


def test_what_was_typed_travels_through_the_door(client):
    request = RequestFactory()
    page = client.post(
        link_to(request), {"admission": "old", "go": "note", "text": "I moved <away>"}
    ).content.decode()
    assert "Please give the date of birth once more" in page
    assert '<input type="hidden" name="text" value="I moved &lt;away&gt;">' in page
