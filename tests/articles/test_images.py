"""Pictures of the library: their sizes, what a browser is offered, where they stand, their files through time."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from articles import pictures
from articles.exporting import Export
from articles.models import Image, ImageFile, ImageUse, Revision
from articles.models.preparation import content_of
from articles.picture_uses import uses_of
from articles.pictures import PictureRefused
from articles.rendering import SIZES
from articles.restoring import restore
from clinic.pictures import re_encode
from tests.factories import (
    PageFactory,
    administrator,
    approve,
    editor,
    library_image,
    picture_file,
    publish,
    published_page,
    reviewer,
)
from tests.form_data import form_data

pytestmark = pytest.mark.django_db


def shown_in(image, alt="Here"):
    return f'<p><img src="{image.file.url}" alt="{alt}"></p>'


def page_with(image, *, live=False, **fields):
    make = published_page if live else saved_page
    return make(sections=[{"heading": "A", "body": f"<p>Words.</p>{shown_in(image)}"}], **fields)


def saved_page(**fields):
    page = PageFactory(**fields)
    page.save_draft(by=editor())
    return page


def new_file(size=(120, 80), kind="JPEG"):
    return re_encode(picture_file(kind, size))


def replace(image, *, by=None, reason="A sharper drawing", **file):
    return pictures.replace(image, new_file(**file), by=by or administrator(), reason=reason)


def address_in(content, part=0):
    """Where a page's first picture of a section comes from."""
    return BeautifulSoup(content["sections"][part]["html"], "html.parser").img["src"]


def live_address(page):
    return address_in(page.publications.live().get().content)


# --- sizes


def test_picture_is_stored_with_its_sizes_as_files_that_open():
    image = library_image(size=(1000, 500))
    storage, stem = image.file.storage, image.file.name.removesuffix(".jpg")
    found = {}
    for name in pictures.names_of(image.files.get()):
        with storage.open(name) as file, Pillow.open(file) as picture:
            found[name] = (picture.format, picture.size)
    assert found == {
        f"{stem}.jpg": ("JPEG", (1000, 500)),
        f"{stem}-480.avif": ("AVIF", (480, 240)),
        f"{stem}-800.avif": ("AVIF", (800, 400)),
        f"{stem}-1000.avif": ("AVIF", (1000, 500)),
        f"{stem}-800.jpg": ("JPEG", (800, 400)),
    }


def offered(image, *widths, ending):
    """A `srcset` as a page should write it: the widths' files, and the picture's own at its end."""
    stem = image.file.url.rpartition(".")[0]
    return ", ".join(f"{stem}-{width}.{ending} {width}w" for width in widths)


def test_page_offers_a_browser_the_smallest_file_that_will_do(client):
    lead, inside = library_image(size=(1000, 500)), library_image(kind="PNG", size=(900, 600))
    page = published_page(lead_image=lead, sections=[{"body": shown_in(inside)}])
    soup = BeautifulSoup(client.get(f"/health-library/{page.slug}/").content, "html.parser")
    shown = soup.select("article picture")
    assert [picture.source.attrs for picture in shown] == [
        {
            "type": "image/avif",
            "srcset": offered(lead, 480, 800, 1000, ending="avif"),
            "sizes": SIZES,
        },
        {
            "type": "image/avif",
            "srcset": offered(inside, 480, 800, 900, ending="avif"),
            "sizes": SIZES,
        },
    ]
    assert [picture.img.attrs for picture in shown] == [
        {
            "src": lead.file.url,
            "srcset": f"{offered(lead, 800, ending='jpg')}, {lead.file.url} 1000w",
            "sizes": SIZES,
            "width": "1000",
            "height": "500",
            "alt": "A disk that bulges.",
            "fetchpriority": "high",
            "decoding": "async",
        },
        {
            "src": inside.file.url,
            "srcset": f"{offered(inside, 800, ending='png')}, {inside.file.url} 900w",
            "sizes": SIZES,
            "width": "900",
            "height": "600",
            "alt": "Here",
            "loading": "lazy",
            "decoding": "async",
        },
    ]


def test_every_file_that_a_page_offers_is_served(client):
    page = page_with(library_image(size=(1000, 500)), live=True)
    soup = BeautifulSoup(client.get(f"/health-library/{page.slug}/").content, "html.parser")
    sets = [tag["srcset"] for tag in soup.select("article [srcset]")]
    addresses = [part.split()[0] for offers in sets for part in offers.split(", ")]
    answers = [client.get(urlsplit(address).path) for address in addresses]
    assert [answer["Content-Type"] for answer in answers] == ["image/avif"] * 3 + ["image/jpeg"] * 2
    for answer in answers:
        Pillow.open(io.BytesIO(b"".join(answer.streaming_content))).verify()


