"""Which of staff's pages about requests open for whom, and that no cache keeps them: every page there is."""

import pytest
from django.test import Client

from appointments import scheduling
from tests.factories import AccountFactory

from .factories import RequestFactory
from .test_junk import addresses, filled
from .visits import NOW, slot, working_provider

pytestmark = pytest.mark.django_db

# The calendar, without a name; the feeds, of which a clinician has the own one.
OF_CLINICIANS = {"/admin/appointments/visit/", "/admin/appointments/visit/feeds/"}
OF_ADMINISTRATORS = (
    "accessrecord",
    "anonymizing",
    "readtoken",
    "/anonymize/",
    "/hold/",
    "/reports/",
)


@pytest.fixture
def booked():
    request = RequestFactory(name="Wilhelmina Xanthopoulos")
    scheduling.book(request, slot(working_provider()), by=AccountFactory(), at=NOW)
    return request


def opened_by(role, request):
    """The pages that answer somebody in that role with a page; the answers by their addresses."""
    client = Client(raise_request_exception=False)
    client.force_login(AccountFactory(groups=[role]))
    pages = [filled(address, request) for address in addresses() if "admin/app" in address]
    answers = {page: client.get(page) for page in dict.fromkeys(pages)}
    return {page: answer for page, answer in answers.items() if answer.status_code == 200}


@pytest.mark.parametrize("role", ["Editors", "Clinical reviewers"])
def test_who_writes_pages_reads_no_request(role, booked):
    opened = opened_by(role, booked)
    assert set(opened) == (OF_CLINICIANS if role == "Clinical reviewers" else set())
    for page, answer in opened.items():
        told = answer.content.decode()
        assert "Xanthopoulos" not in told, page
        assert str(booked) not in told, page


def test_schedulers_open_what_they_work_with_and_nothing_that_is_an_administrators(booked):
    opened = opened_by("Schedulers", booked)
    assert len(opened) > 10
    assert [page for page in opened if any(part in page for part in OF_ADMINISTRATORS)] == []


@pytest.mark.parametrize("role", ["Schedulers", "Administrators"])
def test_no_cache_keeps_a_page_with_requests(role, booked):
    kept = {page: answer["Cache-Control"] for page, answer in opened_by(role, booked).items()}
    assert [page for page, told in kept.items() if "private" not in told] == []
    stored = {page for page, told in kept.items() if "no-store" not in told}
    # Back must bring back what was typed while somebody is on the phone.
    assert stored == {"/admin/appointments/appointmentrequest/add/"}
