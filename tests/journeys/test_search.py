"""Searching in a real browser: suggestions while typing, by keyboard, by touch, and without JavaScript."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from articles.models import Synonym
from tests.browsing import DESKTOP, PHONE
from tests.factories import imported_page

SUGGESTIONS = "**/search/suggestions/**"


@pytest.fixture(autouse=True)
def library(transactional_db):
    Synonym.objects.all().delete()  # those that come with the site
    imported_page(title="Herniated disk", slug="herniated-disk", also_called=["Slipped disc"])
    imported_page(title="Sciatica")
    imported_page(title="Spinal fusion")
    imported_page(title="Spinal stenosis")


def field(page):
    return page.get_by_role("combobox", name="Search the site")


def options(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_and_wait(page, words, expected):
    field(page).press_sequentially(words, delay=20)
    expect(options(page)).to_have_text(expected)


def pointed_at(page):
    """The text of the option that the field points screen readers at, or None."""
    return page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent"
    )


def searched_for(page):
    address = urlsplit(page.url)
    return address.path, parse_qs(address.query).get("q")


def test_suggestions_are_walked_through_and_chosen_by_keyboard(page, axe):
    page.goto("/")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    type_and_wait(page, "spi", ["Spinal fusion", "Spinal stenosis"])
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("2 suggestions")
    axe(page)
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "ArrowDown"):
        page.keyboard.press(key)
        walked.append(pointed_at(page))
    assert walked == [
        "Spinal fusion", "Spinal stenosis", None, "Spinal stenosis", None, "Spinal fusion",
    ]  # fmt: skip
    expect(options(page).nth(0)).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_value("spi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert searched_for(page) == ("/search/", ["Spinal fusion"])


def test_escape_closes_the_suggestions_then_empties_the_field(page):
    page.goto("/health-library/")
    type_and_wait(page, "spi", ["Spinal fusion", "Spinal stenosis"])
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).to_have_value("spi")
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page)).to_have_count(2)
    assert pointed_at(page) is None
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    field(page).focus()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")


def test_enter_without_a_choice_searches_for_what_was_typed(page):
    page.goto("/search/")
    type_and_wait(page, "spi", ["Spinal fusion", "Spinal stenosis"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?*")
    assert searched_for(page) == ("/search/", ["spi"])


def test_suggestion_is_tapped_on_a_phone(phone_page, axe):
    phone_page.goto("/search/")
    type_and_wait(phone_page, "slip", ["Slipped disc see Herniated disk"])
    axe(phone_page)
    assert options(phone_page).nth(0).bounding_box()["height"] >= 44
    options(phone_page).nth(0).tap()
    phone_page.wait_for_url("**/search/?*")
    assert searched_for(phone_page) == ("/search/", ["Slipped disc"])


def test_answer_that_comes_late_is_dropped(page):
    page.add_init_script(
        """const ask = window.fetch;
        const later = (answer) => new Promise((done) => setTimeout(done, 600, answer));
        window.fetch = (url) => ask(url).then((answer) => url.includes("spi") ? later(answer) : answer);"""
    )
    page.goto("/search/")
    with page.expect_response(re.compile("q=spi")):
        field(page).press_sequentially("spi")
    field(page).fill("")
    type_and_wait(page, "sci", ["Sciatica"])
    page.wait_for_timeout(600)
    expect(options(page)).to_have_text(["Sciatica"])


@pytest.mark.parametrize("key", ["ArrowDown", "Space"])
def test_key_pressed_before_the_answer_loses_no_suggestion(page, key):
    page.add_init_script(
        """const ask = window.fetch;
        const told = new Promise((done) => { window.answerNow = done; });
        window.fetch = async (address, how) => {
            const answer = await ask(address, how);
            await told;
            how.signal.throwIfAborted();
            return answer;
        };"""
    )
    page.goto("/search/")
    with page.expect_response(SUGGESTIONS):
        field(page).press_sequentially("spi")
    page.keyboard.press(key)
    page.evaluate("answerNow()")
    expect(options(page)).to_have_text(["Spinal fusion", "Spinal stenosis"])
    expect(options(page).nth(0)).to_have_attribute("aria-selected", str(key == "ArrowDown").lower())


def test_without_an_answer_the_field_stays_a_plain_form(page, expect_problem):
    expect_problem("status of 500")
    page.route(SUGGESTIONS, lambda route: route.fulfill(status=500))
    page.goto("/search/")
    with page.expect_response(re.compile("suggestions")):
        field(page).press_sequentially("sciatica")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Sciatica").wait_for()


def test_search_works_without_javascript(page_without_js):
    page_without_js.goto("/")
    page_without_js.get_by_role("searchbox", name="Search the site").fill("sciatica")
    page_without_js.get_by_role("button", name="Search").click()
    page_without_js.get_by_role("link", name="Sciatica").click()
    assert page_without_js.get_by_role("heading", level=1).inner_text() == "Sciatica"


def test_results_are_narrowed_and_widened_again_on_a_phone_without_javascript(open_page):
    imported_page(title="Test for sciatica", subject="test")
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    page.goto("/search/?q=sciatica")
    expect(page.get_by_role("heading", name="2 pages for “sciatica”")).to_be_visible()
    page.get_by_text("Narrow these results").tap()
    page.get_by_role("navigation", name="By subject").get_by_role("link", name="Tests (1)").tap()
    expect(page.get_by_role("heading", name="1 page for “sciatica”")).to_be_focused()
    page.get_by_role("link", name="Remove: Tests").tap()
    expect(page.get_by_role("heading", name="2 pages for “sciatica”")).to_be_in_viewport()


def test_red_flag_comes_before_the_results_for_eyes_and_for_screen_readers(open_page, axe):
    for size in (PHONE, DESKTOP):
        page = open_page(viewport=size)
        page.goto("/search/?q=sciatica+and+i+can't+pee")
        headings = page.get_by_role("main").get_by_role("heading").all_inner_texts()
        assert "Call 911 now if you have any of these signs" in headings[1]
        assert "Sciatica" in headings[2:]
        expect(page.get_by_role("main").get_by_role("link", name="Call 911")).to_be_visible()
        axe(page)
    expect(page.get_by_role("complementary", name="Emergency call")).to_be_hidden()


def test_misspelled_search_is_repaired_and_can_be_insisted_on(page):
    page.goto("/search/")
    field(page).fill("siatica")
    page.keyboard.press("Enter")
    page.get_by_text("Showing results for sciatica.").wait_for()
    expect(page.get_by_role("link", name="Sciatica", exact=True)).to_be_visible()
    page.get_by_role("link", name="Search instead for “siatica”").click()
    page.get_by_role("heading", name="We found nothing for “siatica”").wait_for()
    expect(field(page)).to_have_value("siatica")
