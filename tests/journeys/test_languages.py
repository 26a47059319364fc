"""A page in two languages, from the editor's button to a reader's switch, in a real browser."""

import pytest
from playwright.sync_api import expect

from articles.models import Page
from tests.factories import editor, publish, published_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_page_is_translated_read_in_both_languages_and_marked_when_it_grows_old(
    page, phone_page, sign_in, axe
):
    # given a live page in English
    source = published_page(title="Sciatica", slug="sciatica")
    phone_page.goto("/health-library/sciatica/")
    expect(phone_page.get_by_role("link", name="Español")).to_have_count(0)

    # when an editor begins a translation and writes it
    sign_in(page, editor())
    page.goto(f"/admin/articles/article/{source.pk}/change/")
    page.get_by_role("link", name="Translate into Spanish").click()
    axe(page)
    page.get_by_role("button", name="Translate into Spanish").click()
    page.get_by_label("Title").first.wait_for()
    expect(page.get_by_text("A translation of Sciatica")).to_be_visible()
    spanish = Page.objects.get(language="es")
    spanish.title, spanish.slug, spanish.summary = "Ciática", "ciatica", "El nervio ciático."
    spanish.save()
    spanish.sections.update(heading="Qué es", body="<p>El disco presiona un nervio.</p>")
    spanish.save_draft(by=editor())
    publish(spanish)

    # then a reader on a phone goes from one language to the other and back
    phone_page.reload()
    phone_page.get_by_role("link", name="Español").click()
    phone_page.get_by_role("heading", level=1, name="Ciática").wait_for()
    expect(phone_page.locator("html")).to_have_attribute("lang", "es")
    phone_page.get_by_role("link", name="English").click()
    phone_page.get_by_role("heading", level=1, name="Sciatica").wait_for()

    # and when the English page says something new
    source.sections.update(body="<p>Walk as much as you can.</p>")
    source.save_draft(by=editor())
    publish(source)

    # then readers of the translation are warned, and the editor sees why
    phone_page.goto("/es/health-library/ciatica/")
    expect(
        phone_page.get_by_text("Esta traducción es anterior a la página en inglés.")
    ).to_be_visible()
    axe(phone_page)
    page.goto(f"/admin/articles/article/{spanish.pk}/translations/")
    expect(page.get_by_text("Older than its source")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="The translation is up to date with revision 2").click()
    page.get_by_text("Recorded as revision").wait_for()
