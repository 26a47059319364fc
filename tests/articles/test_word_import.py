"""A Word document, uploaded in the admin, is a draft with its pictures; a refusal leaves nothing behind."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from docx import Document

from articles.models import Image, Page
from articles.models.checking import findings_for
from articles.word import LARGEST_FILE, package
from tests.articles import word_documents as words
from tests.factories import AccountFactory, PageFactory, editor, reviewer
from tests.form_data import errors_in, messages_in

pytestmark = pytest.mark.django_db

ARTICLES = reverse("admin:articles_article_word")
CONDITIONS = reverse("admin:articles_conditionpage_word")


def upload(document, name="sciatica.docx"):
    content = document if isinstance(document, bytes) else words.saved(document).getvalue()
    return {"file": SimpleUploadedFile(name, content)}


@pytest.fixture
def writer(client):
    account = editor()
    client.force_login(account)
    return account


@pytest.mark.parametrize(
    ("address", "kind"), [(ARTICLES, "article"), (CONDITIONS, "condition-page")]
)
def test_document_becomes_a_draft_of_the_list_it_was_imported_from(client, writer, address, kind):
    answer = client.post(address, upload(words.leaflet()), follow=True)
    page = Page.objects.get()
    assert (page.kind, page.title, page.slug, page.status) == (
        kind,
        "Sciatica",
        "sciatica",
        "draft",
    )
    revision = page.latest_revision()
    assert (revision.created_by, revision.reason) == (writer, "Imported from Word")
    assert answer.redirect_chain[-1][0].endswith(f"/{page.pk}/change/")
    assert messages_in(answer) == [
        "“Sciatica” is a draft now.",
        "1 heading stood at a level that does not follow the one above it; it was moved up.",
        "The words before the first heading stand in a section called “Overview”.",
    ]


def test_pictures_come_in_like_uploads_with_their_descriptions(client, writer):
    client.post(ARTICLES, upload(words.leaflet()))
    image, page = Image.objects.get(), Page.objects.get()
    assert (image.alternative_text, image.uploaded_by) == ("A nerve pressed by a disk", writer)
    assert image.files.count() == 1
    body = page.sections.get(heading="How it is treated").body
    assert f'src="{image.file.url}"' in body
    assert 'alt="A nerve pressed by a disk"' in body


def test_picture_without_description_is_kept_and_stops_the_page_from_being_published(
    client, writer
):
    document = Document()
    document.add_heading("Symptoms", level=1)
    document.add_paragraph("Pain.")
    words.add_picture(document)
    answer = client.post(ARTICLES, upload(document), follow=True)
    page = Page.objects.get()
    assert "1 picture has no description. Describe it before the page is published." in messages_in(
        answer
    )
    found = [finding.rule for finding in findings_for(page.snapshot()) if finding.blocks]
    assert "alternative-text" in found


def test_decorative_picture_stays_decorative(client, writer):
    document = Document()
    document.add_paragraph("Pain.")
    words.add_picture(document, decorative=True)
    client.post(ARTICLES, upload(document))
    assert Image.objects.get().is_decorative
    assert 'alt=""' in Page.objects.get().sections.get().body


def test_picture_that_cannot_be_read_is_left_out_and_said(client, writer):
    document = Document()
    document.add_paragraph("Pain.")
    words.add_picture(document)
    file = words.saved(document)
    name = next(name for name in words.names(file) if "/media/" in name)
    broken = words.repacked(file, **{name: b"\x89PNG broken"})
    answer = client.post(ARTICLES, upload(broken.getvalue()), follow=True)
    assert (
        "Picture 1 was left out: This is not a picture we can use. Choose a JPEG, PNG, WebP or GIF file."
        in messages_in(answer)
    )
    assert (Image.objects.count(), Page.objects.get().sections.get().body) == (0, "<p>Pain.</p>")


def test_address_that_is_taken_gets_a_number(client, writer):
    PageFactory(slug="sciatica")
    client.post(ARTICLES, upload(words.leaflet()))
    assert Page.objects.get(title="Sciatica").slug == "sciatica-2"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", package.EMPTY),
        (b"%PDF", package.NOT_WORD),
        (package.OLE + package.ENCRYPTED_PACKAGE, package.PASSWORD),
        (b"PK\x03\x04", package.DAMAGED),
    ],
)
def test_refusal_is_a_sentence_and_leaves_nothing_behind(client, writer, content, sentence):
    answer = client.post(ARTICLES, upload(content))
    assert (answer.status_code, errors_in(answer)) == (422, [str(sentence)])
    assert (Page.objects.count(), Image.objects.count()) == (0, 0)


def test_nothing_chosen_is_asked_for(client, writer):
    assert errors_in(client.post(ARTICLES, {})) == ["Choose the Word document first."]


def test_large_file_is_refused_before_it_is_read(client, writer):
    answer = client.post(ARTICLES, upload(b"PK" + b"\0" * (LARGEST_FILE + 200_000)))
    assert (answer.status_code, errors_in(answer)) == (413, [str(package.TOO_LARGE)])


def test_import_that_fails_half_way_leaves_no_file(client, writer):
    before = files()
    with connection.cursor() as cursor:  # the last row that an import writes; undone with the test
        cursor.execute(
            "ALTER TABLE articles_revision ADD CONSTRAINT full_up CHECK (false) NOT VALID"
        )
    with pytest.raises(IntegrityError, match="full_up"):
        client.post(ARTICLES, upload(words.leaflet()))
    assert (Page.objects.count(), Image.objects.count(), files()) == (0, 0, before)


def files():
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@pytest.mark.parametrize("groups", [["Clinical reviewers"], ["Schedulers"], []])
def test_import_is_for_those_who_may_add_pages(client, groups):
    client.force_login(AccountFactory(groups=groups))
    assert client.get(ARTICLES).status_code == 403
    assert client.post(ARTICLES, upload(words.leaflet())).status_code == 403
    assert not Page.objects.exists()


def test_import_needs_the_token_of_a_form():
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor())
    assert client.post(ARTICLES, upload(words.leaflet())).status_code == 403
    assert not Page.objects.exists()


@pytest.mark.parametrize("name", ["article", "conditionpage"])
def test_button_stands_on_the_list_for_those_who_may_add(client, name):
    address = reverse(f"admin:articles_{name}_word")
    for account, is_there in ((editor(), True), (reviewer(), False)):
        client.force_login(account)
        content = client.get(reverse(f"admin:articles_{name}_changelist")).content.decode()
        assert (f'href="{address}"' in content) == is_there
