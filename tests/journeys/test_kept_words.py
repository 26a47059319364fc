"""Nothing typed is lost: a closed tab, an ended session, a server that fails, two people at once."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import EditingPresence, Page
from tests.browsing import PATIENCE, in_light_and_dark, wait_until
from tests.factories import PageFactory
from tests.factories import editor as editor_account

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-long-password"
BRING_BACK = "Bring them back"


@pytest.fixture
def robin():
    account = editor_account()
    account.first_name, account.last_name = "Robin", "Ashby"
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def sciatica(robin):
    made = PageFactory(
        title="Sciatica",
        summary="Old summary",
        sections=[{"heading": h, "body": f"<p>Words of {h}.</p>"} for h in ("First", "Second")],
    )
    made.save_draft(by=robin)
    return made


def address(page):
    return f"/admin/articles/article/{page.pk}/change/"


def open_form(page, made):
    page.goto(address(made))
    ready(page)


def ready(page):
    page.locator("[data-page-form][data-ready]").wait_for()


def row(page, number):
    return page.locator("#sections-heading ~ ol > [data-row]").nth(number)


def headings(page):
    return page.locator("[data-rows=sections] .row-title").all_inner_texts()


def write_in(section, words):
    section.locator("summary").click()
    text = section.frame_locator(".cke_wysiwyg_frame").locator("body")
    text.click()
    text.press("Control+End")
    text.press_sequentially(words)


def save(page):
    page.get_by_role("button", name="Save draft").click()


def saved(page):
    page.locator(".messagelist .success").wait_for()
    ready(page)


def log_in(page, account):
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def kept(page):
    """What the browser keeps, once the words are in it."""
    return page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('unsaved-words/'))"
    )


def wait_until_kept(page, words):
    page.evaluate(
        """words => new Promise(done => {
            const look = () => {
                if (Object.values(localStorage).some(value => value.includes(words))) done();
                else setTimeout(look, 50);
            };
            look();
        })""",
        words,
    )


def test_words_survive_a_session_that_ended_while_writing(page, sign_in, robin, sciatica, axe):
    # Given an editor who writes in every corner of the form
    sign_in(page, robin)
    open_form(page, sciatica)
    page.get_by_label("Summary").fill("New summary")
    write_in(row(page, 0), " And more.")
    page.get_by_role("button", name="Add a section", exact=True).click()
    row(page, 2).get_by_label("Heading").fill("Third")
    row(page, 2).get_by_role("button", name="Move up: Third").click()
    page.get_by_role("button", name="Add a source").click()
    page.locator("[name='sources-0-title']").fill("A guideline")
    row(page, 2).get_by_role("button", name="Remove: Second").click()
    # When the session ends on the server and the words are sent
    Session.objects.all().delete()
    save(page)
    page.get_by_text("What you wrote is kept in this browser.").wait_for()
    in_light_and_dark(page, axe)
    # Then after the login they are offered, and nothing is put back by itself
    log_in(page, robin)
    ready(page)
    assert re.match(
        r"You have unsaved words from \d+:\d\d [AP]M, on revision 1\.$",
        page.locator("[data-says]").inner_text(),
    )
    assert page.get_by_label("Summary").input_value() == "Old summary"
    page.get_by_role("button", name="Compare").click()
    differences = page.get_by_role("region", name="What differs")
    assert differences.locator("ins", has_text="And more.").count() == 1
    axe(page)
    # And brought back and saved, every one of them is there
    page.get_by_role("button", name=BRING_BACK).click()
    assert page.get_by_label("Summary").input_value() == "New summary"
    assert headings(page) == ["First", "Third", "Second"]
    save(page)
    saved(page)
    words = sciatica.latest_revision().snapshot
    assert words["summary"] == "New summary"
    assert [part["heading"] for part in words["sections"]] == ["First", "Third"]
    assert words["sections"][0]["body"] == "<p>Words of First. And more.</p>"
    assert words["sources"] == [{"title": "A guideline", "url": ""}]
    assert (kept(page), sciatica.revisions.count()) == ([], 2)


def test_words_survive_a_closed_tab_for_the_account_that_wrote_them(
    open_page, sign_in, robin, sciatica, axe
):
    # Given unsaved words in a tab that is closed, beside a second tab of the same page
    page = open_page()
    sign_in(page, robin)
    open_form(page, sciatica)
    beside = page.context.new_page()
    open_form(beside, sciatica)
    page.get_by_label("Summary").fill("<img src=x onerror=alert(1)> Mine")
    wait_until_kept(page, "Mine")
    expect(beside.locator("[data-kept]")).to_be_hidden()  # they are still open in the other tab
    page.close()
    # When the tab beside hears of it, it offers them; another account gets nothing
    beside.get_by_role("button", name=BRING_BACK).wait_for()
    stranger = editor_account()
    sign_in(beside, stranger)
    open_form(beside, sciatica)
    expect(beside.locator("[data-kept]")).to_be_hidden()
    sign_in(beside, robin)
    beside.goto("/admin/")
    beside.get_by_role("region", name="not saved").get_by_role("link", name="Sciatica").click()
    ready(beside)
    beside.get_by_role("button", name=BRING_BACK).wait_for()
    # Then they can be discarded, and that can be undone
    beside.get_by_role("button", name="Discard").click()
    assert kept(beside) == []
    beside.get_by_role("button", name="Undo").click()
    beside.get_by_role("button", name=BRING_BACK).click()
    assert beside.get_by_label("Summary").input_value() == "<img src=x onerror=alert(1)> Mine"
    # And logging out asks first, then takes them along
    beside.on("dialog", lambda dialog: dialog.accept())
    beside.get_by_role("button", name="Log out", exact=True).click()
    beside.get_by_role("link", name="Sciatica").wait_for()
    beside.get_by_role("button", name="Stay and save them").click()
    assert len(kept(beside)) == 1
    beside.get_by_role("button", name="Log out", exact=True).click()
    in_light_and_dark(beside, axe)
    beside.get_by_role("button", name="Log out and delete them").click()
    beside.get_by_role("heading", name="Logged out").wait_for()
    wait_until(beside, "!Object.keys(localStorage).some(key => key.startsWith('unsaved-words'))")


def test_words_of_a_new_page_survive_a_server_error(page, sign_in, robin, expect_problem):
    # Given a new page whose save meets a server that fails
    sign_in(page, robin)
    page.goto("/admin/articles/article/add/")
    ready(page)
    page.get_by_label("Title", exact=False).first.fill("Sciatica")
    row(page, 0).get_by_label("Heading").fill("What is it?")
    expect_problem("status of 502")
    page.route("**/add/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    save(page)
    page.get_by_text("Bad gateway").wait_for()
    page.unroute("**/add/")
    # When the editor begins again
    page.goto("/admin/articles/article/add/")
    ready(page)
    page.locator("[data-says]", has_text="(“Sciatica”)").wait_for()
    page.get_by_role("button", name=BRING_BACK).click()
    # Then the words are there, and once saved they are kept no longer
    save(page)
    saved(page)
    assert Page.objects.get().sections.get().heading == "What is it?"
    assert kept(page) == []


def test_words_typed_while_a_save_is_on_its_way_are_kept_apart_from_it(
    page, sign_in, robin, sciatica
):
    # Given a save that has no answer yet (204 leaves the form where it is)
    sign_in(page, robin)
    open_form(page, sciatica)
    page.get_by_label("Summary").fill("Sent")
    page.route("**/change/", lambda route: route.fulfill(status=204))
    with page.expect_response("**/change/"):
        save(page)
    # When the editor goes on typing
    page.get_by_label("Summary").fill("Typed later")
    wait_until_kept(page, "Typed later")
    # Then neither is taken for the other
    assert len(kept(page)) == 2
    page.unroute("**/change/")
    open_form(page, sciatica)
    page.locator("[data-kept-offers] [data-bring-back]").nth(1).wait_for()
    page.get_by_role("button", name=BRING_BACK).first.click()
    assert page.get_by_label("Summary").input_value() == "Typed later"


def test_words_brought_back_onto_a_newer_revision_are_not_saved_over_it_unseen(
    page, sign_in, robin, sciatica
):
    # Given unsaved words, and a colleague who removes one section and adds another meanwhile
    sign_in(page, robin)
    open_form(page, sciatica)
    write_in(row(page, 0), " Mine.")
    wait_until_kept(page, "Mine.")
    sciatica.sections.get(heading="First").delete()
    sciatica.sections.create(kind="risks", heading="Theirs", order=9)
    sciatica.save_draft(by=editor_account())
    # When they are brought back
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, sciatica)
    assert "Meanwhile revision 2 was saved." in page.locator("[data-says]").inner_text()
    page.get_by_role("button", name=BRING_BACK).click()
    assert headings(page) == ["First", "Second", "Theirs"]
    # Then saving them shows first what is newer, and loses no section of either
    save(page)
    ready(page)
    page.get_by_label("I have read what changed in revision 2.").check()
    save(page)
    saved(page)
    parts = sciatica.latest_revision().snapshot["sections"]
    assert [part["heading"] for part in parts] == ["First", "Second", "Theirs"]
    assert parts[0]["body"] == "<p>Words of First. Mine.</p>"


def test_browser_that_has_no_room_says_so(page, sign_in, robin, sciatica, axe):
    sign_in(page, robin)
    open_form(page, sciatica)
    page.evaluate("""() => { // all but a few characters of what a browser gives
        for (let size = 4194304; size >= 16; size /= 2) {
            try { for (let n = 0; ; n += 1) localStorage.setItem(`full-${size}-${n}`, "x".repeat(size)); } catch {}
        }
    }""")
    page.get_by_label("Summary").fill("Mine")
    page.get_by_text("This browser has no room to keep unsaved words.").wait_for()
    axe(page)
    page.evaluate("localStorage.clear()")
    page.get_by_label("Summary").fill("Mine, again")
    wait_until_kept(page, "Mine, again")
    expect(page.locator("[data-kept-failed]")).to_be_hidden()


def test_lost_session_is_said_at_the_form_before_the_save(page, sign_in, robin, sciatica, axe):
    # Given a form that is open while the session ends
    page.clock.install()
    sign_in(page, robin)
    open_form(page, sciatica)
    page.get_by_label("Summary").fill("Mine")
    Session.objects.all().delete()
    # When it says the next time that it is open
    pass_time_until_shown(page, page.get_by_text("You are logged out: your session has ended."))
    axe(page)
    # Then a save stays here, and after a login in another tab it goes through
    save(page)
    assert page.url.endswith("/change/")
    with page.expect_popup() as login:
        page.get_by_role("link", name="Log in again").first.click()
    log_in(login.value, robin)
    login.value.get_by_role("heading", name="What waits for you today").wait_for()
    login.value.close()
    save(page)
    saved(page)
    sciatica.refresh_from_db()
    assert (sciatica.summary, kept(page)) == ("Mine", [])


def pass_time_until_shown(page, notice):
    """The twenty seconds to the next question begin with the answer to the last, which may be on its way."""
    give_up = time.monotonic() + PATIENCE
    while not notice.is_visible():
        assert time.monotonic() < give_up, notice
        page.clock.fast_forward(21_000)
        page.wait_for_timeout(100)


def test_two_people_at_once_see_each_other_and_lose_no_word(
    open_page, sign_in, robin, sciatica, axe
):
    # Given a page that two editors have open; each sees the other
    ana = editor_account()
    ana.first_name, ana.last_name = "Ana", "Reyes"
    ana.save()
    first, second = open_page(), open_page()
    sign_in(first, robin)
    sign_in(second, ana)
    open_form(first, sciatica)
    wait_until(first, "performance.getEntriesByName('first-field-ready').length === 1")
    wait_for_presence(1)
    open_form(second, sciatica)
    second.get_by_text("Robin Ashby has had this page open since").wait_for()
    axe(second)
    # When the first saves and the second does too
    first.get_by_label("Summary").fill("Hers")
    save(first)
    saved(first)
    second.locator("#id_summary").fill("Mine")
    save(second)
    second.get_by_text("Robin Ashby saved this page on").wait_for()
    ready(second)
    axe(second)
    second.locator(".newer ins", has_text="Hers").wait_for()
    # Then nothing is overwritten until the second says so, having seen the newest
    assert second.locator("#id_summary").input_value() == "Mine"
    sciatica.refresh_from_db()
    assert sciatica.summary == "Hers"
    sciatica.save_draft(by=robin)
    second.get_by_label("I have read what changed in revision 2.").check()
    save(second)
    ready(second)
    second.get_by_label("I have read what changed in revision 3.").check()
    save(second)
    saved(second)
    sciatica.refresh_from_db()
    assert (sciatica.summary, sciatica.revisions.count()) == ("Mine", 4)
    # And when the first goes away, the others hear of it
    first.goto("/admin/")
    wait_for_presence(1)
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second.locator("[data-here]").wait_for(state="hidden")


def wait_for_presence(number):
    give_up = time.monotonic() + PATIENCE
    while EditingPresence.objects.count() != number:
        assert time.monotonic() < give_up, EditingPresence.objects.all()
        time.sleep(0.05)
