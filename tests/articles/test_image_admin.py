"""Pictures come in through one door: staff only, real pictures only, a fresh file, described."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Image
from clinic import pictures
from tests.factories import AccountFactory, editor, reviewer
from tests.form_data import errors_in

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:articles_image_upload")
ADD = reverse("admin:articles_image_add")
LIBRARY = reverse("admin:articles_image_library")
JSON = {"HTTP_ACCEPT": "application/json"}
WORDS = {"title": "A disk", "alternative_text": "A disk that bulges to the left."}


def picture(kind="JPEG", size=(60, 40), **options):
    out = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def stored(image):
    """What stands on the disk."""
    with image.file.open() as file:
        return Pillow.open(io.BytesIO(file.read()))


def sent(content, name="photo.jpg", **words):
    return {"file": SimpleUploadedFile(name, content), **(words or WORDS)}


@pytest.fixture
def writer(client):
    account = editor()
    client.force_login(account)
    return account


def with_place_and_turn():
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_upload_takes_pictures_by_their_content_and_stores_a_fresh_file(client, writer, kind):
    answer = client.post(UPLOAD, sent(picture(kind), name="holiday.exe"), **JSON)
    image = Image.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": image.pk,
        "url": image.file.url,
        "thumbnail": image.smallest,
        "width": 60,
        "height": 40,
        "title": "A disk",
        "alt": "A disk that bulges to the left.",
        "decorative": False,
    }
    assert image.uploaded_by == writer
    assert "holiday" not in image.file.name
    assert ".exe" not in image.file.name


def test_upload_leaves_behind_where_a_photo_was_taken_and_turns_it_upright(client, writer):
    client.post(UPLOAD, sent(with_place_and_turn()), **JSON)
    kept = stored(Image.objects.get())
    assert (kept.size, dict(kept.getexif())) == ((40, 60), {})


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "svg": (SVG, "drawing.svg"),
    "html called png": (b"<!doctype html><script>alert(1)</script>", "photo.png"),
    "svg called png": (SVG, "photo.png"),
    "cut off": (picture(size=(400, 400))[:600], "photo.jpg"),
    "bmp": (picture("BMP"), "photo.jpg"),
    "pdf": (b"%PDF-1.7\n", "photo.jpg"),
    "nothing in it": (b"", "photo.jpg"),
    "no height": (b"GIF89a\x0a\x00\x00\x00\x00\x00\x00;", "photo.gif"),
    "too many bytes": (picture() + b"\0" * pictures.MAX_BYTES, "photo.jpg"),
}


@pytest.mark.parametrize(("content", "name"), REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("address", [UPLOAD, ADD])
def test_anything_else_is_refused_with_a_sentence(client, writer, content, name, address):
    answer = client.post(address, sent(content, name))
    assert len(errors_in(answer)) == 1
    assert errors_in(answer)[0].endswith((".", "."))
    assert not Image.objects.exists()


def test_refusal_reaches_the_editors_dialog_as_a_sentence(client, writer):
    answer = client.post(UPLOAD, sent(SVG, "photo.png"), **JSON)
    assert (answer.status_code, answer.json()) == (
        422,
        {"errors": {"file": [str(pictures.REFUSED)]}},
    )


def test_picture_that_unpacks_to_too_many_pixels_is_refused(client, writer, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1_000_000)
    answer = client.post(UPLOAD, sent(picture("PNG", size=(1001, 1000))), **JSON)
    assert answer.json() == {"errors": {"file": [pictures.TOO_MANY_PIXELS % {"most": 1}]}}


@pytest.mark.parametrize(
    "words",
    [
        {"title": "A disk", "alternative_text": ""},
        {"title": "A disk", "alternative_text": "A disk", "is_decorative": "on"},
    ],
)
def test_picture_is_described_or_decorative_not_neither_not_both(client, writer, words):
    answer = client.post(UPLOAD, sent(picture(), **words), **JSON)
    assert answer.json()["errors"] == {
        "__all__": ["Say what the picture shows, or mark it as decorative, not both."]
    }
    assert not Image.objects.exists()


def test_decorative_picture_needs_no_description(client, writer):
    client.post(UPLOAD, sent(picture(), title="A line", is_decorative="on"), **JSON)
    assert Image.objects.get().is_decorative


def test_upload_by_form_leads_to_the_picture(client, writer):
    answer = client.post(UPLOAD, sent(picture()))
    assert answer.url == reverse("admin:articles_image_change", args=[Image.objects.get().pk])


def test_admins_own_form_stores_a_fresh_file_too(client, writer):
    client.post(ADD, sent(with_place_and_turn(), "mine.jpg"))
    image = Image.objects.get()
    assert dict(stored(image).getexif()) == {}
    assert (image.uploaded_by, "mine" in image.file.name) == (writer, False)


def test_words_of_a_picture_change_and_its_file_stays(client, writer):
    client.post(UPLOAD, sent(picture()))
    image = Image.objects.get()
    address = reverse("admin:articles_image_change", args=[image.pk])
    client.post(address, sent(picture("PNG"), title="Renamed", alternative_text="A disk"))
    before, image = image.file.name, Image.objects.get()
    assert (image.title, image.file.name) == ("Renamed", before)


@pytest.mark.parametrize("groups", [["Clinical reviewers"], ["Schedulers"], []])
def test_upload_is_for_those_who_may_add_pictures(client, groups):
    client.force_login(AccountFactory(groups=groups))
    assert client.post(UPLOAD, sent(picture()), **JSON).status_code == 403
    assert client.get(UPLOAD).status_code == 403
    assert not Image.objects.exists()


def test_upload_is_for_staff(client):
    client.force_login(AccountFactory(groups=["Editors"], is_staff=False))
    for client_ in (client, Client()):
        assert client_.post(UPLOAD, sent(picture()), **JSON).status_code == 302
    assert not Image.objects.exists()


def test_upload_needs_the_token_of_a_form():
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor())
    assert client.post(UPLOAD, sent(picture()), **JSON).status_code == 403
    assert not Image.objects.exists()


def test_library_finds_pictures_by_their_words(client, writer):
    for title in ("A disk", "A nerve"):
        client.post(UPLOAD, sent(picture(), title=title, alternative_text="Drawing"), **JSON)
    found = client.get(LIBRARY, {"q": "nerve"}).json()["images"]
    assert [image["title"] for image in found] == ["A nerve"]
    assert len(client.get(LIBRARY).json()["images"]) == 2
    assert len(client.get(LIBRARY, {"q": "\x00"}).json()["images"]) == 2


def test_library_is_for_those_who_may_see_pictures(client):
    client.force_login(AccountFactory(groups=["Schedulers"]))
    assert client.get(LIBRARY).status_code == 403
    client.force_login(reviewer())
    assert client.get(LIBRARY).json() == {"images": []}


def test_list_shows_thumbnails(client, writer):
    client.post(UPLOAD, sent(picture()), **JSON)
    content = client.get(reverse("admin:articles_image_changelist")).content.decode()
    assert f'src="{Image.objects.get().smallest}"' in content
