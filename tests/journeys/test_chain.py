"""The chain in a real browser: three accounts, a schedule, a changed address, the screens around them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Page, Publication
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    administrator,
    approve,
    editor,
    publish,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db(transaction=True)


def ready(page):
    page.locator("[data-page-form][data-ready]").wait_for()


def press(page, name):
    """Follow the panel's button, then confirm with the one of the same name."""
    page.get_by_role("link", name=f"{name}…").click()
    page.get_by_role("button", name=name, exact=True).wait_for()


def confirm(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.locator(".messagelist .success").wait_for()


def test_words_go_from_editor_to_reviewer_to_administrator_to_patients(open_page, sign_in, axe):
    # Given an editor who has written a page
    writer, checker, publisher = editor(), reviewer(name="Maren Okafor"), administrator()
    made = PageFactory(title="Sciatica", slug="sciatica")
    made.save_draft(by=writer, reason="First words")
    desks = {}
    for account in (writer, checker, publisher):
        desks[account] = open_page()
        sign_in(desks[account], account)
    # When the editor submits it for review
    page = desks[writer]
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    press(page, "Submit for review")
    page.get_by_label("Ask this reviewer").select_option(label="Maren Okafor, MD")
    axe(page)
    confirm(page, "Submit for review")
    # Then the reviewer finds it on the desk and approves it
    page = desks[checker]
    page.goto("/admin/")
    page.get_by_role("link", name="Articles: to review, asked of me").click()
    page.get_by_role("link", name="Sciatica").click()
    axe(page)
    press(page, "Approve")
    axe(page)
    confirm(page, "Approve")
    # And the administrator publishes it
    page = desks[publisher]
    page.goto("/admin/")
    page.get_by_role("link", name="Articles: approved, to be published").click()
    page.get_by_role("link", name="Sciatica").click()
    ready(page)
    press(page, "Publish")
    assert page.get_by_label("What changed, for readers").input_value() == "First words."
    axe(page)
    confirm(page, "Publish")
    # And a patient reads who reviewed it
    page = open_page()
    page.goto("/health-library/sciatica/")
    page.get_by_text("Medically reviewed by").wait_for()
    page.get_by_role("link", name="Maren Okafor, MD").first.wait_for()


def test_schedule_leaves_the_present_words_up_until_its_time(open_page, sign_in):
    # Given a live page whose newer words are approved
    made = published_page(slug="sciatica", sections=[{"body": "<p>Present words.</p>"}])
    made.sections.update(body="<p>Coming words.</p>")
    made.save_draft(by=editor())
    approve(made)
    # When an administrator publishes them for tomorrow
    staff, patient = open_page(), open_page()
    sign_in(staff, administrator())
    staff.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(staff)
    press(staff, "Publish")
    expect(staff.get_by_text("In the clinic’s time zone:")).to_have_count(2)
    tomorrow = timezone.localtime() + timedelta(days=1)
    staff.get_by_label("When").fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    confirm(staff, "Publish")
    # Then patients read the present words
    patient.goto("/health-library/sciatica/")
    patient.get_by_text("Present words.").wait_for()
    # And the coming ones once that time has come, with nothing running in between
    day = timedelta(days=1, minutes=1)
    present, coming = Publication.objects.order_by("live_from")
    for publication in (coming, present):
        publication.live_from -= day
        publication.live_until = publication.live_until and publication.live_until - day
    present.save(update_fields=["live_from", "live_until"])
    coming.save(update_fields=["live_from"])
    patient.reload()
    patient.get_by_text("Coming words.").wait_for()


def test_changed_address_leads_to_the_page_for_ever(open_page, sign_in):
    # Given a live page that somebody bookmarked
    made = published_page(title="Sciatica", slug="sciatica")
    # When an editor changes its address, twice, and each goes live
    page = open_page()
    sign_in(page, editor())
    for slug in ("sciatic-pain", "leg-pain"):
        page.goto(f"/admin/articles/article/{made.pk}/change/")
        ready(page)
        page.get_by_label("Address on the site").fill(slug)
        page.get_by_role("button", name="Save draft").click()
        page.locator(".messagelist .success").wait_for()
        publish(Page.objects.get(pk=made.pk))
    # Then the bookmark leads there in one step
    answer = page.goto("/health-library/sciatica/")
    assert page.url.endswith("/health-library/leg-pain/")
    assert answer.request.redirected_from.redirected_from is None
    assert answer.request.redirected_from.response().status == 301
    page.get_by_role("heading", name="Sciatica", level=1).wait_for()


def test_screens_of_the_chain_are_clean_for_axe_and_fit_their_width(page, sign_in, axe):
    boss = AccountFactory(is_superuser=True)
    writer = editor()
    card = CareCardFactory()
    card.save_words(by=writer)
    live = published_page(sections=[{"care_card": card}])
    approved = PageFactory()
    approved.save_draft(by=writer)
    approve(approved)
    sign_in(page, boss)
    for address in [
        "/admin/",
        "/admin/articles/article/?review=30",
        "/admin/articles/carecard/",
        f"/admin/articles/carecard/{card.pk}/change/",
        f"/admin/articles/carecard/move/submit/?card={card.pk}",
        f"/admin/articles/article/move/publish/?page={approved.pk}",
        f"/admin/articles/article/move/approve/?page={approved.pk}",
        f"/admin/articles/article/move/retire/?page={live.pk}",
        f"/admin/articles/article/{live.pk}/read/",
        f"/admin/auth/user/{writer.pk}/hand-over/",
    ]:
        page.goto(address)
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
