"""The drawn spine in a real browser: for the keyboard, the mouse, and where the drawing does not come."""

import pytest
from playwright.sync_api import expect

from tests.browsing import wait_until
from tests.factories import published_page

LINKS = [
    "Neck cervical spine",
    "Upper and middle back thoracic spine",
    "Lower back lumbar spine",
    "Base of the spine sacrum and tailbone",
]


@pytest.fixture
def library(transactional_db):
    published_page(title="Sciatica", regions=["lumbar"])


def spine(page):
    return page.get_by_role("navigation", name="Where does it hurt?")


def dimmed(page):
    """The parts of the drawing that stand back."""
    return page.evaluate(
        "[...document.querySelectorAll('.region')].filter(e => getComputedStyle(e).opacity < 1)"
        ".map(e => e.classList[1].replace('region--', ''))"
    )


def test_keyboard_stops_once_at_each_part_which_stands_out(page, axe, library):
    page.goto("/")
    names = spine(page).get_by_role("link")
    assert [" ".join(name.split()) for name in names.all_inner_texts()] == LINKS
    names.nth(0).focus()
    for stop in range(4):
        at = page.evaluate("document.activeElement.textContent").split()
        assert " ".join(at) == LINKS[stop]
        regions = ["cervical", "thoracic", "lumbar", "sacral"]
        assert dimmed(page) == [region for region in regions if region != regions[stop]]
        page.keyboard.press("Tab")
    assert not page.evaluate("!!document.activeElement.closest('.region-map')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/health-library/?region=lumbar")
    chosen = spine(page).locator("[aria-current]")
    assert chosen.inner_text().split() == "Lower back lumbar spine, 1 page".split()
    expect(chosen.locator(".icon")).to_be_visible()
    assert dimmed(page) == ["cervical", "thoracic", "sacral"]
    axe(page)


def test_mouse_on_the_drawing_points_at_the_name_and_follows_it(page, library):
    page.goto("/")
    drawn = page.locator(".region--lumbar")
    box = drawn.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_until(
        page,
        "getComputedStyle(document.querySelector('.region-name--lumbar a')).textDecorationLine"
        " === 'underline'",
    )
    assert dimmed(page) == ["cervical", "thoracic", "sacral"]
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/health-library/?region=lumbar")
    # What is pointed at has precedence over what is chosen.
    spine(page).get_by_role("link", name="Neck").hover()
    assert dimmed(page) == ["thoracic", "lumbar", "sacral"]


def test_names_lead_on_where_the_drawing_does_not_come(open_page, expect_problem, library):
    page = open_page(java_script_enabled=False)
    expect_problem("Failed to load resource")
    page.route("**/spine*.svg", lambda route: route.abort())
    page.goto("/")
    spine(page).get_by_role("link", name="Lower back").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Lower back (lumbar spine)"
    expect(page.get_by_role("link", name="Sciatica")).to_be_visible()


def test_chosen_part_is_marked_where_the_reader_has_colors_of_their_own(page, library):
    page.emulate_media(forced_colors="active")
    page.goto("/health-library/?region=lumbar")
    outline = (
        "getComputedStyle(document.querySelector('.region-name a[aria-current]')).outlineStyle"
    )
    assert page.evaluate(outline) == "solid"
    assert dimmed(page) == ["cervical", "thoracic", "sacral"]
