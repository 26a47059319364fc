"""Reading the site in a real browser: every public page, in light and dark, on a phone and on paper."""

import re
from itertools import pairwise

import html5lib
import pytest
from playwright.sync_api import expect

from articles.models import Kind
from tests import clean_slate
from tests.browsing import in_light_and_dark
from tests.factories import (
    approved_card,
    editor,
    imported_page,
    publish,
    published_page,
    reviewer,
)

NARROW = {"width": 320, "height": 640}
BESIDE_THE_SITEMAP = [
    "/search/",
    "/search/?q=slipped+disc",
    "/search/?q=xylophone",
    "/health-library/?region=lumbar&subject=treatment",
    "/health-library/?letter=S",
    "/health-library/?topic=nobody-knows-this",
]
# The others are the same templates with other words.
IN_SPANISH = [
    "/es/",
    "/es/health-library/",
    "/es/health-library/estenosis-espinal/",
    "/es/privacy/",
    "/es/appointments/request/",
]
WIDE_TABLE = (
    "<table><tbody><tr>" + "<td>Spondylolisthesis</td>" * 12 + "</tr></tbody></table>"
    "<table><thead><tr><th>When</th><th>What you can do</th></tr></thead>"
    "<tbody><tr><td>Week 1</td><td>Short walks</td></tr></tbody></table>"
)


@pytest.fixture
def demo(demonstration_kept, transactional_db):
    clean_slate.go_back_to("demonstration")


@pytest.fixture
def public_pages(demo, client):
    """Every address in the sitemap, and what readers reach beside it; a narrowed library stands for all."""
    sitemap = client.get("/sitemap.xml").content.decode()
    listed = re.findall(r"<loc>http://[^/]+(.*?)</loc>", sitemap)
    assert "/health-library/sciatica/" in listed
    english = [
        path
        for path in listed
        if not path.startswith(("/appointments", "/es/")) and "?" not in path
    ]
    return [*english, *BESIDE_THE_SITEMAP, *IN_SPANISH]


def hard_page():
    """All that can break a narrow screen, on one page."""
    card = approved_card(heading="Call 911 if you " + "notice " * 10, items="x" * 120)
    sections = [
        {"heading": "", "body": f"<p>{'Pneumonoultramicroscopic' * 12}</p>", "care_card": card},
        {"heading": "Tables", "body": WIDE_TABLE},
        {
            "heading": "L" + "o" * 140 + "ng",
            "body": '<p><a href="https://example.org/x">' + "y" * 200 + "</a></p>",
        },
        *({"heading": f"Part {number}"} for number in range(60)),
    ]
    return imported_page(title="Electroneuromyography " * 6 + "of the spine", sections=sections)