def test_two_uploads_of_one_file_are_two_pictures_with_files_of_their_own():
    one, other = library_image(), library_image()
    names = [set(pictures.names_of(image.files.get())) for image in (one, other)]
    assert not names[0] & names[1]


def test_picture_that_could_not_be_recorded_is_on_no_page():
    storage = Image._meta.get_field("file").storage
    before = Image.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        library_image(alternative_text="", is_decorative=False)
    assert (Image.objects.count(), ImageFile.objects.count()) == (before, 0)
    # What it left behind goes with the next tidying, once no upload can be going on any more.
    left = _files_of(storage)
    assert left
    call_command("tidy_pictures", stdout=io.StringIO())
    assert _files_of(storage) == left


def _files_of(storage):
    years = storage.listdir("images")[0] if storage.exists("images") else []
    return {name for year in years for name in storage.listdir(f"images/{year}")[1]}


def test_tidying_makes_missing_sizes_and_removes_files_that_nobody_names(monkeypatch):
    image = Image(title="Disk", alternative_text="A disk", width=120, height=80)
    storage = image.file.storage
    image.file.name = storage.save("images/disk.jpg", picture_file())
    Image.objects.bulk_create([image])
    orphan = storage.save("images/orphan.jpg", ContentFile(b"x"))
    monkeypatch.setattr(
        "articles.management.commands.tidy_pictures.UNTOUCHED_FOR", timedelta(seconds=-60)
    )
    call_command("tidy_pictures", stdout=io.StringIO())
    assert not storage.exists(orphan)
    file = Image.objects.get().files.get()
    assert [size["width"] for size in file.sizes] == [120]
    assert all(storage.exists(name) for name in pictures.names_of(file))


def test_export_names_the_present_file_of_a_picture_that_was_replaced():
    image = library_image()
    page_with(image)
    former = image.file.url
    replace(image)
    lines = "\n".join(Export().lines())
    image.refresh_from_db()
    assert (former in lines, image.file.url in lines) == (False, True)


# --- what is said of a picture


def test_words_of_a_picture_reach_readers_only_with_words_that_were_approved():
    image = library_image(caption="Before.")
    page = page_with(image, live=True)
    image.caption = "After."
    image.save()
    call_command("rebuild_publications", stdout=io.StringIO())
    assert "Before." in page.publications.live().get().content["sections"][0]["html"]
    assert [use.says_otherwise for use in uses_of(image)] == [True]
    # when the page is saved, it is a draft with the new words; approved, they are what readers get
    page.save_draft(by=editor())
    assert page.status == "draft"
    publish(page)
    assert "After." in page.publications.live().get().content["sections"][0]["html"]
    assert [use.says_otherwise for use in uses_of(image)] == [False]


def test_words_changed_after_the_approval_do_not_go_live_with_it():
    image = library_image(caption="Approved.")
    page = page_with(image)
    approve(page)
    Image.objects.update(caption="Never approved.")
    page.publish(by=reviewer())
    assert page.publications.live().get().text.endswith("Approved.")
    assert "Never" not in page.publications.live().get().text


def test_words_brought_back_say_of_a_picture_what_they_said_then():
    image = library_image(caption="Before.")
    page = page_with(image)
    first = page.latest_revision()
    image.caption = "After."
    image.save()
    page.sections.create(body="<p>More.</p>", order=2)
    page.save_draft(by=editor())
    restored = restore(page, first, by=editor()).revision
    assert restored.snapshot == first.snapshot
    assert page.status == "draft"
    publish(page)
    assert "Before." in page.publications.live().get().content["sections"][0]["html"]


def test_picture_that_came_in_after_the_approval_is_not_shown_by_a_rebuild():
    body = '<p>Words.</p><p><img src="/media/images/later.png"></p>'
    page = published_page(sections=[{"body": body}])
    Image.objects.create(
        file="images/later.png", width=1, height=1, title="Later", alternative_text="Unseen"
    )
    call_command("rebuild_publications", stdout=io.StringIO())
    assert "later.png" not in page.publications.get().content["sections"][0]["html"]


# --- where a picture is used


def test_uses_tell_draft_live_and_older_words_apart():
    image = library_image()
    live, draft = page_with(image, live=True, title="A"), page_with(image, title="B")
    former = page_with(image, title="C")
    former.sections.update(body="<p>No picture.</p>")
    former.save_draft(by=editor())
    live.save_draft(by=editor())
    page_with(library_image())
    uses = uses_of(image)
    assert [use.page.pk for use in uses] == [live.pk, draft.pk, former.pk]
    assert [bool(use.live) for use in uses] == [True, False, False]
    assert [use.is_draft for use in uses] == [True, True, False]
    assert [[revision.number for revision in use.older] for use in uses] == [[], [], [1]]


