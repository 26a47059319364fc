"""The pictures: contact sheets of every page at two widths, and single views for the README."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from PIL import Image, ImageDraw, ImageFont

from appointments import spam
from spinecenter import demo_content
from tests.journeys import asking

DOCS = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {
    "Home": "/",
    "Health library": "/health-library/",
    "Library, narrowed": "/health-library/?region=lumbar&subject=condition",
    "Article": "/health-library/minimally-invasive-spine-surgery/",
    "Article, emergency": "/health-library/cauda-equina-syndrome/",
    "Article, time line": "/health-library/recovery-after-spine-surgery/",
    "What we treat": "/conditions/",
    "Condition page": "/conditions/minimally-invasive-spine-surgery/",
    "Our team": "/our-team/",
    "A clinician": "/our-team/maren-okafor/",
    "Locations": "/locations/",
    "A location": "/locations/main-campus/",
    "Search": "/search/?q=slipped+disc",
    "Search, nothing found": "/search/?q=xylophone",
    "Search, emergency": "/search/?q=numb+legs+and+can%27t+pee",
    "Appointments": "/appointments/",
    "Virtual visits": "/appointments/virtual-visits/",
    "Camera and sound": "/appointments/virtual-visits/set-up/",
    "Prepare": "/appointments/prepare/in-person/",
    "Request, in Spanish": "/es/appointments/request/",
    "Status page": "/appointments/status/",
    "Editorial process": "/about/editorial-process/",
    "Privacy": "/privacy/",
    "Accessibility": "/accessibility/",
    "Language help": "/language-help/",
    "Not found": "/nothing/here/",
}
DARK = {
    "Home": "/",
    "Article": "/health-library/cauda-equina-syndrome/",
    "Search": "/search/?q=disk",
}
ADMIN = {
    "admin-home": "/admin/",
    "admin-queue": "/admin/appointments/appointmentrequest/",
    "admin-pages": "/admin/articles/article/",
    "admin-calendar": "/admin/appointments/visit/",
    "admin-reports": "/admin/appointments/appointmentrequest/reports/",
}
# A contact sheet shows each page this wide, cut off below at so many times its width.
THUMBNAIL = {375: 200, 1280: 360}
LONGEST = {375: 5.5, 1280: 2.6}
IN_A_ROW = {375: 9, 1280: 5}
GAP, LABEL = 24, 34
PAPER, INK = "#e9e1d5", "#17282c"


def shoot(page):
    """The whole page as it stands, drawn in a window as tall as the page, so nothing is still to load."""
    width = page.viewport_size["width"]
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": width, "height": 900})
    return picture


def standing(page, pages):
    for label, path in pages.items():
        page.goto(path)
        yield label, shoot(page)


def answer_visit(page):
    """A video visit in a state where the demonstration's clinicians are licensed."""
    asking.answer_visit(page)
    page.select_option("[name=state]", "NY")


def request_steps(page):
    """The pages of a request, filled in as a patient would."""
    page.goto("/appointments/request/?visit=virtual")
    yield "Request: emergency?", shoot(page)
    asking.go_on(page)
    yield "Request: what is missing", shoot(page)
    for label, answer in {
        "visit": asking.answer_emergency,
        "reason": answer_visit,
        "you": asking.answer_reason,
        "when": asking.answer_you,
    }.items():
        answer(page)
        asking.go_on(page)
        yield f"Request: {label}", shoot(page)
    asking.go_on(page)
    yield "Request: check", shoot(page)
    page.get_by_role("button", name="Send").first.click()
    yield "Request: sent", shoot(page)


def emergency_stop(page):
    page.goto("/appointments/request/")
    page.locator("[name=emergency_signs]").first.check()
    asking.choose(page, urgent_signs="none")
    asking.go_on(page)
    yield "Request: stopped", shoot(page)


def sheet(pictures, width):
    """One picture of many, each under its name."""
    wide, across = THUMBNAIL[width], IN_A_ROW[width]
    small = [(label, thumbnail(picture, wide, LONGEST[width])) for label, picture in pictures]
    rows = [small[start : start + across] for start in range(0, len(small), across)]
    heights = [max(picture.height for _, picture in row) + LABEL + GAP for row in rows]
    whole = Image.new("RGB", (across * (wide + GAP) + GAP, sum(heights) + GAP), PAPER)
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(size=18)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for column, (label, picture) in enumerate(row):
            left = GAP + column * (wide + GAP)
            pen.text((left, top), label, fill=INK, font=font)
            whole.paste(picture, (left, top + LABEL))
        top += height
    return whole


def thumbnail(picture, wide, longest):
    cut = picture.crop((0, 0, picture.width, min(picture.height, int(picture.width * longest))))
    return cut.resize((wide, cut.height * wide // cut.width), Image.Resampling.LANCZOS)


def keep(picture, name, colors=192):
    """Write a picture with few colors: small enough for a repository, good enough to judge by."""
    DOCS.mkdir(parents=True, exist_ok=True)
    picture.quantize(colors, dither=Image.Dither.NONE).save(DOCS / f"{name}.png", optimize=True)


@pytest.fixture
def window(browser, live_server):
    """`window(width, dark=False)`: a page in a window of that width."""
    contexts = []

    def open_window(width, *, dark=False):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def demo(transactional_db, monkeypatch):
    monkeypatch.setattr(spam, "SHORTEST", timedelta(0))
    demo_content.load()


@pytest.mark.parametrize("width", [375, 1280])
def test_contact_sheet(window, width):
    page = window(width)
    pictures = [
        *standing(page, PAGES),
        *request_steps(window(width)),
        *emergency_stop(window(width)),
        *(
            (f"{label}, dark", picture)
            for label, picture in standing(window(width, dark=True), DARK)
        ),
    ]
    keep(sheet(pictures, width), f"contact-sheet-{width}", colors=128)


@pytest.mark.parametrize(
    ("name", "path", "width", "dark"),
    [
        ("home-desktop", "/", 1280, False),
        ("home-dark", "/", 1280, True),
        ("home-phone", "/", 375, False),
        ("article-desktop", "/health-library/minimally-invasive-spine-surgery/", 1280, False),
        ("article-phone", "/health-library/minimally-invasive-spine-surgery/", 375, False),
        ("request-phone", "/appointments/request/", 375, False),
    ],
)
def test_first_view(window, name, path, width, dark):
    page = window(width, dark=dark)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    keep(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), name)


def test_staff_screens(window, sign_in):
    page = window(1280)
    sign_in(page, get_user_model().objects.get(username="admin"))
    for name, path in ADMIN.items():
        page.goto(path)
        keep(shoot(page), name)
    page.goto(ADMIN["admin-queue"])
    page.locator("#result_list th a").first.click()
    keep(shoot(page), "admin-request")
    page.goto(ADMIN["admin-pages"])
    page.get_by_role("link", name="Herniated disk", exact=True).click()
    page.wait_for_load_state("networkidle")
    keep(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), "admin-page")
