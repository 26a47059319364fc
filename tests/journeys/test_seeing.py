"""Seeing words before and after they are published, in a real browser."""

import pytest
from playwright.sync_api import expect

from articles.models import share
from tests.browsing import DESKTOP, PHONE
from tests.factories import (
    AccountFactory,
    PageFactory,
    approved_card,
    published_page,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor():
    return AccountFactory(groups=["Editors"], first_name="Robin", last_name="Ashby")


def ready(page):
    page.locator("[data-page-form][data-ready]").wait_for()


def row(page, number):
    return page.locator("#sections-heading ~ ol > [data-row]").nth(number)


def width_in(frame):
    return frame.locator("html").evaluate("() => window.innerWidth")


def test_unsaved_words_are_previewed_as_a_phone_shows_them(page, sign_in, editor, axe):
    # Given a page that was saved, with its form open
    made = PageFactory(
        title="Sciatica", sections=[{"heading": h, "body": f"<p>Part {h}.</p>"} for h in "ABC"]
    )
    made.save_draft(by=editor)
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)

    # When the editor writes into an editor, moves a section, and asks for the preview by keyboard
    row(page, 0).locator("summary").click()
    text = row(page, 0).frame_locator(".cke_wysiwyg_frame").locator("body")
    text.click()
    text.press_sequentially("Unsaved words. ")
    row(page, 2).get_by_role("button", name="Move up: C").click()
    page.get_by_role("button", name="Preview", exact=True).press("Enter")

    # Then the frame shows them with a phone's layout
    frame = page.frame_locator("[name=page-preview]")
    frame.get_by_text("Unsaved words.").wait_for()
    assert [h.inner_text() for h in frame.locator(".part > h2").all()] == ["A", "C", "B"]
    assert width_in(frame) == 375
    expect(frame.get_by_role("button", name="Menu")).to_be_visible()
    axe(page)

    # And with a computer's
    page.get_by_label("Computer").check()
    assert width_in(frame) == 1200
    expect(frame.get_by_role("button", name="Menu")).to_be_hidden()

    # And nothing is saved, and the form is as it was left
    page.get_by_role("button", name="Close the preview").press("Enter")
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()
    assert "Unsaved words." in row(page, 0).locator("textarea").input_value()
    assert made.revisions.count() == 1
    page.get_by_role("button", name="Save draft").click()
    page.locator(".messagelist .success").wait_for()
    assert "Unsaved words." in made.sections.get(heading="A").body


def test_preview_without_scripts_opens_in_a_tab_of_its_own(page_without_js, sign_in, editor):
    made = PageFactory(title="Sciatica")
    made.save_draft(by=editor)
    sign_in(page_without_js, editor)
    page_without_js.goto(f"/admin/articles/article/{made.pk}/change/")
    page_without_js.get_by_label("Title", exact=False).first.fill("Not saved yet")
    with page_without_js.expect_popup() as tab:
        page_without_js.get_by_role("button", name="Preview", exact=True).click()
    tab.value.get_by_role("heading", name="Not saved yet").wait_for()


def test_reviewer_sees_what_changed_and_an_editor_brings_it_back(page, sign_in, editor, axe):
    # Given a live page whose draft says something else
    made = published_page(
        sections=[
            {"heading": "What helps?", "body": "<p>Rest in bed for a week.</p><p>Then walk.</p>"}
        ]
    )
    made.sections.update(body="<p>Walk every day for a week.</p><p>Then walk.</p>")
    made.save_draft(by=editor, reason="Rest does harm")
    sign_in(page, editor)

    # When somebody follows “See exactly what changed”
    page.goto(f"/admin/articles/article/{made.pk}/read/")
    page.get_by_role("link", name="See exactly what changed").first.click()

    # Then each word that went and came is marked, for eyes and for ears
    page.get_by_role("heading", name="1 place changed").wait_for()
    assert page.locator("del").first.inner_text().startswith("[removed:")
    assert "Rest in bed" in page.locator(".before", has=page.locator("del")).inner_text()
    assert "Walk every day" in page.locator(".after", has=page.locator("ins")).inner_text()
    axe(page)

    # When the editor chooses two revisions in the history by keyboard
    page.goto(f"/admin/articles/article/{made.pk}/history/")
    axe(page)
    page.get_by_label("Before: revision 1").press("Space")
    page.get_by_role("button", name="Compare the two chosen").press("Enter")
    page.get_by_role("heading", name="1 place changed").wait_for()

    # And brings the first one back
    page.goto(f"/admin/articles/article/{made.pk}/history/")
    page.get_by_role("link", name="Bring back… revision 1").click()
    page.get_by_label("Why").fill("The old words were right")
    axe(page)
    page.get_by_role("button", name="Bring revision 1 back as a draft").click()
    page.get_by_text("Revision 1 came back as revision 3, a draft.").wait_for()
    assert "Rest in bed" in made.sections.get().body


def test_screens_are_clean_for_axe_and_fit_a_phone_and_a_desk(open_page, sign_in, editor, axe):
    card = approved_card()
    live = published_page(sections=[{"heading": "A", "care_card": card}])
    live.sections.update(body="<p>New words.</p>")
    link = share(live.save_draft(by=editor), by=editor)
    page = open_page(viewport=PHONE, color_scheme="dark")
    sign_in(page, editor)
    entry = f"/admin/articles/article/{live.pk}"
    screens = ("look/", "compare/", "history/", "share/", "seen/", "restore/?revision=1")
    public = live.publications.get().get_absolute_url()
    for address in (
        *(f"{entry}/{name}" for name in screens),
        link.get_absolute_url(),
        f"{public}changes/",
    ):
        page.set_viewport_size(PHONE)
        page.goto(address)
        axe(page)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], address
