"""Pictures come in through one door: staff only, real pictures only, a fresh file, described."""

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow

from articles import pictures as articles_pictures
from articles.models import Image, Page
from clinic import pictures
from clinic.pictures import re_encode
from tests.factories import (
    AccountFactory,
    PageFactory,
    administrator,
    editor,
    library_image,
    picture_file,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data, messages_in

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


# --- where it is used, replaced, deleted


def change(image):
    return reverse("admin:articles_image_change", args=[image.pk])


def replacement(image):
    return reverse("admin:articles_image_replace", args=[image.pk])


def deletion(image):
    return reverse("admin:articles_image_delete", args=[image.pk])


def test_picture_tells_which_pages_show_it_with_links(client, writer):
    image = library_image()
    live = published_page(lead_image=image, title="Sciatica")
    older = PageFactory(title="Scoliosis", kind="condition-page", lead_image=image)
    older.save_draft(by=writer)
    Page.objects.filter(pk=older.pk).update(lead_image=None)
    Page.objects.get(pk=older.pk).save_draft(by=writer)
    soup = BeautifulSoup(client.get(change(image)).content, "html.parser")
    assert [" ".join(item.text.split()) for item in soup.select(".field-shown_on li")] == [
        "Sciatica: live now, in the newest words",
        "Scoliosis: in older words: revision 1",
    ]
    assert [link["href"] for link in soup.select(".field-shown_on a")] == [
        reverse("admin:articles_article_change", args=[live.pk]),
        f"/health-library/{live.slug}/",
        reverse("admin:articles_conditionpage_change", args=[older.pk]),
        f"{reverse('admin:articles_conditionpage_read', args=[older.pk])}?revision=1",
    ]


def test_replacement_by_form_is_recorded_and_told(client):
    image, person = library_image(), administrator()
    published_page(lead_image=image)
    client.force_login(person)
    asked = client.get(replacement(image))
    sent_ = form_data(asked, reason="A sharper one", file=picture_file("PNG", (60, 60)))
    answer = client.post(replacement(image), sent_, follow=True)
    assert messages_in(answer) == ["The picture has its new file; 1 live page shows it now."]
    assert (stored(Image.objects.get()).format, stored(Image.objects.get()).size) == (
        "PNG",
        (60, 60),
    )
    assert image.files.last().reason == "A sharper one"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_change_message()) == (person, "File replaced: A sharper one")
    soup = BeautifulSoup(answer.content, "html.parser")
    files = [" ".join(item.text.split()) for item in soup.select(".field-files li")]
    assert [file.split()[0:2] for file in files] == [["The", "present"], ["File", "1"]]
    assert files[0].endswith(f"{person.username} A sharper one")


@pytest.mark.parametrize(
    ("content", "reason", "sentence"),
    [
        (SVG, "Better", str(pictures.REFUSED)),
        (picture(), "", "Say why: your colleagues and the history need it."),
    ],
)
def test_replacement_that_is_refused_changes_nothing_and_keeps_the_reason(
    client, writer, content, reason, sentence
):
    image = library_image()
    sent_ = {"file": SimpleUploadedFile("a.jpg", content), "reason": reason}
    answer = client.post(replacement(image), sent_)
    assert (answer.status_code, errors_in(answer)) == (422, [sentence])
    assert answer.context["form"]["reason"].value() == reason
    assert (image.files.count(), Image.objects.get().file.name) == (1, image.file.name)


def test_editor_is_told_why_a_picture_on_a_live_page_is_not_theirs_to_replace(client, writer):
    image = library_image()
    page = published_page(lead_image=image)
    for answer in (
        client.get(replacement(image)),
        client.post(replacement(image), {"file": picture_file(), "reason": "Mine"}),
    ):
        assert answer.status_code == 422
        assert f"live, approved or in review: “{page.title}”" in answer.content.decode()
    assert image.files.count() == 1


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        (["Editors"], 302),
        (["Clinical reviewers"], 302),
        (["Administrators"], 302),
        (["Schedulers"], 403),
        ([], 403),
    ],
)
def test_replacement_is_for_those_who_work_with_words(client, groups, status):
    image = library_image()
    client.force_login(AccountFactory(groups=groups))
    answer = client.post(replacement(image), {"file": picture_file(), "reason": "Better"})
    assert (answer.status_code, image.files.count()) == (status, 2 if status == 302 else 1)


