"""Who else has a page open: told to those who may see it, forgotten soon, cheap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import EditingPresence, Revision
from tests.factories import AccountFactory, PageFactory, editor, reviewer

pytestmark = pytest.mark.django_db


def here(page, entry="article"):
    return reverse(f"admin:articles_{entry}_here", args=[page.pk])


def named(account, first, last):
    account.first_name, account.last_name = first, last
    account.save()
    return account


@pytest.fixture
def robin(client):
    account = named(editor(), "Robin", "Ashby")
    client.force_login(account)
    return account


def others(account, page, **query):
    client = Client()
    client.force_login(account)
    return client.get(here(page), query).json()["others"]


def words(opened):
    return timezone.localtime(opened, timezone.get_default_timezone()).strftime("%-I:%M %p")


def test_open_form_is_told_to_the_others_and_not_to_oneself(client, robin):
    page = PageFactory()
    answer = client.post(here(page), {"open_for": "0"}).json()
    opened = EditingPresence.objects.get().opened_at
    assert (answer["others"], answer["account"]) == ([], str(robin.pk))
    sentence = f"Robin Ashby has had this page open since {words(opened)}."
    assert others(reviewer(), page) == [sentence]
    reading = Client()
    reading.force_login(reviewer())
    for view in ("read", "change"):
        address = reverse(f"admin:articles_article_{view}", args=[page.pk])
        assert sentence in reading.get(address).content.decode()


def test_form_stays_open_since_it_was_opened_however_often_it_says_so(client, robin):
    page = PageFactory()
    for seconds in ("600", "620", "640"):
        client.post(here(page), {"open_for": seconds})
    opened = timezone.now() - EditingPresence.objects.get().opened_at
    assert timedelta(seconds=640) <= opened < timedelta(seconds=700)


def test_listening_leaves_no_trace(client, robin):
    client.get(here(PageFactory()))
    assert not EditingPresence.objects.exists()


def test_form_that_went_silent_or_was_left_is_gone(client, robin):
    page, reader = PageFactory(), reviewer()
    client.post(here(page))
    assert len(others(reader, page)) == 1
    EditingPresence.objects.update(last_seen=timezone.now() - timedelta(seconds=76))
    assert others(reader, page) == []
    client.post(here(page))
    assert len(others(reader, page)) == 1
    assert client.post(here(page), {"leave": "1"}).status_code == 204
    assert not EditingPresence.objects.exists()


def test_rows_older_than_a_day_go_when_somebody_leaves(client, robin):
    page, other = PageFactory(), PageFactory()
    for account, hours in ((editor(), 25), (editor(), 23)):
        at = timezone.now() - timedelta(hours=hours)
        EditingPresence.objects.note(other, by=account, opened_at=at, at=at)
    client.post(here(page), {"leave": "1"})
    assert EditingPresence.objects.count() == 1


def test_beat_takes_two_queries_beside_those_of_any_staff_request(client, robin):
    page = PageFactory()
    page.save_draft(by=robin)
    for _ in range(3):
        EditingPresence.objects.note(page, by=editor(), opened_at=timezone.now())
    with CaptureQueriesContext(connection) as captured:
        client.post(here(page), {"open_for": "20"})
    own = [query["sql"] for query in captured if "articles_" in query["sql"]]
    assert len(own) == 2
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) <= 7


def test_open_form_hears_of_a_newer_revision(client, robin):
    page = PageFactory()
    assert client.get(here(page)).json()["newest"] is None
    page.save_draft(by=named(editor(), "Ana", "Reyes"))
    saved = words(Revision.objects.get().created_at)
    assert client.get(here(page)).json()["newest"] == {
        "number": 1,
        "words": f"Ana Reyes saved revision 1 at {saved}, while you were writing.",
    }


def test_token_that_the_answer_brings_is_accepted(robin):
    page, client = PageFactory(), Client(enforce_csrf_checks=True)
    client.force_login(robin)
    assert client.post(here(page)).status_code == 403
    token = client.get(here(page)).json()["token"]
    assert client.post(here(page), {"csrfmiddlewaretoken": token}).status_code == 200


def test_form_of_a_new_page_hears_only_whether_one_is_logged_in(client, robin):
    answer = client.get(reverse("admin:articles_article_session")).json()
    assert (answer["account"], answer["others"], answer["newest"]) == (str(robin.pk), [], None)


@pytest.mark.parametrize(
    ("roles", "listens", "speaks"),
    [(["Editors"], 200, 200), (["Clinical reviewers"], 200, 403), (["Schedulers"], 403, 403)],
)
def test_presence_follows_the_permissions_of_the_page(client, roles, listens, speaks):
    page = PageFactory()
    client.force_login(AccountFactory(groups=roles))
    assert client.get(here(page)).status_code == listens
    assert client.post(here(page)).status_code == speaks


def test_who_is_not_logged_in_is_led_to_the_login_and_leaves_no_trace(client):
    page = PageFactory()
    for answer in (client.get(here(page)), client.post(here(page))):
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("admin:login"))
    assert not EditingPresence.objects.exists()


def test_pages_that_are_elsewhere_or_deleted_have_no_company(client, robin):
    page, gone = PageFactory(), PageFactory()
    gone.put_in_trash(by=robin)
    assert client.post(here(page, "conditionpage")).status_code == 404
    assert client.post(here(gone)).status_code == 404
    for key in ("abc", "9" * 30):
        assert client.get(f"/admin/articles/article/{key}/here/").status_code == 404
    assert not EditingPresence.objects.exists()
