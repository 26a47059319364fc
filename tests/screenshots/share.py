"""Draws static/img/share.png, the picture that a shared page has where it has none of its own."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

from tests import chromium

DRAWING = Path(__file__).with_name("share.svg")
IMAGES = Path(__file__).parents[2] / "static" / "img"
PICTURE = IMAGES / "share.png"
# One address for both files: a browser lets no drawing borrow from another place, or from a disk.
PLACE = "http://share.invalid/"
SIZE = {"width": 1200, "height": 630}
COLORS = 64  # a few flat colors and their edges


def draw() -> bytes:
    """The picture, as a PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.FLAGS)
        )
        try:
            return _small(_shot(browser.new_page(viewport=SIZE)))
        finally:
            browser.close()


def _shot(page: Page) -> bytes:
    page.route(f"{PLACE}**", _answer)
    page.goto(PLACE + DRAWING.name, wait_until="networkidle")
    return page.screenshot()


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(PLACE)
    folder = DRAWING.parent if name == DRAWING.name else IMAGES
    route.fulfill(path=folder / name, content_type="image/svg+xml")


def _small(png: bytes) -> bytes:
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    PICTURE.write_bytes(draw())