def test_deletion_is_offered_for_what_no_page_shows_only(client, writer):
    shown, unused = library_image(), library_image()
    PageFactory(lead_image=shown)
    offers = [
        BeautifulSoup(client.get(change(image)).content, "html.parser").select(".deletelink")
        for image in (shown, unused)
    ]
    assert [len(offer) for offer in offers] == [0, 1]


def test_unused_picture_is_deleted_after_a_question(client, writer):
    image = library_image()
    client.post(deletion(image), form_data(client.get(deletion(image))))
    assert not Image.objects.exists()


def test_deletion_by_hand_of_a_shown_picture_is_refused_with_a_sentence(client, writer):
    image = library_image()
    page = published_page(lead_image=image)
    answer = client.post(deletion(image), {"post": "yes"})
    sentence = f"“A disk” cannot be deleted: a page shows it, or showed it once: “{page.title}”."
    assert sentence in answer.content.decode()
    assert Image.objects.get() == image


@pytest.mark.parametrize("confirmed", [{}, {"post": "yes"}])
def test_bulk_deletion_spares_what_pages_show_and_says_so(client, writer, confirmed):
    shown, unused = library_image(title="Shown"), library_image(title="Unused")
    PageFactory(lead_image=shown)
    chosen = {"action": "delete_selected", "_selected_action": [shown.pk, unused.pk]}
    answer = client.post(reverse("admin:articles_image_changelist"), chosen | confirmed)
    assert "“Shown” cannot be deleted" in answer.content.decode()
    assert Image.objects.count() == 2


def test_bulk_deletion_of_unused_pictures_deletes_them(client, writer):
    images = [library_image(), library_image()]
    chosen = {"action": "delete_selected", "_selected_action": [image.pk for image in images]}
    address = reverse("admin:articles_image_changelist")
    asked = client.post(address, chosen)
    client.post(address, form_data(asked))
    assert not Image.objects.exists()


def test_focal_point_of_a_picture_that_readers_see_is_for_administrators(client, writer):
    image = library_image()
    page = published_page(lead_image=image, title="Disks")
    form = form_data(client.get(change(image)), focus_x="20", focus_y="70")
    assert errors_in(client.post(change(image), form)) == [
        (
            "This picture stands on pages that are live, approved or in review, which would show another "
            "part of it at once: “Disks”. Ask an administrator to set the focal point."
        )
    ]
    assert "focus" not in page.publications.get().content["lead_image"]
    page.retire(by=reviewer())
    client.post(change(image), form)
    assert Image.objects.values_list("focus_x", "focus_y").get() == (20, 70)


def test_focal_point_is_live_at_once_and_one_number_alone_gets_a_sentence(client):
    client.force_login(administrator())
    image = library_image()
    page = published_page(lead_image=image)
    form = client.get(change(image))
    answer = client.post(change(image), form_data(form, focus_x="20", focus_y=""))
    assert errors_in(answer) == [
        (
            "The focal point needs both numbers, each from 0 to 100. "
            "Leave both empty to show the picture whole."
        )
    ]
    client.post(change(image), form_data(form, focus_x="20", focus_y="70"))
    assert page.publications.get().content["lead_image"]["focus"] == [20, 70]


def test_reviewer_sees_a_picture_and_may_replace_it(client):
    image = library_image()
    client.force_login(reviewer())
    soup = BeautifulSoup(client.get(change(image)).content, "html.parser")
    assert next(link["href"] for link in soup.select(".object-tools a")) == replacement(image)
    assert soup.select("input[type=submit]") == []


@pytest.mark.django_db(transaction=True)
def test_two_replacements_at_once_are_both_kept_one_after_the_other():
    image, person = library_image(), administrator()
    page = published_page(lead_image=image)
    files = [re_encode(picture_file("PNG", (50 + n, 50))) for n in range(3)]

    def replace(file):
        with closing(connection):
            articles_pictures.replace(image, file, by=person, reason="At once")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(replace, files))
    image.refresh_from_db()
    assert list(image.files.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert image.file.name == image.files.last().file.name
    assert page.publications.get().content["lead_image"]["url"] == image.file.url