def test_use_is_recorded_once_for_a_lead_image_that_stands_in_the_words_too():
    image = library_image()
    page = page_with(image, lead_image=image)
    assert list(ImageUse.objects.values_list("image", "revision__page")) == [(image.pk, page.pk)]


# --- replaced


def test_new_file_is_shown_on_every_page_drafts_and_live_ones_alike():
    image = library_image()
    live, draft = page_with(image, live=True, lead_image=image), page_with(image)
    later = page_with(image)
    publish(later, at=timezone.now() + timedelta(days=1))
    former = image.file.url
    pages = replace(image, size=(900, 300))
    image.refresh_from_db()
    assert {page.pk for page in pages} == {live.pk, later.pk}
    assert (image.file.url != former, image.width, image.height) == (True, 900, 300)
    content = live.publications.live().get().content
    assert (address_in(content), content["lead_image"]["url"]) == (image.file.url,) * 2
    assert 'width="900"' in content["sections"][0]["html"]
    assert address_in(later.publications.get().content) == image.file.url
    assert address_in(content_of(draft.latest_revision().snapshot)) == image.file.url
    # and the words themselves were not touched
    assert former in draft.sections.get().body


def test_page_written_with_a_former_file_shows_the_present_one():
    image = library_image()
    body = shown_in(image)
    replace(image)
    page = published_page(sections=[{"body": body}])
    image.refresh_from_db()
    assert live_address(page) == image.file.url


def test_replacement_of_a_replacement_is_shown():
    image = library_image()
    page = page_with(image, live=True)
    for _ in range(2):
        replace(image)
    image.refresh_from_db()
    assert live_address(page) == image.file.url == image.files.last().file.url
    assert list(image.files.values_list("number", flat=True)) == [1, 2, 3]


def test_former_file_is_still_served_and_shown_as_patients_saw_it(client):
    image = library_image()
    page = page_with(image, live=True)
    former, before = image.file.url, timezone.now()
    replace(image)
    snapshot = page.latest_revision().snapshot
    assert address_in(content_of(snapshot, at=before)) == former
    assert address_in(content_of(snapshot)) != former
    assert Pillow.open(io.BytesIO(b"".join(client.get(former).streaming_content))).size == (120, 80)


def test_older_revision_is_read_with_the_file_of_its_time(client):
    image = library_image()
    page = page_with(image)
    former = image.file.url
    replace(image)
    page.sections.update(heading="B")
    page.save_draft(by=editor())
    client.force_login(editor())
    address = reverse("admin:articles_article_read", args=[page.pk])
    shown = [client.get(address, {"revision": number}).context["content"] for number in (1, 2)]
    image.refresh_from_db()
    assert [address_in(content) for content in shown] == [former, image.file.url]


def test_what_patients_read_before_keeps_its_file_when_publications_are_rebuilt():
    image = library_image()
    page = page_with(image, live=True)
    former = image.file.url
    page.sections.update(heading="B")
    page.save_draft(by=editor())
    publish(page)
    replace(image)
    call_command("rebuild_publications", stdout=io.StringIO())
    first, second = page.publications.order_by("pk")
    image.refresh_from_db()
    assert (address_in(first.content), address_in(second.content)) == (former, image.file.url)


def test_writer_sees_the_present_file_and_saving_changes_no_words_by_itself(client):
    image, person = library_image(), editor()
    page = page_with(image)
    before = page.sections.get().body
    replace(image)
    image.refresh_from_db()
    client.force_login(person)
    address = reverse("admin:articles_article_change", args=[page.pk])
    form = client.get(address)
    sent = form_data(form)
    assert image.file.url in sent["sections-0-body"][0]
    client.post(address, sent | {"title": "Another title"})
    page.refresh_from_db()
    assert (page.title, page.sections.get().body) == ("Another title", before)


def test_replacement_is_on_record():
    image, person = library_image(by=editor()), administrator()
    replace(image, by=person, reason="The label was wrong")
    first, second = image.files.all()
    assert (first.placed_by_id, first.reason) == (image.uploaded_by_id, "")
    assert (second.placed_by, second.reason) == (person, "The label was wrong")
    assert first.placed_at < second.placed_at


def test_focal_point_stays_with_a_file_of_the_same_shape_only():
    image = library_image(focus_x=20, focus_y=80)
    replace(image, size=(300, 200))
    assert Image.objects.values_list("focus_x", "focus_y").get() == (20, 80)
    replace(image, size=(300, 300))
    assert Image.objects.values_list("focus_x", "focus_y").get() == (None, None)


