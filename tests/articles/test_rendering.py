"""A snapshot → what readers need."""

import io

import pytest
from django.core.management import call_command
from django.db.models import F, Value
from django.db.models.functions import Concat

from articles.models import Image, Publication, Section
from articles.rendering import SIZES, prepare_html, prepare_sections
from tests.factories import PageFactory, editor, publish, published_page

PICTURE = {
    "url": "/media/a.png",
    "width": 40,
    "height": 30,
    "alt": "A disk seen from above",
    "caption": "A disk.",
    "credit": "Drawn here.",
}


def section(heading="", body="<p>a</p>"):
    return {"kind": "overview", "heading": heading, "body": body, "care_card": None}


def test_sections_get_anchors_of_their_headings_that_never_repeat():
    sections = prepare_sections(
        [section("Why?"), section("Why?"), section(""), section("¿?"), section("x" * 300)], {}
    )
    assert [s["anchor"] for s in sections] == ["why", "why-2", "section-3", "section-4", "x" * 60]


def test_picture_of_ours_gets_size_words_and_caption():
    html = prepare_html(
        '<p><img src="/media/a.png" alt="On this page"></p><p>b</p>', {"/media/a.png": PICTURE}
    )
    assert html == (
        '<figure><img alt="On this page" decoding="async" height="30" loading="lazy" src="/media/a.png"'
        ' width="40"/><figcaption>A disk. Drawn here.</figcaption></figure><p>b</p>'
    )  # fmt: skip


def test_picture_offers_its_sizes_where_it_stands_alone_and_among_words():
    sized = PICTURE | {
        "srcset": "/media/a-8.png 8w, /media/a.png 40w",
        "modern": "/media/a.avif 40w",
    }
    picture = (
        f'<picture><source sizes="{SIZES}" srcset="/media/a.avif 40w" type="image/avif"/>'
        f'<img alt="A" decoding="async" height="30" loading="lazy" sizes="{SIZES}" src="/media/a.png"'
        ' srcset="/media/a-8.png 8w, /media/a.png 40w" width="40"/></picture>'
    )
    image, pictures = '<img src="/media/a.png" alt="A">', {"/media/a.png": sized}
    assert prepare_html(f"<p>See {image}.</p>", pictures) == f"<p>See {picture}.</p>"
    assert prepare_html(f"<p>{image}</p>", pictures) == (
        f"<figure>{picture}<figcaption>A disk. Drawn here.</figcaption></figure>"
    )


def test_picture_is_shown_from_its_present_file_wherever_the_words_found_it():
    html = prepare_html(
        '<p><img src="/media/former.png" alt="A"></p>', {"/media/former.png": PICTURE}
    )
    assert html.count('src="/media/a.png"') == 1
    assert "former" not in html


def test_words_cannot_offer_files_of_their_own():
    words = (
        '<p>a<picture><source srcset="https://elsewhere.example/a.avif">'
        '<img src="/media/a.png" alt="A" srcset="https://elsewhere.example/b.png 1w" loading="eager">'
        "</picture></p>"
    )
    html = prepare_html(words, {"/media/a.png": PICTURE})
    assert "elsewhere" not in html
    assert html.startswith('<p>a<img alt="A" decoding="async"')


def test_picture_beside_words_stays_in_its_paragraph():
    html = prepare_html('<p>See <img src="/media/a.png">.</p>', {"/media/a.png": PICTURE})
    assert html.startswith("<p>See <img ")
    assert 'alt="A disk seen from above"' in html


def test_picture_that_is_decorative_on_this_page_is_silent():
    html = prepare_html('<p>See <img src="/media/a.png" alt="">.</p>', {"/media/a.png": PICTURE})
    assert 'alt=""' in html


@pytest.mark.parametrize("src", ["https://elsewhere.example/a.png", "/media/deleted.png"])
def test_picture_that_is_not_ours_is_not_asked_for(src):
    assert prepare_html(f'<p>a<img src="{src}" alt="x"></p>', {}) == "<p>a</p>"


def test_cells_of_a_table_carry_the_heading_of_their_column():
    html = prepare_html(
        "<table><thead><tr><th>Sign</th><th>Act</th></tr></thead>"
        "<tbody><tr><td>Pain</td><td>Rest</td></tr></tbody></table>",
        {},
    )
    assert '<td data-label="Sign">Pain</td><td data-label="Act">Rest</td>' in html


def test_table_without_headings_can_be_scrolled_by_keyboard():
    html = prepare_html("<table><tbody><tr><td>a</td></tr></tbody></table>", {})
    assert html.startswith('<div class="wide" tabindex="0"><table>')


@pytest.mark.django_db
def test_words_that_went_past_the_field_are_cleaned_before_anybody_reads_them():
    page = PageFactory(sections=[{"body": "<p>a</p>"}])
    Section.objects.filter(page=page).update(
        body=Concat(F("body"), Value("<script>alert(1)</script>"))
    )
    assert "<script>" in page.sections.get().body
    page.save_draft(by=editor())
    publication = publish(page)
    assert publication.content["sections"][0]["html"] == "<p>a</p>"


@pytest.mark.django_db
def test_publication_shows_library_pictures_by_their_address():
    image = Image(title="Disk", alternative_text="A disk", caption="A disk.", width=4, height=3)
    image.file.name = "images/disk.png"
    Image.objects.bulk_create([image])
    page = PageFactory(sections=[{"body": f'<p><img src="{image.file.url}"></p>'}])
    page.lead_image = Image.objects.get()
    page.save()
    page.save_draft(by=editor())
    content = publish(page).content
    assert '<img alt="A disk" decoding="async" height="3"' in content["sections"][0]["html"]
    assert content["lead_image"] == {
        "url": image.file.url,
        "width": 4,
        "height": 3,
        "alt": "A disk",
        "caption": "A disk.",
        "credit": "",
    }
    assert Publication.objects.get().text.endswith("A disk A disk.")


@pytest.mark.django_db
def test_rebuilding_cleans_live_words_and_keeps_review_and_address():
    page = published_page(sections=[{"body": "<p>a</p>"}])
    before = page.publications.get()
    stained = before.content | {"sections": [before.content["sections"][0] | {"html": "<script>"}]}
    page.publications.update(content=stained, text="")
    call_command("rebuild_publications", stdout=io.StringIO())
    after = page.publications.get()
    assert (after.content, after.text, after.slug) == (before.content, before.text, before.slug)
    assert after.reviewed_by == before.reviewed_by
