"""A picture's focal point and its replacement, from the staff's screens to a patient's phone."""

import io

import pytest
from PIL import Image as Pillow

from articles.models import Image
from tests.browsing import PHONE
from tests.factories import administrator, library_image, picture_file, published_page

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = "img => [getComputedStyle(img).objectFit, getComputedStyle(img).objectPosition]"


def look(phone, path):
    """What a phone fetches for the picture on top of a page, and how it shows it."""
    phone.goto(path)
    phone.wait_for_load_state("networkidle")
    shown = phone.locator(".figure img")
    return shown.evaluate("img => new URL(img.currentSrc).pathname"), shown.evaluate(PLACE)


def test_focal_point_and_new_file_reach_a_phone_that_fetches_the_small_one(
    open_page, sign_in, page, axe
):
    # Given a live page with a picture on top, whole on a phone, which fetches the smallest file
    image = library_image(size=(1000, 500))
    path = f"/health-library/{published_page(lead_image=image).slug}/"
    phone = open_page(viewport=PHONE)
    fetched = []
    phone.on("request", lambda request: fetched.append(request.url.rpartition("/media/")[2]))
    assert look(phone, path) == (
        image.file.url.replace(".jpg", "-480.avif"),
        ["fill", "50% 50%"],
    )
    assert [name for name in fetched if name.startswith("images/")] == [
        image.file.name.replace(".jpg", "-480.avif")
    ]
    # When staff click on what must stay in view, and move the point by keyboard
    sign_in(page, administrator())
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    area = page.get_by_role("button", name="Set the focal point")
    box = area.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.7)
    area.press("Shift+ArrowRight")
    area.press("ArrowDown")
    assert page.get_by_label("From the left").input_value() == "35"
    assert page.get_by_label("From the top").input_value() == "71"
    page.get_by_text("Focal point: 35 percent from the left, 71 percent from the top.").wait_for()
    axe(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    # Then the phone crops the picture around it
    assert look(phone, path)[1] == ["cover", "40% 70%"]
    # When they replace the file
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    page.get_by_role("link", name="Replace the file").click()
    axe(page)
    page.get_by_label("Why").fill("A sharper drawing")
    page.get_by_label("New file").set_input_files(
        {
            "name": "new.png",
            "mimeType": "image/png",
            "buffer": picture_file("PNG", (600, 300)).read(),
        }
    )
    page.get_by_role("button", name="Replace the file").click()
    page.get_by_text("The picture has its new file; 1 live page shows it now.").wait_for()
    page.get_by_text("A sharper drawing").wait_for()
    # Then the phone fetches the new one, cropped as before
    image = Image.objects.get()
    assert look(phone, path) == (
        image.file.url.replace(".png", "-480.avif"),
        ["cover", "40% 70%"],
    )
    with image.file.open() as file, Pillow.open(io.BytesIO(file.read())) as stored:
        assert (stored.format, stored.size) == ("PNG", (600, 300))


def test_refused_and_offered_deletion_are_clean_for_axe(sign_in, page, axe):
    shown, unused = library_image(), library_image()
    published_page(lead_image=shown)
    sign_in(page, administrator())
    for image in (shown, unused):
        page.goto(f"/admin/articles/image/{image.pk}/delete/")
        axe(page)
    page.get_by_role("button", name="Yes, delete").click()
    page.locator(".messagelist .success").wait_for()
    page.goto("/admin/articles/image/")
    axe(page)
    assert list(Image.objects.all()) == [shown]
