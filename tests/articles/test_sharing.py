"""Share links: a week for a colleague without an account, and then nothing."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import ShareLink, share
from tests.factories import AccountFactory, PageFactory, editor, published_page, reviewer
from tests.form_data import messages_in

pytestmark = pytest.mark.django_db


def screen(page):
    return reverse("admin:articles_article_share", args=[page.pk])


def draft(**fields):
    page = PageFactory(**{"title": "Sciatica", "sections": [{"body": "<p>Shared.</p>"}]} | fields)
    return page.save_draft(by=editor())


def test_link_made_in_the_admin_shows_the_draft_to_anybody_who_has_it(client):
    revision, account = draft(), editor()
    client.force_login(account)
    answer = client.post(screen(revision.page), {"revision": "1"}, follow=True)
    assert messages_in(answer) == [
        "The link to revision 1 is ready. Copy it below; it works for seven days."
    ]
    field = BeautifulSoup(answer.content, "html.parser").select_one("input[readonly]")
    link = ShareLink.objects.get()
    assert field["value"] == settings.SITE_URL + link.get_absolute_url()
    assert (link.created_by, link.revision) == (account, revision)
    assert link.expires_at - link.created_at == timedelta(days=7)
    client.logout()
    shown = client.get(link.get_absolute_url())
    soup = BeautifulSoup(shown.content, "html.parser")
    assert shown.status_code == 200
    assert "Shared." in soup.main.text
    expires = timezone.localtime(link.expires_at)
    day, clock = date_format(expires, "F j, Y"), date_format(expires, "g:i A")
    assert " ".join(soup.select_one(".notice").text.split()) == (
        f"A draft, not published. This link expires on {day}, {clock}. Please do not pass it on: these "
        "words may still be wrong."
    )
    assert soup.select_one(".notice time")["datetime"] == expires.strftime("%Y-%m-%dT%H:%M:%S%z")
    assert client.cookies.get("sessionid", None) is None or not client.cookies["sessionid"].value


def test_shared_draft_is_for_no_search_engine_no_cache_and_no_other_site(client):
    shown = client.get(share(draft(), by=editor()).get_absolute_url())
    soup = BeautifulSoup(shown.content, "html.parser")
    assert soup.select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert {"private", "no-store"} <= set(shown["Cache-Control"].split(", "))
    assert shown["Referrer-Policy"] == "no-referrer"
    assert shown["X-Frame-Options"] == "DENY"
    assert "ETag" not in shown


def test_link_shows_the_words_it_was_made_for(client):
    revision = draft()
    link = share(revision, by=editor())
    revision.page.sections.update(body="<p>Newer.</p>")
    revision.page.save_draft(by=editor())
    assert "Shared." in client.get(link.get_absolute_url()).content.decode()


@pytest.mark.parametrize("how", ["expired", "revoked", "in the trash"])
def test_ended_link_answers_with_a_page_that_says_so(client, how):
    revision = draft()
    week_ago = timezone.now() - timedelta(days=7, seconds=1)
    link = share(revision, by=editor(), at=week_ago if how == "expired" else None)
    if how == "revoked":
        link.revoke(by=reviewer())
    if how == "in the trash":
        revision.page.put_in_trash(by=editor())
    answer = client.get(link.get_absolute_url())
    assert answer.status_code == 410
    assert "This link does not work any more" in answer.content.decode()
    assert "Shared." not in answer.content.decode()
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_link_works_until_its_last_second(client):
    at = timezone.now()
    link = share(draft(), by=editor(), at=at)
    assert [link.works(link.expires_at + timedelta(seconds=s)) for s in (-1, 0)] == [True, False]


def test_address_that_nobody_gave_out_is_not_found(client):
    link = share(draft(), by=editor())
    number, _, signature = link.token.partition(".")
    tampered = [
        f"{int(number) + 1}.{signature}",
        f"{number}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        number,
        "x",
    ]
    for token in tampered:
        assert client.get(reverse("articles:shared", args=[token])).status_code == 404, token


def test_link_is_revoked_with_one_button_and_the_first_who_did_stays_named(client):
    revision, first = draft(), reviewer()
    link = share(revision, by=editor())
    client.force_login(first)
    answer = client.post(screen(revision.page), {"revoke": str(link.pk)}, follow=True)
    assert messages_in(answer) == ["The link is revoked. It shows nothing any more."]
    link.revoke(by=editor())
    link.refresh_from_db()
    assert link.revoked_by == first
    assert not BeautifulSoup(answer.content, "html.parser").select("input[readonly]")


def test_sharing_is_for_those_who_write_or_review(client):
    revision = draft()
    for role, status in (
        ("Editors", 302),
        ("Clinical reviewers", 302),
        ("Administrators", 302),
        ("Schedulers", 403),
    ):
        client.force_login(AccountFactory(groups=[role]))
        assert client.post(screen(revision.page), {}).status_code == status, role
    assert ShareLink.objects.count() == 3
    other = share(draft(slug="other"), by=editor())
    client.force_login(editor())
    assert client.post(screen(revision.page), {"revoke": str(other.pk)}).status_code == 404
    assert client.post(screen(revision.page), {"revoke": "x"}).status_code == 404


def test_spanish_draft_is_shared_in_spanish(client):
    shown = client.get(share(draft(language="es"), by=editor()).get_absolute_url())
    soup = BeautifulSoup(shown.content, "html.parser")
    assert soup.html["lang"] == "es"
    assert "Un borrador sin publicar." in soup.select_one(".notice").text
    assert ".m.</time> " in shown.content.decode()  # one full stop, the abbreviation's own


def test_live_page_links_to_no_draft(client):
    page = published_page()
    share(page.latest_revision(), by=editor())
    assert "/drafts/" not in client.get(page.publications.get().get_absolute_url()).content.decode()
