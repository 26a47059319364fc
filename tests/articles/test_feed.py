"""The feed: what is new or newly reviewed, valid Atom, one lasting entry for each page."""

from calendar import timegm
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from articles.models import Kind
from clinic.models import Clinic
from tests.factories import (
    PageFactory,
    editor,
    publish,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2026, 6, 5, 16, tzinfo=UTC)


def read(client, path="/feed/"):
    """The feed as a feed reader has it."""
    feed = feedparser.parse(client.get(path, headers={"host": "localhost"}).content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def moment(parsed):
    return datetime.fromtimestamp(timegm(parsed), UTC)


def write_anew(page, **fields):
    page.sections.update(body="<p>Other words.</p>")
    page.title = fields.get("title", page.title)
    page.slug = fields.get("slug", page.slug)
    page.save()
    page.save_draft(by=editor())


def test_feed_names_the_site_its_author_and_itself(client, settings):
    Clinic.objects.update(name="Elm & Oak Spine")
    published_page(at=NOON)
    feed = read(client).feed
    assert (feed.title, feed.author) == ("Elm & Oak Spine", "Elm & Oak Spine")
    assert feed.id == f"{settings.SITE_URL}/feed/"
    assert {link.rel: link.href for link in feed.links} == {
        "alternate": f"{settings.SITE_URL}/health-library/",
        "self": f"{settings.SITE_URL}/feed/",
    }
    assert moment(feed.updated_parsed) == NOON
    assert feed.subtitle == "New and newly reviewed pages of the health library."


def test_feed_tells_of_articles_and_condition_pages_the_newest_first(client, settings):
    published_page(title="Sciatica", slug="sciatica", at=NOON)
    published_page(title="Older", at=NOON - timedelta(days=2))
    published_page(
        title="Newest", slug="care", kind=Kind.CONDITION_PAGE, at=NOON + timedelta(days=1)
    )
    entries = read(client).entries
    assert [entry.title for entry in entries] == ["Newest", "Sciatica", "Older"]
    assert [entry.link for entry in entries[:2]] == [
        f"{settings.SITE_URL}/conditions/care/",
        f"{settings.SITE_URL}/health-library/sciatica/",
    ]
    assert moment(entries[1].published_parsed) == moment(entries[1].updated_parsed) == NOON


def test_page_that_was_reviewed_again_is_updated_and_stays_one_entry(client):
    page = published_page(title="Sciatica", at=NOON)
    published_page(title="Newer", at=NOON + timedelta(days=1))
    before = read(client).entries[-1]
    page.renew_review(by=reviewer(name="Bo Lind", credentials="DPT"))
    renewed = page.publications.live().get().live_from
    entry = read(client).entries[0]
    assert (entry.title, entry.id) == ("Sciatica", before.id)
    assert moment(entry.published_parsed) == NOON
    assert moment(entry.updated_parsed) == renewed.replace(microsecond=0)
    assert entry.summary.startswith("Reviewed again. The words stayed the same. ")
    assert entry.contributors == [{"name": "Bo Lind, DPT"}]
    assert len(read(client).entries) == 2


@pytest.mark.parametrize("note", ["We added exercises.", "We added exercises"])
def test_page_with_new_words_under_a_new_address_stays_one_entry(client, settings, note):
    page = published_page(title="Sciatica", slug="sciatica", at=NOON)
    before = read(client).entries[0].id
    write_anew(page, title="Nerve pain", slug="nerve-pain")
    publish(page, change_note=note)
    (entry,) = read(client).entries
    assert (entry.id, entry.title) == (before, "Nerve pain")
    assert entry.link == f"{settings.SITE_URL}/health-library/nerve-pain/"
    assert entry.summary == "We added exercises. When a disk presses on a nerve."
    assert moment(entry.published_parsed) == NOON < moment(entry.updated_parsed)


def test_ids_differ_and_hold_no_address_that_may_change(client):
    for number in range(4):
        published_page(slug=f"page-{number}")
    ids = [entry.id for entry in read(client).entries]
    assert len(set(ids)) == 4
    assert all(one.startswith("tag:127.0.0.1,2026:page:") for one in ids)


def test_every_feed_has_the_pages_of_its_language(client, settings):
    source = published_page(title="Sciatica", slug="sciatica")
    spanish = PageFactory(language="es", translation_of=source, title="Ciática", slug="ciatica")
    spanish.save_draft(by=editor())
    publish(spanish)
    english, in_spanish = read(client), read(client, "/es/feed/")
    assert [entry.title for entry in english.entries] == ["Sciatica"]
    assert [entry.title for entry in in_spanish.entries] == ["Ciática"]
    assert in_spanish.entries[0].link == f"{settings.SITE_URL}/es/health-library/ciatica/"
    assert in_spanish.entries[0].id != english.entries[0].id
    assert (english.feed.language, in_spanish.feed.language) == ("en", "es")
    assert in_spanish.feed.id == f"{settings.SITE_URL}/es/feed/"


def test_what_is_planned_or_taken_down_is_not_told(client):
    published_page(title="Later", at=timezone.now() + timedelta(hours=1))
    published_page(title="Gone").retire(by=reviewer())
    published_page(title="Here")
    assert [entry.title for entry in read(client).entries] == ["Here"]


def test_words_with_signs_of_markup_stay_words(client):
    page = PageFactory(title="A < B & <b>", summary="If x < y & <i>z</i>")
    page.save_draft(by=editor())
    publish(page)
    entry = read(client).entries[0]
    assert etree.fromstring(client.get("/feed/").content).find(f"{ATOM}entry/{ATOM}title").text == (
        "A < B & <b>"
    )
    assert entry.summary == "If x &lt; y &amp; &lt;i&gt;z&lt;/i&gt;"


def test_feed_is_valid_atom(client):
    """What RFC 4287 requires of a feed and of each entry."""
    published_page()
    imported = published_page()
    imported.publications.update(reviewed_by=None, reviewed_on=None, review_due=None)
    feed = etree.fromstring(client.get("/feed/").content)
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1, name
        datetime.fromisoformat(part.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [
        len(entry.findall(f"{ATOM}contributor")) for entry in feed.iterfind(f"{ATOM}entry")
    ] == [
        0,
        1,
    ]


def test_feed_of_nothing_yet_is_a_feed(client):
    assert read(client).entries == []


def test_feed_is_sent_again_only_when_it_says_something_else(client):
    page = published_page()
    etag = client.get("/feed/")["ETag"]
    again = client.get("/feed/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    page.retire(by=reviewer())
    assert client.get("/feed/", headers={"If-None-Match": etag}).status_code == 200


def test_feed_is_never_kept_past_the_next_scheduled_change(client):
    published_page(at=timezone.now() + timedelta(seconds=20))
    kept = client.get("/feed/")["Cache-Control"].partition("s-maxage=")[2]
    assert 0 < int(kept) <= 20


def test_feed_takes_few_queries_however_long_it_is(client, django_assert_num_queries):
    for _number in range(3):
        published_page()
    with django_assert_num_queries(3):
        read(client)
    for _number in range(5):
        published_page().renew_review(by=reviewer())
    with django_assert_num_queries(3):
        assert len(read(client).entries) == 8