BEYOND_DRAFTS = {
    "live": lambda image: page_with(image, live=True),
    "in review": lambda image: page_with(image).submit_for_review(by=editor()),
    "approved": lambda image: approve(page_with(image)),
    "scheduled": lambda image: publish(page_with(image), at=timezone.now() + timedelta(days=1)),
    "live, with a draft": lambda image: page_with(image, live=True).save_draft(by=editor()),
}


@pytest.mark.parametrize("standing", BEYOND_DRAFTS)
def test_editor_cannot_put_a_file_before_patients_that_nobody_approved(standing):
    image = library_image()
    BEYOND_DRAFTS[standing](image)
    with pytest.raises(PictureRefused, match="live, approved or in review: “Herniated disk"):
        replace(image, by=editor())
    assert image.files.count() == 1
    replace(image, by=reviewer())
    assert image.files.count() == 2


def test_editor_replaces_what_stands_in_drafts_only():
    image = library_image()
    page_with(image)
    replace(image, by=editor())
    assert image.files.count() == 2


# --- removed


def in_older_words(image):
    page = page_with(image)
    page.sections.update(body="<p>No picture.</p>")
    page.save_draft(by=editor())


def as_lead_image_nobody_saved(image):
    PageFactory(lead_image=image)


def in_words_nobody_saved(image):
    PageFactory(sections=[{"body": shown_in(image)}])


SHOWN = [
    page_with,
    lambda image: page_with(image, live=True),
    in_older_words,
    as_lead_image_nobody_saved,
    in_words_nobody_saved,
]


@pytest.mark.parametrize("show", SHOWN)
def test_picture_that_any_words_show_is_not_removed(show):
    image = library_image()
    show(image)
    with pytest.raises(PictureRefused, match="cannot be deleted: a page shows it, or showed it"):
        pictures.remove(image)
    assert image.file.storage.exists(image.file.name)


def test_picture_found_by_a_former_file_is_not_removed():
    image = library_image()
    body = shown_in(image)
    replace(image)
    PageFactory(sections=[{"body": body}])
    with pytest.raises(PictureRefused):
        pictures.remove(image)


def test_picture_that_nothing_shows_goes_with_all_its_files(django_capture_on_commit_callbacks):
    image = library_image()
    replace(image)
    names = [name for file in image.files.all() for name in pictures.names_of(file)]
    with django_capture_on_commit_callbacks(execute=True):
        pictures.remove(image)
    assert not Image.objects.exists()
    assert [name for name in names if image.file.storage.exists(name)] == []


FORBIDDEN = {
    "a shown picture": lambda image: Image.objects.filter(pk=image.pk)._raw_delete("default"),
    "its file": lambda image: image.files.all().delete(),
    "what the file is": lambda image: image.files.update(file="images/other.jpg"),
    "who placed it": lambda image: image.files.update(reason="Another"),
    "a use": lambda image: ImageUse.objects.all().delete(),
    "a use of another": lambda image: ImageUse.objects.update(image=library_image()),
}


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN)
def test_database_keeps_what_words_show(act):
    image = library_image()
    page_with(image)
    with pytest.raises(DatabaseError), transaction.atomic():
        act(image)
    assert (Image.objects.count() >= 1, ImageUse.objects.get().image) == (True, image)


def test_sizes_of_a_file_can_be_made_again():
    image = library_image()
    image.files.update(sizes=[])
    call_command("tidy_pictures", stdout=io.StringIO())
    assert [size["width"] for size in image.files.get().sizes] == [120]


# --- the focal point


@pytest.mark.parametrize("point", [(10, None), (None, 10), (101, 10)])
def test_focal_point_is_a_point_or_nothing(point):
    with pytest.raises(DatabaseError), transaction.atomic():
        library_image(focus_x=point[0], focus_y=point[1])


def test_lead_image_with_a_focal_point_is_cropped_around_it_and_others_are_shown_whole(client):
    pointed, whole = library_image(focus_x=34, focus_y=100), library_image()
    classes = []
    for image in (pointed, whole):
        page = published_page(lead_image=image)
        soup = BeautifulSoup(client.get(f"/health-library/{page.slug}/").content, "html.parser")
        classes.append(soup.select_one(".figure img").get("class"))
    assert classes == [["figure__cropped", "focus-x-30", "focus-y-100"], None]


def test_snapshot_of_an_older_kind_says_what_the_library_says():
    image = library_image(caption="A caption.")
    snapshot = page_with(image).latest_revision().snapshot
    del snapshot["pictures"]
    assert "A caption." in content_of(snapshot)["sections"][0]["html"]
    assert Revision.objects.get().snapshot["pictures"] == [image.words()]