def overflow(page):
    """How many pixels a page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def heading_levels(page):
    return page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
    )


def unbroken(levels):
    """One h1, and no level is skipped on the way down."""
    return levels.count(1) == 1 and all(deep <= above + 1 for above, deep in pairwise(levels))


def one_of_each_kind(paths):
    """The first page of every section of the site, and all that stand for themselves."""
    firsts = {path.rpartition("/")[0].rpartition("/")[0] or path: path for path in paths[::-1]}
    return [path for path in paths if path in firsts.values()]


def test_public_pages_are_accessible_in_light_and_dark(page, axe, public_pages):
    for path in one_of_each_kind(public_pages):
        page.goto(path)
        in_light_and_dark(page, axe)


def test_public_pages_are_accessible_and_fit_at_320_pixels(open_page, axe, public_pages):
    page = open_page(viewport=NARROW, is_mobile=True, has_touch=True)
    looked_into = one_of_each_kind(public_pages)
    for path in public_pages:
        page.goto(path)
        assert overflow(page) == 0, path
        assert unbroken(heading_levels(page)), (path, heading_levels(page))
        if path in looked_into:
            axe(page)


def test_public_pages_are_valid_html(client, public_pages):
    for path in public_pages:
        html5lib.HTMLParser(strict=True).parse(client.get(path).content)


def test_hardest_page_fits_every_width(open_page, axe, transactional_db):
    path = hard_page().publications.get().get_absolute_url()
    for width in (320, 375, 768, 1280, 2560):
        page = open_page(viewport={"width": width, "height": 800})
        page.goto(path)
        assert overflow(page) == 0, width
        if width in (320, 1280):
            axe(page)


def test_farewell_page_is_accessible_and_leads_on(page, axe, expect_problem, transactional_db):
    retired = published_page(title="Bed rest")
    retired.retire(by=reviewer())
    expect_problem("status of 410")
    page.goto(f"/health-library/{retired.slug}/")
    axe(page)
    page.get_by_role("main").get_by_role("link", name="Health library, A to Z").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Health library"


def test_unknown_address_is_accessible(page, axe, expect_problem, transactional_db):
    expect_problem("status of 404")
    page.goto("/nothing/here/")
    axe(page)


def test_targets_on_a_phone_are_large_enough_to_tap(phone_page, demo):
    for path in ["/", "/health-library/", "/our-team/", "/locations/"]:
        phone_page.goto(path)
        small = phone_page.evaluate(
            """[...document.querySelectorAll('a, button, input, summary')]
                .filter(e => e.offsetParent && !e.closest('p, address, .skip, svg'))
                .filter(e => e.getBoundingClientRect().height < 43.5)
                .map(e => e.outerHTML.slice(0, 120))"""
        )
        assert small == [], path


def test_body_text_is_large_and_lines_are_60_to_70_characters(page, demo):
    page.goto("/health-library/herniated-disk/")
    style, longest = page.evaluate(
        """() => {
            const paragraphs = [...document.querySelectorAll('.rich > p')];
            const range = document.createRange();
            let longest = 0;
            for (const p of paragraphs) {
                const node = p.firstChild;
                if (!node || node.nodeType !== 3) continue;
                let start = 0, top = null;
                for (let i = 0; i < node.length; i++) {
                    range.setStart(node, i); range.setEnd(node, i + 1);
                    const y = Math.round(range.getBoundingClientRect().top);
                    if (top !== null && y > top + 4) { longest = Math.max(longest, i - start); start = i; }
                    top = y;
                }
            }
            const s = getComputedStyle(paragraphs[0]);
            return [[parseFloat(s.fontSize), parseFloat(s.lineHeight)], longest];
        }"""
    )
    size, leading = style
    assert size >= 18
    assert leading >= 1.5 * size
    assert 55 <= longest <= 75


def test_reader_goes_from_the_spine_to_a_page_and_on_to_a_request(page, demo):
    page.goto("/")
    page.get_by_role("link", name="Lower back lumbar spine").click()
    page.get_by_role("heading", level=1, name="Lower back").wait_for()
    title = page.get_by_role("listitem").filter(has_text=re.compile(r"^\s*Sciatica\s*$"))
    title.get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sciatica"
    link = page.locator("#main").get_by_role("link", name="Request a visit").last
    assert link.get_attribute("href") == "/appointments/request/?about=/health-library/sciatica/"


def test_menu_on_a_phone_opens_and_closes_without_javascript(open_page, transactional_db):
    page = open_page(viewport=NARROW, java_script_enabled=False)
    page.goto("/health-library/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    menu.get_by_role("link", name="Our team").click()
    assert page.url.endswith("/our-team/")


def test_focus_is_visible_on_every_stop(page, transactional_db):
    page.goto(imported_page().publications.get().get_absolute_url())
    for _stop in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
        )
        assert outline[0] == "solid"
        assert outline[1] >= 3


def test_skip_link_leads_past_the_header(page, transactional_db):
    page.goto(imported_page().publications.get().get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_printed_article_leaves_the_furniture_out(page, demo):
    page.goto("/health-library/cauda-equina-syndrome/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.locator(".visit-block")).to_be_hidden()
    expect(page.get_by_text("Emergency advice:").first).to_be_visible()
    expect(page.locator(".phone-link")).to_be_visible()


def test_editors_new_words_stay_unseen_until_they_are_published(page, transactional_db):
    article = published_page(kind=Kind.ARTICLE, sections=[{"body": "<p>Old words.</p>"}])
    article.sections.update(body="<p>New words.</p>")
    article.save_draft(by=editor())
    page.goto(f"/health-library/{article.slug}/")
    expect(page.get_by_text("Old words.")).to_be_visible()
    publish(article)
    page.goto(f"/health-library/{article.slug}/")
    expect(page.get_by_text("New words.")).to_be_visible()
