"""The draft as patients will see it, before it is saved and of any revision; nothing is stored by looking."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Image, Page, Revision, Section
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    ProviderFactory,
    TopicFactory,
    approve,
    approved_card,
    editor,
    publish,
    published_page,
    reviewer,
)
from tests.form_data import form_data

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_article_add")
PREVIEW_NEW = reverse("admin:articles_article_preview_new")


def screen(name, page):
    entry = "article" if page.kind == "article" else "conditionpage"
    return reverse(f"admin:articles_{entry}_{name}", args=[page.pk])


def main_of(response):
    """The words of the page as readers find them, in one line."""
    return " ".join(BeautifulSoup(response.content, "html.parser").main.text.split())


def html_of(response):
    return str(BeautifulSoup(response.content, "html.parser").main)


def typed(client, page, **changes):
    return form_data(client.get(screen("change", page)), **changes)


def lead_picture():
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
    return Image.objects.create(
        file=SimpleUploadedFile("disk.png", out.getvalue()),
        title="A disk",
        alternative_text="A disk that bulges.",
    )


@pytest.fixture
def writer(client):
    account = editor()
    client.force_login(account)
    return account


def test_preview_shows_what_was_typed_and_stores_nothing(client, writer):
    page = PageFactory(title="Old title", sections=[{"heading": h} for h in "ABC"])
    page.save_draft(by=writer)
    answer = client.post(
        screen("preview", page),
        typed(
            client,
            page,
            title="New title",
            **{
                "sections-0-order": "9",
                "sections-1-DELETE": "on",
                "sections-2-body": "<p>Rewritten<script>go()</script>.</p>",
                "sections-3-heading": "D",
                "sections-3-body": "<p>Added.</p>",
                "sections-3-order": "10",
            },
        ),
    )
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert soup.h1.text == "New title"
    assert [h.text for h in soup.select(".part > h2")] == ["C", "A", "D"]
    assert "Rewritten." in main_of(answer)
    assert "go()" not in main_of(answer)
    page.refresh_from_db()
    assert (page.title, page.revisions.count()) == ("Old title", 1)
    assert [section.heading for section in page.sections.all()] == ["A", "B", "C"]


def test_preview_of_a_new_page_needs_no_page_yet(client, writer):
    sent = form_data(
        client.get(ADD),
        title="Sciatica",
        slug="sciatica",
        **{"sections-0-heading": "Signs", "sections-0-body": "<p>Pain.</p>"},
    )
    answer = client.post(PREVIEW_NEW, sent)
    assert "Sciatica" in main_of(answer)
    assert "Pain." in main_of(answer)
    assert (Page.objects.count(), Section.objects.count(), Revision.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["article", "condition-page"])
def test_preview_is_to_the_letter_what_patients_then_get(client, writer, kind):
    related, topic, team = published_page(title="Related"), TopicFactory(), ProviderFactory()
    card, picture = approved_card(), lead_picture()
    page = PageFactory(
        kind=kind,
        sections=[
            {"heading": "When to call", "care_card": card},
            {"kind": "question", "heading": "Can it heal?", "body": "<p>Yes, it can.</p>"},
            {"kind": "question", "heading": "How soon?", "body": "<p>In weeks.</p>"},
        ],
        also_called=["Slipped disk"],
        license="Our own words.",
        lead_image=picture,
    )
    page.topics.add(topic)
    page.related.add(related)
    page.providers.add(team)
    page.sources.create(title="NIH", url="https://www.nih.gov/")
    page.save_draft(by=writer)
    approve(page, by=reviewer())
    shown = client.post(screen("preview", page), typed(client, page))
    approved = client.get(screen("proof", page))
    page.publish(by=reviewer())
    public = client.get(page.publications.live().get().get_absolute_url())
    link = BeautifulSoup(public.content, "html.parser").select_one("a[href$='/changes/']").parent
    expected = html_of(public).replace(f"{link}\n", "")
    assert lines_of(html_of(approved)) == lines_of(expected)
    without_review = BeautifulSoup(expected, "html.parser")
    without_review.select_one(".review").decompose()
    drafted = BeautifulSoup(html_of(shown), "html.parser")
    assert "Not yet reviewed by one of our clinicians" in drafted.select_one(".review").text
    drafted.select_one(".review").decompose()
    assert lines_of(str(drafted)) == lines_of(str(without_review))


def lines_of(html):
    """Markup without the moments that differ and the space between lines."""
    soup = BeautifulSoup(html, "html.parser")
    for moment in soup.select(".imprint time"):
        del moment["datetime"]
    return [line.strip() for line in str(soup).splitlines() if line.strip()]


def test_unsaved_picture_at_the_top_is_shown(client, writer):
    page, picture = PageFactory(), lead_picture()
    sent = typed(client, page, lead_image=picture.pk, lead_image_alt="Two bones.")
    image = BeautifulSoup(
        client.post(screen("preview", page), sent).content, "html.parser"
    ).main.img
    assert (image["src"], image["alt"]) == (picture.file.url, "Two bones.")


def test_preview_that_cannot_be_shown_says_what_is_wrong(client, writer):
    page = PageFactory()
    answer = client.post(
        screen("preview", page),
        typed(
            client,
            page,
            title="",
            **{"sections-1-kind": "question", "sections-1-body": "<p>Yes, it can.</p>"},
        ),
    )
    said = [item.text for item in BeautifulSoup(answer.content, "html.parser").select("main li")]
    assert answer.status_code == 422
    assert said == [
        "Title: This field is required.",
        "Section 2, heading: Write the question itself as the heading; the text below answers it.",
    ]


def test_newer_words_of_a_colleague_do_not_hinder_the_preview(client, writer):
    page = PageFactory()
    page.save_draft(by=writer)
    sent = typed(client, page, title="Mine")
    page.save_draft(by=editor())
    assert "Mine" in main_of(client.post(screen("preview", page), sent))


def test_care_card_that_nobody_approved_is_left_out_and_named(client, writer):
    page = PageFactory(sections=[{"care_card": CareCardFactory(heading="Call 911 if you:")}])
    page.save_draft(by=writer)
    answer = client.post(screen("preview", page), typed(client, page))
    assert "Call 911 if you:" not in main_of(answer)
    notice = BeautifulSoup(answer.content, "html.parser").select_one(".notice").text
    assert "The care card “Call 911 if you:” is not shown" in notice
    assert "The care card “Call 911 if you:” is not shown" in str(
        client.get(screen("look", page)).content.decode()
    )


def test_only_our_own_pages_may_frame_it_and_nobody_keeps_it(client, writer):
    page = PageFactory()
    page.save_draft(by=writer)
    for answer in (
        client.post(screen("preview", page), typed(client, page)),
        client.get(screen("proof", page)),
    ):
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"].split("; ")
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
    form = client.get(screen("change", page))
    assert form["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in form["Content-Security-Policy"].split("; ")


def test_spanish_page_is_shown_in_spanish(client, writer):
    page = PageFactory(language="es", title="Ciática")
    page.save_draft(by=writer)
    soup = BeautifulSoup(client.get(screen("proof", page)).content, "html.parser")
    assert soup.html["lang"] == "es"
    assert soup.select_one(".imprint").text.split()[:2] != ["Last", "changed"]


def test_looking_is_for_those_who_see_pages_and_preview_for_those_who_write(client):
    page = PageFactory()
    page.save_draft(by=editor())
    expected = {"Editors": (200, 422), "Clinical reviewers": (200, 403), "Schedulers": (403, 403)}
    for role, (seen, previewed) in expected.items():
        client.force_login(AccountFactory(groups=[role]))
        assert client.get(screen("look", page)).status_code == seen, role
        assert client.get(screen("proof", page)).status_code == seen, role
        # An empty form from those who write is told what is missing.
        blank = {
            f"{rows}-{name}_FORMS": "0"
            for rows in ("sections", "sources")
            for name in ("TOTAL", "INITIAL")
        }
        assert client.post(screen("preview", page), blank).status_code == previewed, role
        assert client.post(PREVIEW_NEW, blank).status_code == previewed, role
    assert client.get(screen("preview", page)).status_code == 405


def test_any_revision_is_shown_and_unknown_ones_are_not_found(client, writer):
    page = PageFactory(sections=[{"body": "<p>First words.</p>"}])
    page.save_draft(by=writer)
    page.sections.update(body="<p>Second words.</p>")
    page.save_draft(by=writer)
    assert "First words." in main_of(client.get(screen("proof", page), {"revision": "1"}))
    assert "Second words." in main_of(client.get(screen("proof", page)))
    for number in ("3", "x", "9" * 40):
        assert client.get(screen("proof", page), {"revision": number}).status_code == 404
    look = client.get(screen("look", page), {"revision": "1"}).content.decode()
    assert "Newer words exist." in look


def test_page_in_the_trash_is_not_shown(client, writer):
    page = PageFactory()
    page.save_draft(by=writer)
    page.put_in_trash(by=writer)
    assert client.get(screen("proof", page)).status_code == 404


def test_published_words_are_shown_with_their_reviewer(client, writer):
    page = PageFactory()
    page.save_draft(by=writer)
    publish(page, by=reviewer(name="Maren Okafor"))
    assert "Medically reviewed by Maren Okafor, MD" in main_of(client.get(screen("proof", page)))
