"""From an editor's words to a patient's screen, in a real browser."""

import io

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Image, Page
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    MissedSearchFactory,
    PageFactory,
    TopicFactory,
    published_page,
)
from tests.factories import editor as editor_account
from tests.factories import reviewer as reviewer_account

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-long-password"

# What Word puts on the clipboard for a heading and a list in a list, shortened to its working parts.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15">
<style>
<!--
 /* List Definitions */
 @list l0 {mso-list-id:1; mso-list-type:hybrid;}
 @list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7; margin-left:.5in;
 text-indent:-.25in; font-family:Symbol;}
 @list l0:level2 {mso-level-number-format:bullet; mso-level-text:o; margin-left:1.0in;
 text-indent:-.25in; font-family:"Courier New";}
-->
</style></head>
<body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<h1 style='margin-bottom:0in'><span style='font-size:16.0pt;color:#2F5496'>Warning signs<o:p></o:p></span></h1>
<p class=MsoNormal>See us soon if you have:<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='margin-left:.5in;text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Pain in the leg<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:1.0in;text-indent:-.25in;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New";mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>below the <b>knee</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:.5in;text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Numbness<o:p></o:p></p>
<h2>What to do</h2>
<p class=MsoNormal><i>Rest</i>, then call.<o:p></o:p></p>
<!--EndFragment--></body></html>"""

WEB_PAGE = """<div class="post" style="color:red"><h1>Signs</h1><script>steal()</script>
<div>Look for:</div><img src="https://example.org/tracker.png" alt="x">
<img src="data:image/png;base64,iVBORw0KGgo=" alt="y"><ul class="x"><li onclick="go()">pain<ul><li>in the leg</li></ul></li>
<li>numbness</li></ul><h5>More</h5><p><font color="red"><b>Call</b></font>
<a href="https://example.org/more" onclick="go()" target="_blank">us</a></p></div>"""


@pytest.fixture
def editor():
    account = editor_account()
    account.first_name, account.last_name = "Robin", "Ashby"
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def reviewer():
    account = reviewer_account(name="Maren Okafor")
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def photo(tmp_path):
    out = io.BytesIO()
    Pillow.new("RGB", (320, 200), "teal").save(out, "JPEG")
    path = tmp_path / "disk.jpg"
    path.write_bytes(out.getvalue())
    return path


def log_in(page, account):
    page.goto("/admin/")
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="What waits for you today").wait_for()


def ready(page):
    page.locator("[data-page-form][data-ready]").wait_for()


def row(page, number):
    return page.locator("#sections-heading ~ ol > [data-row]").nth(number)


def write_in(section, words):
    text = section.frame_locator(".cke_wysiwyg_frame").locator("body")
    text.click()
    text.press_sequentially(words)
    return text


def add_section(page, number, *, kind, heading, words):
    if number:
        page.get_by_role("button", name="Add a section", exact=True).click()
    section = row(page, number)
    section.get_by_label("Kind").select_option(label=kind)
    section.get_by_label("Heading").fill(heading)
    write_in(section, words)
    return section


def put_picture_in(page, section, photo):
    section.locator(".cke_button__picture").click()
    page.get_by_role("button", name="Upload a new one").click()
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("Choose a picture: a JPEG, PNG, WebP or GIF file.").wait_for()
    page.get_by_label("Picture (JPEG").set_input_files(photo)
    page.get_by_label("Title, for finding it again").fill("A disk")
    page.get_by_label("What the picture shows, for readers").fill("A disk that bulges.")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_label("What it shows on this page").fill("A disk that presses on a nerve.")
    page.get_by_role("button", name="Put it in").click()
    section.frame_locator(".cke_wysiwyg_frame").locator("img").wait_for()


def save(page):
    page.get_by_role("button", name="Save draft").click()
    page.locator(".messagelist .success").wait_for()
    ready(page)


def move(page, name):
    page.get_by_role("link", name=f"{name}…").click()
    page.get_by_role("button", name=name, exact=True).click()
    page.locator(".messagelist .success").wait_for()


def submit(page):
    move(page, "Submit for review")
    ready(page)


def approve_and_publish(page, title):
    page.goto("/admin/")
    page.get_by_role("link", name="Articles: to review, asked of").first.click()
    page.get_by_role("link", name=title).click()
    move(page, "Approve")
    move(page, "Publish")
    page.get_by_text("is published. Patients read these words now.").wait_for()


def test_words_go_from_an_editor_through_a_reviewer_to_a_patient(
    open_page, editor, reviewer, photo, axe, expect_problem
):
    writing, reviewing, reading = open_page(), open_page(), open_page()

    # Given an editor who logs in and writes a page of three sections with a picture
    log_in(writing, editor)
    axe(writing)
    writing.get_by_role("link", name="Add health library articles").click()
    ready(writing)
    writing.get_by_label("Title", exact=False).first.fill("Sciatica")
    add_section(writing, 0, kind="Overview", heading="What is it?", words="A pinched nerve.")
    second = add_section(
        writing, 1, kind="Symptoms", heading="What are the signs?", words="Pain in the leg."
    )
    expect_problem("status of 422")  # the dialog is told that a picture is missing
    put_picture_in(writing, second, photo)
    add_section(writing, 2, kind="Treatment", heading="What helps?", words="Walking helps.")
    assert writing.get_by_label("Address on the site").input_value() == "sciatica"
    axe(writing)
    save(writing)

    # When the editor submits it, and a reviewer reads, approves and publishes it
    submit(writing)
    log_in(reviewing, reviewer)
    approve_and_publish(reviewing, "Sciatica")
    axe(reviewing)

    # Then an anonymous visitor reads it
    reading.goto("/health-library/sciatica/")
    text = reading.locator("main").inner_text()
    for words in ("A pinched nerve.", "Pain in the leg.", "Walking helps.", "Maren Okafor"):
        assert words in text
    shown = reading.locator("main img")
    assert shown.get_attribute("alt") == "A disk that presses on a nerve."
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    assert reading.context.cookies() == []

    # And when the editor changes the draft, the visitor sees the old words
    row(writing, 0).locator("summary").click()
    frame = row(writing, 0).frame_locator(".cke_wysiwyg_frame").locator("body")
    frame.click()
    writing.keyboard.press("Control+A")
    writing.keyboard.type("A nerve under pressure.")
    writing.get_by_label("What changed, and why").fill("Clearer")
    save(writing)
    writing.get_by_text("Draft changes not published").first.wait_for()
    reading.reload()
    assert "A pinched nerve." in reading.locator("main").inner_text()

    # And published again, the new ones
    submit(writing)
    approve_and_publish(reviewing, "Sciatica")
    reading.reload()
    text = reading.locator("main").inner_text()
    assert "A nerve under pressure." in text
    assert "A pinched nerve." not in text


def paste(page, text, html):
    """Copy HTML as another program would, then paste it with the keyboard."""
    page.evaluate(
        """html => new Promise(done => {
            document.addEventListener("copy", event => {
                event.preventDefault();
                event.clipboardData.setData("text/html", html);
                event.clipboardData.setData("text/plain", "plain");
                done();
            }, { once: true });
            document.execCommand("copy");
        })""",
        html,
    )
    text.click()
    page.keyboard.press("Control+V")


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        (
            WORD,
            (
                "<h3>Warning signs</h3><p>See us soon if you have:</p><ul><li>Pain in the leg<ul>"
                "<li>below the <strong>knee</strong></li></ul></li><li>Numbness</li></ul>"
                "<h3>What to do</h3><p><em>Rest</em>, then call.</p>"
            ),
        ),
        (
            WEB_PAGE,
            (
                "<h3>Signs</h3><p>Look for:</p><ul><li>pain<ul><li>in the leg</li></ul></li>"
                "<li>numbness</li></ul><h4>More</h4><p><strong>Call</strong> "
                '<a href="https://example.org/more">us</a></p>'
            ),
        ),
    ],
    ids=["word", "web page"],
)
def test_pasting_keeps_lists_and_headings(page, sign_in, editor, html, stored):
    sign_in(page, editor)
    page.goto("/admin/articles/article/add/")
    ready(page)
    page.get_by_label("Title", exact=False).first.fill("Pasted")
    text = row(page, 0).frame_locator(".cke_wysiwyg_frame").locator("body")
    text.wait_for()
    paste(page, text, html)
    text.locator("ul ul li").wait_for()
    if "<img" in html:
        page.get_by_text("Pictures are not pasted.").wait_for()
    save(page)
    body = Page.objects.get().sections.get().body
    assert "".join(line.strip() for line in body.splitlines()).replace("&nbsp;", " ") == stored


def test_table_gets_a_row_of_headings_and_a_link_its_address(page, sign_in, editor):
    made = PageFactory(sections=[{"heading": "A", "body": ""}])
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    row(page, 0).locator("summary").click()
    write_in(row(page, 0), "See ")
    row(page, 0).locator(".cke_button__link").click()
    url = page.get_by_label("URL", exact=False).last
    expect(
        url
    ).to_be_focused()  # CKEditor empties the fields of a dialog before it goes to this one
    page.get_by_label("Display Text").fill("more")
    url.fill("example.org/more")
    page.get_by_role("button", name="OK").click()
    row(page, 0).frame_locator(".cke_wysiwyg_frame").get_by_role("link", name="more").wait_for()
    page.keyboard.press("End")  # behind the new link, which is still marked
    row(page, 0).locator(".cke_button__table").click()
    page.get_by_label("Rows*").wait_for()
    page.get_by_role("button", name="OK").click()
    save(page)
    body = made.sections.get().body
    assert '<a href="https://example.org/more">more</a>' in body
    assert body.count('<th scope="col">') == 2
    assert "style" not in body


def test_page_of_twenty_five_sections_stays_usable(page, sign_in, editor, axe):
    card = CareCardFactory()
    made = PageFactory(
        sections=[{"heading": f"Part {n}", "body": f"<p>Words {n}</p>"} for n in range(1, 26)]
    )
    made.sections.filter(heading="Part 3").update(care_card=card)
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    expect(page.locator("[data-rows=sections] [data-row]")).to_have_count(25)
    expect(page.locator(".cke")).to_have_count(0)  # no editor before a section is opened
    assert page.evaluate("typeof window.CKEDITOR") == "undefined"
    axe(page)
    row(page, 19).locator("summary").click()
    write_in(row(page, 19), "Added.")
    expect(page.locator(".cke")).to_have_count(1)
    axe(page)
    save(page)
    assert "Added." in made.sections.get(heading="Part 20").body
    assert made.sections.count() == 25


def test_section_that_was_only_opened_is_not_changed(page, sign_in, editor):
    body = "<ul><li>one<ul><li>two</li></ul></li></ul><p>It’s &amp; was “so”.</p>"
    made = published_page(sections=[{"heading": "A", "body": body}])
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    row(page, 0).locator("summary").click()
    row(page, 0).frame_locator(".cke_wysiwyg_frame").get_by_text("two").wait_for()
    save(page)
    made.refresh_from_db()
    assert (made.sections.get().body, made.status) == (body, "published")


def headings(page):
    return page.locator("[data-rows=sections] .row-title").all_inner_texts()


def test_sections_are_moved_by_button_and_by_keyboard_and_keep_their_words(page, sign_in, editor):
    made = PageFactory(sections=[{"heading": h, "body": f"<p>Words of {h}</p>"} for h in "ABC"])
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    row(page, 0).locator("summary").click()
    write_in(row(page, 0), " New.")
    row(page, 0).get_by_role("button", name="Move down: A").click()
    assert headings(page) == ["B", "A", "C"]
    assert page.evaluate("document.activeElement.dataset.move") == "down"
    page.keyboard.press("Enter")
    assert headings(page) == ["B", "C", "A"]
    row(page, 2).frame_locator(".cke_wysiwyg_frame").get_by_text("New.").wait_for()
    row(page, 1).locator("summary").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert headings(page) == ["C", "B", "A"]
    assert "C: now at place 1 of 3." in page.locator("[data-live]").first.inner_text()
    save(page)
    parts = made.latest_revision().snapshot["sections"]
    assert [part["heading"] for part in parts] == ["C", "B", "A"]
    assert "New." in parts[2]["body"]
    assert "Words of A" in parts[2]["body"]


def test_second_editor_is_told_and_goes_on_with_every_word(open_page, sign_in, editor, axe):
    made = PageFactory(title="Sciatica", sections=[{"heading": "A", "body": "<p>One.</p>"}])
    made.save_draft(by=editor)
    first, second = open_page(), open_page()
    sign_in(first, editor)
    sign_in(second, editor_account())
    for page in (first, second):
        page.goto(f"/admin/articles/article/{made.pk}/change/")
        ready(page)
    first.get_by_label("Summary").fill("Hers")
    save(first)
    second.get_by_label("Summary").fill("Mine")
    row(second, 0).locator("summary").click()
    write_in(row(second, 0), " Two.")
    second.get_by_role("button", name="Save draft").click()
    second.get_by_text("Robin Ashby saved this page on").wait_for()
    ready(second)
    axe(second)
    with second.expect_popup() as newer:
        second.get_by_role("link", name="Read the newer words").click()
    newer.value.get_by_text("Hers").wait_for()
    assert second.get_by_label("Summary").input_value() == "Mine"
    second.get_by_label("I have read what changed in revision 2").check()
    save(second)
    made.refresh_from_db()
    assert (made.summary, made.revisions.count()) == ("Mine", 3)
    assert "Two." in made.sections.get().body


def test_double_click_on_save_is_one_revision(page, sign_in, editor):
    made = PageFactory()
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    page.get_by_role("button", name="Save draft").dblclick()
    page.locator(".messagelist .success").wait_for()
    assert made.revisions.count() == 1


def test_section_is_removed_only_when_saved_and_can_be_kept(page, sign_in, editor):
    made = PageFactory(sections=[{"heading": h} for h in "AB"])
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    row(page, 0).get_by_role("button", name="Remove: A").click()
    row(page, 1).get_by_role("button", name="Remove: B").click()
    assert page.get_by_text("Removed when you save").count() >= 2
    row(page, 1).get_by_role("button", name="Remove: B").click()
    save(page)
    assert headings(page) == ["B"]


def test_faulty_section_is_shown_open_with_every_word(page, sign_in, editor, axe):
    made = PageFactory(sections=[{"heading": "A"}])
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    page.get_by_role("button", name="Add a section", exact=True).click()
    row(page, 1).get_by_label("Kind").select_option(label="Question and answer")
    write_in(row(page, 1), "Yes, it can.")
    row(page, 1).get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Save draft").click()
    page.locator(".error-summary:focus").wait_for()
    ready(page)
    axe(page)
    assert row(page, 0).locator("details").get_attribute("open") is not None
    page.get_by_role("link", name="Write the question itself as the heading").click()
    row(page, 0).frame_locator(".cke_wysiwyg_frame").get_by_text("Yes, it can.").wait_for()
    page.keyboard.type("Can it heal?")
    save(page)
    assert headings(page) == ["Can it heal?", "A"]


def test_page_is_written_and_ordered_without_scripts(page_without_js, sign_in, editor):
    made = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}])
    page = page_without_js
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    expect(row(page, 0).locator("[data-tools]")).to_be_hidden()
    for number in range(3):
        row(page, number).locator("summary").click()
    row(page, 0).get_by_label("Place on the page").fill("5")
    row(page, 2).get_by_label("Heading").fill("C")
    row(page, 2).get_by_label("Text").fill("<p>Plain words</p>")
    row(page, 2).get_by_label("Place on the page").fill("6")
    page.get_by_role("button", name="Save draft").click()
    page.locator(".messagelist .success").wait_for()
    parts = made.latest_revision().snapshot["sections"]
    assert [part["heading"] for part in parts] == ["B", "A", "C"]


def test_picture_of_the_library_is_put_in_and_described_anew(page, sign_in, editor, photo, axe):
    sign_in(page, editor)
    page.goto("/admin/articles/image/upload/")
    page.get_by_label("Picture").set_input_files(photo)
    page.get_by_label("Title").fill("A disk")
    page.get_by_label("Alternative text").fill("A disk that bulges.")
    page.get_by_role("button", name="Upload").click()
    page.locator(".focal__picture img").wait_for()
    made = PageFactory(sections=[{"heading": "A", "body": "<p>One.</p>"}])
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    row(page, 0).locator("summary").click()
    row(page, 0).locator(".cke_button__picture").click()
    page.get_by_label("Find a picture in the library").fill("disk")
    page.get_by_role("button", name="A disk").wait_for()
    axe(page)
    page.get_by_role("button", name="A disk").click()
    page.get_by_label("What it shows on this page").fill("")
    page.get_by_role("button", name="Put it in").click()
    page.get_by_text("Say what the picture shows, or mark it as decorative.").wait_for()
    page.get_by_label("What it shows on this page").fill("The disk between two bones.")
    page.get_by_role("button", name="Put it in").click()
    save(page)
    image = Image.objects.get()
    assert made.sections.get().body.count("<img") == 1
    for part in (f'src="{image.file.url}"', 'alt="The disk between two bones."', 'width="320"'):
        assert part in made.sections.get().body


def test_login_is_clean_for_axe(open_page, axe):
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        page.goto("/admin/")
        axe(page)


def test_page_is_found_from_the_desk(page, sign_in, editor):
    for title in ("Sciatica", "Scoliosis"):
        PageFactory(title=title)
    sign_in(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Health library articles", exact=True).click()
    page.locator("#searchbar").fill("sciat")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Sciatica").click()
    ready(page)
    assert page.get_by_label("Title", exact=False).first.input_value() == "Sciatica"


def test_relations_are_chosen_by_typing(page, sign_in, editor):
    topic, made = TopicFactory(name="Pain at work"), PageFactory()
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{made.pk}/change/")
    ready(page)
    page.locator(".field-topics .select2-search__field").click()
    page.keyboard.type("pain at")
    page.locator(".select2-results__option", has_text="Pain at work").click()
    save(page)
    assert list(made.topics.all()) == [topic]


SCREENS = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/?waits=overdue",
    "/admin/articles/article/add/",
    "/admin/articles/conditionpage/add/",
    "/admin/articles/carecard/add/",
    "/admin/articles/image/",
    "/admin/articles/image/upload/",
    "/admin/articles/image/add/",
    "/admin/articles/revision/",
    "/admin/articles/publication/",
    "/admin/articles/redirect/",
    "/admin/articles/topic/add/",
    "/admin/articles/linkcheck/",
    "/admin/articles/synonym/",
    "/admin/articles/synonym/add/",
    "/admin/articles/missedsearch/",
    "/admin/articles/trashedpage/",
    "/admin/clinic/clinic/",
    "/admin/clinic/provider/add/",
    "/admin/clinic/location/add/",
    "/admin/clinic/openinghours/",
    "/admin/clinic/holiday/add/",
    "/admin/clinic/safetyquestionset/",
    "/admin/clinic/safetyquestionset/1/change/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/group/",
    "/admin/password_change/",
]


def test_staff_screens_are_clean_for_axe_and_fit_their_width(page, sign_in, axe):
    live, gone = published_page(), PageFactory()
    MissedSearchFactory()
    gone.put_in_trash(by=editor_account())
    sign_in(page, AccountFactory(groups=["Administrators"]))
    for address in [
        *SCREENS,
        f"/admin/articles/article/{live.pk}/change/",
        f"/admin/articles/article/{live.pk}/read/",
        f"/admin/articles/article/move/withdraw/?page={live.pk}",
        f"/admin/articles/article/move/publish/?page={live.pk}",
        f"/admin/articles/article/trash/?page={live.pk}",
        f"/admin/articles/trashedpage/{gone.pk}/change/",
    ]:
        page.goto(address)
        for width, scheme in ((1280, "light"), (375, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
