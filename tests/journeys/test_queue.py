"""Staff work the queue: take, call, join, hand over, print; each screen in front of axe-core."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from appointments.models import AppointmentRequest, Status
from tests.appointments.factories import RequestFactory
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)

QUEUE = reverse("admin:appointments_appointmentrequest_changelist")


def fits(page, width=320):
    """Nothing has to be scrolled sideways on a narrow screen."""
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wide <= width


def test_a_request_sent_twice_is_taken_called_joined_and_handed_over(page, sign_in, axe):
    """
    Given a request that a daughter sent twice for her mother, without an email address
    When a scheduler takes it, calls, joins the two, prints a letter and hands it over
    Then one request goes on, with a new owner, and who may be told what was in sight all along
    """
    sam = AccountFactory(username="sam", groups=["Schedulers"])
    kim = AccountFactory(first_name="Kim", last_name="Lind", groups=["Schedulers"])
    asked = {"for_whom": "other", "asker_name": "Luz Vega", "sharing": "times", "email": ""}
    first, second = RequestFactory(**asked), RequestFactory(**asked, urgent=True)
    sign_in(page, sam)
    told = page.get_by_text("Only dates, times and places").first

    page.goto(QUEUE)
    page.get_by_role("link", name=str(first)).click()
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("The request is yours.").wait_for()
    page.get_by_text("Add a contact attempt").click()
    page.get_by_role("button", name="Add attempt").click()
    page.get_by_text("Choose what came of it.").wait_for()
    expect(told).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_label("No answer").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Kept: No answer.").wait_for()
    axe(page)

    page.get_by_role("link", name=f"Compare with {second}").click()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name=f"Same: keep {first}").click()
    page.get_by_text(f"{second} is joined with this one.").wait_for()
    expect(page.get_by_role("heading", name=f"Joined with it: {second}")).to_be_visible()
    axe(page)
    page.evaluate("window.scrollTo(0, 900)")
    expect(told).to_be_visible()

    page.get_by_role("link", name="print a letter").click()
    page.get_by_role("heading", name=f"Your reference is {first}.").wait_for()
    axe(page)
    assert fits(page)
    page.go_back()
    page.locator("summary", has_text="Hand over").click()
    page.get_by_label("Hand over to").select_option(label="Kim Lind")
    page.get_by_role("button", name="Hand over").click()
    page.get_by_text("Kim Lind has the request now.").wait_for()

    kept, joined = AppointmentRequest.objects.order_by("pk")
    assert (kept.owner, kept.status, kept.is_urgent()) == (kim, Status.CONTACTING, True)
    assert (joined.status, joined.duplicate_of) == (Status.DUPLICATE, kept)
