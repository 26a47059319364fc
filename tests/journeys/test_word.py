"""From a Word document to a draft, in a real browser."""

import pytest
from playwright.sync_api import expect

from articles.models import Page
from tests.articles import word_documents as words
from tests.factories import editor

pytestmark = pytest.mark.django_db(transaction=True)


def chosen(document, name):
    content = document if isinstance(document, bytes) else words.saved(document).getvalue()
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_editor_imports_a_word_document(page, sign_in, axe, expect_problem):
    # Given an editor at the list of articles
    sign_in(page, editor())
    page.goto("/admin/articles/article/")

    # When they choose a file that Word protected by a password (the refusal is a 422)
    expect_problem(r"status of 422")
    page.get_by_role("link", name="Import a Word document").click()
    axe(page)
    protected = words.package_sign() + b"\0" * 99
    page.get_by_label("Word document").set_input_files(chosen(protected, "secret.docx"))
    page.get_by_role("button", name="Import").click()

    # Then a sentence says how to mend it
    expect(page.get_by_text("This document is protected by a password.")).to_be_visible()

    # When they choose a document that holds nearly everything, with a tracked change and a comment
    document = words.leaflet()
    paragraph = document.add_paragraph("Ask ")
    words.add_change(paragraph, "del", "me")
    document.add_comment(paragraph.runs[0], text="Whom?", author="Robin")
    words.add_picture(document)
    page.get_by_label("Word document").set_input_files(chosen(document, "sciatica.docx"))
    page.get_by_role("button", name="Import").click()

    # Then the new draft's form is open, and says what did not come along
    expect(page.get_by_role("heading", name="Sciatica", exact=True)).to_be_visible()
    for sentence in (
        "1 comment was left out.",
        "1 tracked deletion was left out as if it had been accepted.",
        "1 picture has no description. Describe it before the page is published.",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    headings = page.locator("input[name$=-heading]")
    expect(headings.nth(1)).to_have_value("Symptoms")
    draft = Page.objects.get()
    assert (draft.title, draft.sections.count()) == ("Sciatica", 4)
