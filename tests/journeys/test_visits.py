"""From a request to a visit, on the staff's screens; each screen in front of axe-core."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from appointments.models import Status, Visit
from tests.appointments.factories import RequestFactory
from tests.appointments.visits import working_provider
from tests.factories import AccountFactory, LocationFactory

pytestmark = pytest.mark.django_db(transaction=True)

CALENDAR = reverse("admin:appointments_visit_changelist")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def provider():
    return working_provider(name="Ana Reyes", location=LocationFactory(name="Harbor Street"))


@pytest.fixture
def staff(page, sign_in):
    account = AccountFactory(username="sam", groups=["Schedulers"])
    sign_in(page, account)
    return account


def fits(page, width=320):
    """Nothing has to be scrolled sideways on a narrow screen."""
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wide <= width


def test_offer_accept_booked_moved_completed(page, staff, provider, axe):
    """
    Given a request for a visit in person
    When staff offer three times, the patient takes one on the phone and calls again to have it moved
    Then the visit stands in the calendar, and can be completed when the patient has come
    """
    request = RequestFactory(time_zone="America/Denver", location=provider.hours.first().location)
    address = reverse("admin:appointments_appointmentrequest_change", args=[request.pk])
    page.goto(address)
    page.get_by_role("link", name="Offer times").click()
    page.get_by_label("Provider").select_option(label="Ana Reyes, MD")
    page.get_by_label("Location").select_option(label="Harbor Street")
    axe(page)
    page.get_by_role("button", name="Show free times").click()
    page.get_by_role("button", name="Offer these times").click()
    page.get_by_text("Choose up to three times.").wait_for()
    axe(page)
    assert fits(page)
    for n in (0, 2, 5):
        page.locator(f"#id_starts_{n}").focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("The times are offered.").wait_for()
    axe(page)
    page.get_by_role("button", name="Patient accepts").nth(1).click()
    page.get_by_text("The visit is booked.").wait_for()
    expect(page.get_by_text("For the patient (Mountain Time)")).to_be_visible()

    page.get_by_role("link", name="Move the visit").click()
    page.get_by_role("button", name="Show free times").click()
    chosen = page.get_by_role("radio").first.get_attribute("value")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Move the visit").click()
    page.get_by_text("The visit is moved.").wait_for()
    visit = Visit.objects.get()
    assert (visit.starts_at.isoformat(), visit.sequence) == (chosen, 1)

    day = f"{visit.starts_at.astimezone(NEW_YORK):%Y-%m-%d}"
    for span in ("week", "day"):
        page.goto(f"{CALENDAR}?day={day}&span={span}")
        expect(page.get_by_role("link", name=str(request))).to_be_visible()
        axe(page)
        assert fits(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    expect(page.get_by_role("link", name=str(request))).to_be_visible()
    page.emulate_media(media="screen")

    now = timezone.now()
    Visit.objects.update(starts_at=now, ends_at=now + timedelta(minutes=30))
    page.goto(address)
    page.get_by_role("button", name="Has arrived").click()
    page.get_by_role("button", name="Complete", exact=True).click()
    page.get_by_text("Now: Completed.").wait_for()
    request.refresh_from_db()
    assert request.status == Status.COMPLETED


def test_what_must_be_moved_and_the_private_feeds(page, staff, provider, axe):
    provider.hours.all().delete()
    begins = timezone.now() + timedelta(days=2)
    Visit.objects.create(
        request=RequestFactory(status=Status.BOOKED),
        provider=provider,
        kind="in-person",
        location=LocationFactory(),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=30),
        time_zone="America/New_York",
    )
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="Visits to be moved").click()
    page.get_by_text("has no hours").wait_for()
    axe(page)
    page.goto(reverse("admin:appointments_visit_feeds"))
    page.get_by_role("button", name="Make a feed for Ana Reyes, MD").click()
    address = page.get_by_label("Address to copy").input_value()
    axe(page)
    assert "/appointments/calendar/" in address
