"""What is exported can be imported into an empty database, and comes out of it byte for byte."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from articles.importing.lines import UNUSABLE
from articles.models import CareCard, Image, Page, Publication, Section, Source, Topic
from clinic.models import Provider
from tests.articles.word_documents import picture
from tests.factories import (
    PageFactory,
    ProviderFactory,
    TopicFactory,
    administrator,
    approved_card,
    editor,
    published_page,
)

pytestmark = pytest.mark.django_db


def exported(path, name="out.jsonl", **options):
    call_command("export_pages", path / name, stdout=io.StringIO(), **options)
    return (path / name).read_bytes()


def imported(path, content, **options):
    (path / "in.jsonl").write_bytes(content)
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_pages", path / "in.jsonl", stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(str(error))
    return err.getvalue()


def keys_of_lines(content):
    return [json.loads(text) for text in content.splitlines()]


def forget_everything():
    """As in a database that was just made: history cannot be deleted, so pages get other ids."""
    for page in Page.objects.all():
        page.slug, page.source_id = f"gone-{page.pk}", None
        page.translation_of = page.translated_revision = None
        page.trashed_at, page.trashed_by = page.created_at, administrator()
        page.save()
    Section.objects.update(care_card=None)


def full_page(**fields):
    topic, card = TopicFactory(name="Leg pain"), approved_card(slug="emergency")
    person = ProviderFactory(slug="ana-reyes")
    page = PageFactory(
        kind="condition-page",
        slug="sciatica",
        title="Sciatica",
        also_called=["Nerve pain"],
        regions=["lumbar", "sacral"],
        license="Our own",
        sections=[{"kind": "symptoms", "heading": "Signs", "care_card": card}],
        **fields,
    )
    page.topics.add(topic)
    page.providers.add(person)
    Source.objects.create(page=page, title="NIH", url="https://www.nih.gov/")
    page.save_draft(by=editor())
    return page


def test_export_writes_all_of_a_page_in_the_form_of_an_import(tmp_path):
    full_page()
    person, card, page = keys_of_lines(exported(tmp_path))
    assert person == {
        "kind": "provider",
        "slug": "ana-reyes",
        "name": Provider.objects.get(slug="ana-reyes").name,
        "credentials": "MD",
        "role": "Physiatrist",
    }
    assert (card["kind"], card["slug"], card["items"]) == (
        "care-card",
        "emergency",
        ["cannot feel your legs", "cannot pass urine"],
    )
    assert page == {
        "source_id": "page:condition-page/en/sciatica",
        "kind": "condition-page",
        "subject": "condition",
        "title": "Sciatica",
        "slug": "sciatica",
        "language": "en",
        "also_called": ["Nerve pain"],
        "summary": "When a disk presses on a nerve.",
        "regions": ["lumbar", "sacral"],
        "topics": ["Leg pain"],
        "sections": [
            {
                "kind": "symptoms",
                "heading": "Signs",
                "body_html": "<p>A disk can press on a nerve.</p>",
                "care_card": "emergency",
            }
        ],
        "sources": [{"title": "NIH", "url": "https://www.nih.gov/"}],
        "license": "Our own",
        "providers": ["ana-reyes"],
    }


def test_export_gives_drafts_or_what_patients_read(tmp_path):
    page = published_page(title="Live words", slug="a")
    Page.objects.filter(pk=page.pk).update(title="New words")
    page.refresh_from_db()
    page.save_draft(by=editor())
    PageFactory(title="Never published", slug="b").save_draft(by=editor())
    drafts, live = exported(tmp_path), exported(tmp_path, live=True)
    assert [line["title"] for line in keys_of_lines(drafts)] == ["New words", "Never published"]
    assert [line["title"] for line in keys_of_lines(live)] == ["Live words"]


def test_export_names_who_reviewed_the_words_and_only_those(tmp_path):
    page = published_page()
    (line,) = keys_of_lines(exported(tmp_path))
    publication = page.publications.get()
    assert (line["reviewed_by"], line["reviewed_on"]) == (
        publication.reviewed_by.full_name,
        publication.reviewed_on.isoformat(),
    )
    Page.objects.filter(pk=page.pk).update(title="Not reviewed")
    page.refresh_from_db()
    page.save_draft(by=editor())
    assert "reviewed_by" not in keys_of_lines(exported(tmp_path))[0]


def test_export_twice_gives_the_same_bytes_compressed_too(tmp_path):
    full_page()
    assert exported(tmp_path, "a.jsonl.gz") == exported(tmp_path, "b.jsonl.gz")


def test_export_says_where_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        exported(tmp_path / "nowhere")


def test_import_of_an_export_is_exported_byte_for_byte(tmp_path):
    page, other = full_page(), PageFactory(slug="other", source_id="other")
    page.related.add(other)
    page.save_draft(by=editor())
    other.save_draft(by=editor())
    before = exported(tmp_path)
    forget_everything()
    assert imported(tmp_path, before) == ""
    assert exported(tmp_path, "again.jsonl") == before
    assert imported(tmp_path, before) == ""
    assert exported(tmp_path, "once-more.jsonl") == before


def test_pictures_and_their_files_come_along(tmp_path):
    media = tmp_path / "media"
    (media / "images").mkdir(parents=True)
    drawing = picture("PNG", color="red")
    (media / "images" / "disk.png").write_bytes(drawing)
    lines = [
        {"kind": "image", "file": "disk.png", "title": "A disk", "alternative_text": "A red disk"},
        {
            "source_id": "a",
            "title": "Disk",
            "sections": [{"body_html": '<p><img src="/media/images/disk.png" alt="Red"></p>'}],
            "lead_image": {"file": "images/disk.png", "alt": "At the top"},
        },
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    by = administrator().username
    assert imported(tmp_path, content, media=media, publish=True, username=by) == ""
    image = Image.objects.get()
    assert image.file.name == "images/disk.png"
    assert Path(image.file.path).read_bytes() == drawing
    shown = Page.objects.get().publications.get().content
    assert shown["lead_image"]["alt"] == "At the top"
    assert 'alt="Red"' in shown["sections"][0]["html"]
    out = tmp_path / "out"
    lines = keys_of_lines(exported(tmp_path, media=out))
    assert lines[0]["file"] == lines[1]["lead_image"]["file"] == "images/disk.png"
    assert (out / "images" / "disk.png").read_bytes() == drawing


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("../secret.png", "cannot be a picture's name"),
        ("/etc/passwd", "cannot be a picture's name"),
        ("a/../../b.png", "cannot be a picture's name"),
        ("..\\b.png", "cannot be a picture's name"),
        (".hidden.png", "cannot be a picture's name"),
        ("a" * 200, "cannot be a picture's name"),
        ("page.html", "must end as a picture does"),
        ("drawing.svg", "must end as a picture does"),
        ("png", "must end as a picture does"),
        ("way-out.png", "there is no “images/way-out.png”"),
        ("nothing.png", "there is no “images/nothing.png”"),
        ("words.png", "This is not a picture we can use"),
    ],
)
def test_picture_comes_from_the_named_folder_and_nowhere_else(tmp_path, file, sentence):
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "secret.png").write_bytes(picture())
    (media / "way-out.png").symlink_to(tmp_path / "secret.png")
    (media / "words.png").write_text("<script>alert(1)</script>")
    for name in ("page.html", "drawing.svg", "png"):
        (media / name).write_bytes(picture())
    line = {"kind": "image", "file": file, "title": "x", "alternative_text": "x"}
    assert sentence in imported(tmp_path, json.dumps(line).encode(), media=media)
    assert not Image.objects.exists()


def test_picture_with_a_place_in_it_is_encoded_anew(tmp_path):
    from_camera = io.BytesIO()
    with Pillow.open(io.BytesIO(picture("JPEG"))) as plain:
        exif = Pillow.Exif()
        exif[0x010F] = "Camera"
        plain.save(from_camera, "JPEG", exif=exif)
    (tmp_path / "photo.jpg").write_bytes(from_camera.getvalue())
    line = {"kind": "image", "file": "photo.jpg", "title": "x", "is_decorative": True}
    assert imported(tmp_path, json.dumps(line).encode(), media=tmp_path) == ""
    with Image.objects.get().file.open() as stored, Pillow.open(stored) as kept:
        assert dict(kept.getexif()) == {}


def test_import_leaves_cards_and_people_that_are_here_as_they_are(tmp_path):
    approved_card(slug="emergency", heading="Ours")
    line = {"kind": "care-card", "slug": "emergency", "level": "urgent", "heading": "Theirs"}
    assert imported(tmp_path, json.dumps(line | {"items": ["x"]}).encode()) == ""
    assert CareCard.objects.get().heading == "Ours"


def test_imported_card_waits_for_a_reviewer(tmp_path):
    line = {
        "kind": "care-card",
        "slug": "new",
        "level": "urgent",
        "heading": "Call us",
        "items": ["x"],
    }
    assert imported(tmp_path, json.dumps(line).encode()) == ""
    card = CareCard.objects.get()
    assert (card.status, card.latest_version().heading, card.version_in_force()) == (
        "draft",
        "Call us",
        None,
    )


# --- any text there is ---

usable = st.text(max_size=60).filter(lambda text: not UNUSABLE.search(text) and "\x00" not in text)
written = usable.filter(str.strip)
hostile = st.sampled_from(
    ["𝕊𝕡𝕚𝕟𝕖 🦴", "\u202eabc\u202c", "e\u0301", "a\u2028b", '"\\', "<b>&amp;", "ﷺ" * 30, "\u200b x"]
)
texts = usable | hostile
lines = st.fixed_dictionaries(
    {
        "title": written | hostile,
        "sections": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from(["question", "other"]),
                    "heading": texts,
                    "body_html": texts,
                }
            ),
            min_size=1,
            max_size=3,
        ),
    },
    optional={
        "summary": texts,
        "also_called": st.lists(written, max_size=3),
        "topics": st.lists(written | hostile, max_size=3, unique=True),
        "sources": st.lists(st.fixed_dictionaries({"title": written}), max_size=2),
        "license": texts,
        "reviewed_by": texts,
    },
)


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(lines, min_size=1, max_size=4))
def test_any_text_goes_round_unchanged(tmp_path, pages):
    forget_everything()
    for number, page in enumerate(pages):
        page["source_id"] = f"id-{number}"
    content = "\n".join(json.dumps(page) for page in pages).encode()
    refused = imported(tmp_path, content)
    before = exported(tmp_path)
    forget_everything()
    assert imported(tmp_path, before) == "", refused
    assert exported(tmp_path) == before


def test_what_is_said_of_topics_comes_out_and_in_again(tmp_path):
    page = PageFactory(slug="sciatica")
    words = {"spanish_name": "Dolor de pierna", "introduction": "Legs hurt, too."}
    named = TopicFactory(name="Leg pain", slug="legs", **words)
    page.topics.add(named, TopicFactory(name="Disks"))
    page.save_draft(by=editor())
    first = exported(tmp_path)
    assert keys_of_lines(first)[0] == {
        "kind": "topic",
        "slug": "legs",
        "name": "Leg pain",
        **words,
    }
    forget_everything()
    page.topics.clear()
    Topic.objects.all().delete()
    assert imported(tmp_path, first) == ""
    assert Topic.objects.filter(slug="legs", **words).exists()
    assert exported(tmp_path) == first


def test_draft_that_has_no_sections_yet_comes_back_and_is_not_published(tmp_path):
    PageFactory(title="Begun", slug="begun", sections=[]).save_draft(by=editor())
    first = exported(tmp_path)
    forget_everything()
    assert imported(tmp_path, first) == ""
    assert exported(tmp_path) == first
    boss = administrator()
    told = imported(tmp_path, first, publish=True, username=boss.username)
    assert "The page has no words yet." in told
    assert not Publication.objects.exists()
