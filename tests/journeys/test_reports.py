"""The administrator's reports in a browser: drawn in both themes, on a phone, and before axe-core."""

import random
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments.models import EmergencyStop, Status
from tests.appointments.factories import RequestFactory
from tests.browsing import wait_until
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)

REPORTS = reverse("admin:appointments_appointmentrequest_overview")
ALL_DRAWN = "[...document.images].filter(i => i.checkVisibility()).every(i => i.naturalWidth > 0)"


@pytest.fixture
def busy_weeks():
    """Requests of the last weeks, the same in every run."""
    chance, now = random.Random(4), timezone.now()  # noqa: S311 - not for secrets
    for number in range(40):
        asked = now - timedelta(days=2 * number, hours=1)
        status = chance.choice([Status.CONTACTING, Status.BOOKED, Status.CANCELLED])
        request = RequestFactory(
            asked_at=asked,
            answer_due=asked + timedelta(days=2),
            region=chance.choice(["lumbar", "lumbar", "cervical", "several"]),
            kind=chance.choice(["in-person", "either"]),
            status=status,
        )
        wait = timedelta(hours=chance.uniform(1, 50))
        request.changes.create(to_status=Status.CONTACTING, at=asked + wait)
    for code in ("saddle-numbness", "chest-pain"):
        EmergencyStop.objects.create(question=code, set_version=1, day=now.date(), count=3)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_reports_are_drawn_readable_and_fit_a_phone(open_page, sign_in, axe, busy_weeks, theme):
    """
    Given requests of some weeks
    When an administrator opens the reports in the light or the dark theme
    Then every chart is drawn in it, axe-core finds nothing, a narrow screen holds the page, and paper stays light
    """
    page = open_page(color_scheme=theme)
    sign_in(page, AccountFactory(groups=["Administrators"]))
    page.goto(REPORTS)
    for figure in page.locator("section.figure").all():
        figure.scroll_into_view_if_needed()
    wait_until(page, ALL_DRAWN)
    drawn = page.locator("img:visible").evaluate_all("all => all.map(one => one.currentSrc)")
    assert len(drawn) == 5 and all(f"theme={theme}" in source for source in drawn)
    axe(page)
    # From here on it is about the page: no picture is asked of the server, which may be cleaned up already.
    page.route("**/reports/*.svg*", lambda route: route.fulfill(body="", status=204))
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print", color_scheme=theme)
    shown = "all => all.map(one => getComputedStyle(one).display != 'none')"
    assert set(page.locator(".chart-light").evaluate_all(shown)) == {True}
    assert set(page.locator(".chart-dark").evaluate_all(shown)) == {False}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 248)"
