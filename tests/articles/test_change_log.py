"""The public list of a page's changes: what, when, approved by whom."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.factories import (
    PageFactory,
    administrator,
    approve,
    editor,
    publish,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def address(page):
    return f"{page.publications.order_by('-live_from').first().get_absolute_url()}changes/"


def log(client, page):
    """The entries as lists of their lines, the newest first, without the day."""
    soup = BeautifulSoup(client.get(address(page)).content, "html.parser")
    return [[p.text for p in li.select("p")] for li in soup.select(".change-log li")]


def rewrite(page, words):
    page.sections.update(body=f"<p>{words}</p>")
    page.save_draft(by=editor())


def test_log_tells_what_changed_and_who_approved_it(client):
    page = published_page(by=reviewer(name="Maren Okafor"), at=timezone.now() - 9 * DAY)
    rewrite(page, "New.")
    publish(page, by=reviewer(name="Ana Reyes"), change_note="New advice on walking.")
    rewrite(page, "Newer.")
    publish(page, by=reviewer(name="Ana Reyes", slug="other"))
    assert log(client, page) == [
        ["The words were changed.", "Approved by Ana Reyes, MD"],
        ["New advice on walking.", "Approved by Ana Reyes, MD"],
        ["First published.", "Approved by Maren Okafor, MD"],
    ]


def test_moments_are_written_as_html_writes_days(client):
    page = published_page(title="Sciatica")
    article = page.publications.get().get_absolute_url()
    soups = [
        BeautifulSoup(client.get(path).content, "html.parser") for path in (article, address(page))
    ]
    today = timezone.localdate().isoformat()
    assert soups[0].select_one(".imprint time")["datetime"] == today
    assert [each["datetime"] for each in soups[1].main.select("time")] == [today]


def test_import_is_told_as_what_it_was(client):
    page = PageFactory()
    page.save_draft(by=editor())
    page.publish(by=administrator(), imported=True)
    assert log(client, page) == [["Imported, without review."]]


def test_review_without_a_change_is_told_as_such(client):
    page = published_page(at=timezone.now() - 9 * DAY)
    page.renew_review(by=reviewer(name="Ana Reyes"), reason="For colleagues only")
    assert log(client, page)[0] == [
        "Reviewed again. The words stayed the same.",
        "Approved by Ana Reyes, MD",
    ]


def test_scheduled_cancelled_and_withdrawn_words_are_not_told(client):
    page = published_page(at=timezone.now() - 9 * DAY)
    rewrite(page, "Planned.")
    approve(page)
    page.publish(by=reviewer(), at=timezone.now() + DAY, change_note="Planned note")
    assert len(log_at(client, page)) == 1
    page.cancel_plans(by=reviewer())
    assert len(log_at(client, page)) == 1
    page.publish(by=reviewer(), change_note="Harmful note")
    page.withdraw(by=reviewer(), reason="Secret reason")
    assert client.get(address(page)).status_code == 410
    page.back_to_draft(by=reviewer())
    rewrite(page, "Mended.")
    publish(page, change_note="Mended.")
    shown = client.get(address(page)).content.decode()
    assert [entry[0] for entry in log(client, page)] == [
        "Mended.",
        "A version that was withdrawn later.",
        "First published.",
    ]
    for words in ("Harmful note", "Secret reason", "Planned note"):
        assert words not in shown


def log_at(client, page):
    live = page.publications.live().get()
    soup = BeautifulSoup(client.get(f"{live.get_absolute_url()}changes/").content, "html.parser")
    return soup.select(".change-log li")


def test_log_is_linked_from_the_page_takes_two_queries_and_is_kept_like_it(
    client, django_assert_num_queries
):
    for kind in ("article", "condition-page"):
        page = published_page(kind=kind)
        public = page.publications.get().get_absolute_url()
        assert f'href="{public}changes/"' in client.get(public).content.decode()
        with django_assert_num_queries(2):
            answer = client.get(f"{public}changes/")
        assert answer.status_code == 200
        assert "s-maxage=60" in answer["Cache-Control"]
        assert not answer.cookies
        assert 'href="' + public + '"' in answer.content.decode()


def test_log_of_what_is_not_live_is_not_there(client):
    page = PageFactory()
    page.save_draft(by=editor())
    assert client.get(f"/health-library/{page.slug}/changes/").status_code == 404
    gone = published_page()
    gone.retire(by=reviewer())
    assert client.get(address(gone)).status_code == 410


def test_log_moves_along_with_the_page(client):
    page = published_page(slug="old", at=timezone.now() - DAY)
    page.slug = "new"
    page.save()
    rewrite(page, "New.")
    publish(page)
    answer = client.get("/health-library/old/changes/")
    assert (answer.status_code, answer["Location"]) == (301, "/health-library/new/")


def test_log_that_has_not_changed_is_not_sent_again(client):
    page = published_page(at=timezone.now() - DAY)
    etag = client.get(address(page))["ETag"]
    again = client.get(address(page), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    rewrite(page, "New.")
    publish(page)
    assert client.get(address(page), headers={"If-None-Match": etag}).status_code == 200
