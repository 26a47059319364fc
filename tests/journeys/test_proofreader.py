"""The proofreader beside the form, in a real browser."""

from django.urls import reverse

from tests.browsing import wait_until
from tests.factories import PageFactory, editor, reviewer

LOST = "<p>Call us if you:</p><p>We are here all day.</p>"


def test_editor_follows_a_finding_to_its_section_and_mends_it(page, sign_in, live_server, axe):
    # Given a draft whose third section has lost its list
    reviewer()
    bodies = ["<p>Rest helps.</p>", "<p>Heat helps.</p>", LOST]
    draft = PageFactory(
        sections=[{"heading": f"Part {n}", "body": body} for n, body in enumerate(bodies)]
    )
    writer = editor()
    draft.save_draft(by=writer)
    sign_in(page, writer)

    # When the editor opens its form
    page.goto(reverse("admin:articles_article_change", args=[draft.pk]))
    page.locator("form[data-ready]").wait_for()
    panel = page.get_by_role("region", name="Proofreader")

    # Then the finding says what, where, why and how to mend it
    finding = panel.get_by_role("link", name="A list is missing after “Call us if you:”")
    assert "Section 3, “Part 2”" in panel.inner_text()
    assert "mark the lines below them as a list" in panel.inner_text()
    axe(page)

    # When they follow it by keyboard
    row = page.locator("#sections-2")
    assert row.locator("details").get_attribute("open") is None
    finding.focus()
    page.keyboard.press("Enter")

    # Then its section is open and the cursor stands in it
    row.locator("details[open]").wait_for()
    wait_until(page, "document.querySelector('#sections-2').contains(document.activeElement)")

    # When the section is mended and the page saved
    draft.sections.filter(order=2).update(body="<p>Call us at once.</p>")
    draft.save_draft(by=writer)
    page.reload()
    page.locator("form[data-ready]").wait_for()

    # Then nothing stands in the way any more
    assert "Nothing stands in the way of an approval." in panel.inner_text()
