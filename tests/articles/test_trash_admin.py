"""The trash as staff use it: into it only when nobody reads the page, out of it whole, never deleted."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from articles.models import Page, Section, TrashedPage
from tests.factories import (
    CareCardFactory,
    PageFactory,
    administrator,
    editor,
    published_page,
    reviewer,
)
from tests.form_data import form_data, messages_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")
DELETE = reverse("admin:articles_article_trash")
TRASH = reverse("admin:articles_trashedpage_changelist")


def change(page):
    return reverse("admin:articles_article_change", args=[page.pk])


def waiting(page):
    return reverse("admin:articles_trashedpage_change", args=[page.pk])


@pytest.fixture
def writer(client):
    account = editor()
    account.first_name, account.last_name = "Robin", "Ashby"
    account.save()
    client.force_login(account)
    return account


def whole_page(writer):
    page = PageFactory(title="Sciatica", sections=[{"heading": "A"}, {"heading": "B"}])
    page.sources.create(title="A guideline")
    page.related.set([PageFactory(title="Related")])
    page.save_draft(by=writer, reason="First words")
    return page


def titles(client, address, **query):
    return [page.title for page in client.get(address, query).context["cl"].result_list]


def test_deleted_page_leaves_the_list_and_comes_back_whole(client, writer):
    page = whole_page(writer)
    before = page.snapshot()
    link = f"{DELETE}?page={page.pk}"
    assert link in client.get(change(page)).content.decode()
    asked = client.get(link)
    assert titles(client, LIST) == ["Related", "Sciatica"]
    answer = client.post(DELETE, form_data(asked), follow=True)
    assert messages_in(answer) == ["“Sciatica” is in the trash."]
    assert titles(client, LIST) == ["Related"]
    row = client.get(TRASH).content.decode()
    for words in ("Sciatica", writer.get_full_name(), ">90<", "Article"):
        assert words in row
    shown = client.get(waiting(page)).content.decode()
    for words in ("Robin Ashby deleted this page on", "90 more days", "<li>A</li>", "1 source"):
        assert words in shown
    answer = client.post(waiting(page), form_data(client.get(waiting(page))), follow=True)
    assert messages_in(answer) == ["“Sciatica” is back, as it was."]
    page = Page.objects.get(pk=page.pk)
    assert (page.snapshot(), page.trashed_at, page.trashed_by) == (before, None, None)
    assert [revision.reason for revision in page.revisions.all()] == ["First words"]
    assert client.get(change(page)).status_code == 200
    assert [entry.user for entry in LogEntry.objects.all()] == [writer, writer]


@pytest.mark.parametrize("at", [None, timezone.now() + timedelta(days=900)])
def test_page_that_patients_read_or_will_is_refused_with_a_sentence(client, writer, at):
    page = published_page(title="Sciatica", at=at)
    answer = client.post(DELETE, {"page": page.pk}, follow=True)
    assert messages_in(answer) == [
        "Sciatica: Patients can read this page, or will. Retire or withdraw it first."
    ]
    page.refresh_from_db()
    assert page.trashed_at is None


def test_several_pages_are_deleted_and_brought_back_from_their_lists(client, writer):
    one, two = PageFactory(title="One"), PageFactory(title="Two")
    published_page(title="Live")
    chosen = {"action": "put_in_trash", "_selected_action": [one.pk, two.pk]}
    asked = client.post(LIST, chosen, follow=True)
    client.post(DELETE, form_data(asked))
    assert titles(client, LIST) == ["Live"]
    assert sorted(titles(client, TRASH)) == ["One", "Two"]
    client.post(TRASH, {"action": "bring_back", "_selected_action": [one.pk, two.pk]})
    assert (titles(client, LIST), titles(client, TRASH)) == (["Live", "One", "Two"], [])


def test_page_whose_address_was_taken_comes_back_only_when_it_is_free(client, writer):
    page = PageFactory(title="Sciatica", slug="sciatica")
    page.put_in_trash(by=writer)
    other = PageFactory(title="Newer", slug="sciatica")
    answer = client.post(waiting(page), follow=True)
    assert messages_in(answer) == [
        "Sciatica: The page “Newer” has taken the address meanwhile. Change that one first."
    ]
    other.put_in_trash(by=writer)
    client.post(waiting(page))
    assert Page.objects.kept().get() == page


def test_translation_comes_back_only_when_no_other_took_its_place(client, writer):
    source = PageFactory()
    old, new = (
        PageFactory(title=title, language="es", translation_of=source, trashed_at=trashed)
        for title, trashed in (("Old", timezone.now()), ("New", None))
    )
    Page.objects.filter(pk=old.pk).update(trashed_by=writer)
    answer = client.post(waiting(old), follow=True)
    assert messages_in(answer) == [
        "Old: “New” has become the translation meanwhile. Delete that one first."
    ]
    new.put_in_trash(by=writer)
    client.post(waiting(old))
    assert set(Page.objects.kept()) == {source, old}


def test_page_does_not_come_back_after_ninety_days_but_its_history_stays(client, writer):
    page = whole_page(writer)
    page.put_in_trash(by=writer, at=timezone.now() - timedelta(days=90, minutes=1))
    assert titles(client, TRASH) == []
    assert client.post(waiting(page)).status_code == 404
    client.post(TRASH, {"action": "bring_back", "_selected_action": [page.pk]})
    page = Page.objects.get(pk=page.pk)
    assert (page.trashed_by, page.revisions.count()) == (writer, 1)


def test_last_day_in_the_trash_is_counted_as_one(writer):
    page = PageFactory()
    assert page.days_left_in_trash == 0
    page.put_in_trash(by=writer, at=timezone.now() - timedelta(days=89, hours=1))
    assert page.days_left_in_trash == 1


@pytest.mark.parametrize("entry", ["article", "page", "trashedpage"])
def test_nothing_is_deleted_for_good_by_hand_made_requests(client, entry):
    client.force_login(administrator())
    page = PageFactory()
    if entry == "trashedpage":
        page.put_in_trash(by=administrator())
    address = reverse(f"admin:articles_{entry}_delete", args=[page.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [page.pk], "post": "yes"}
    client.post(reverse(f"admin:articles_{entry}_changelist"), bulk)
    assert Page.objects.count() == Section.objects.count() == 1


@pytest.mark.parametrize(
    ("account", "allowed"), [(editor, True), (administrator, True), (reviewer, False)]
)
def test_trash_is_open_to_those_who_may_delete(client, account, allowed):
    page, gone = PageFactory(), PageFactory()
    gone.put_in_trash(by=editor())
    client.force_login(account())
    status = 200 if allowed else 403
    answers = [client.get(address) for address in (DELETE, TRASH, waiting(gone))]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert client.post(waiting(gone)).status_code == (302 if allowed else 403)
    assert client.post(DELETE, {"page": page.pk}).status_code == (302 if allowed else 403)
    assert ("put_in_trash" in client.get(LIST).content.decode()) is allowed
    assert (TRASH in client.get(reverse("admin:index")).content.decode()) is allowed
    assert TrashedPage.objects.in_trash().get() == (page if allowed else gone)


def test_deleted_page_is_hidden_wherever_pages_are_listed(client, writer):
    card = CareCardFactory()
    page = PageFactory(title="Sciatica", sections=[{"care_card": card}])
    page.save_draft(by=writer)
    other = PageFactory(title="Other")
    other.related.set([page])
    page.put_in_trash(by=writer)
    query = {"app_label": "articles", "model_name": "page", "field_name": "related", "term": "sci"}
    assert client.get(reverse("admin:autocomplete"), query).json()["results"] == []
    assert titles(client, LIST, q="sciatica") == []
    card_form = reverse("admin:articles_carecard_change", args=[card.pk])
    assert "No page uses this card yet" in client.get(card_form).content.decode()
    read = reverse("admin:articles_article_read", args=[page.pk])
    assert client.get(read).status_code == 404
    assert read not in client.get(reverse("admin:articles_revision_changelist")).content.decode()
    assert "Sciatica (in the trash)" in client.get(change(other)).content.decode()


def test_form_of_a_page_that_was_deleted_meanwhile_leads_to_the_trash(client, writer):
    page = PageFactory()
    sent = form_data(client.get(change(page)), title="Mine")
    page.put_in_trash(by=editor())
    answer = client.post(change(page), sent, follow=True)
    assert answer.redirect_chain[-1][0] == waiting(page)
    assert messages_in(answer) == [
        "This page is in the trash. Bring it back first; then go on writing."
    ]


@pytest.mark.parametrize("key", ["abc", "9" * 30, ""])
def test_key_that_no_page_has_deletes_nothing_and_breaks_nothing(client, writer, key):
    PageFactory()
    assert client.post(DELETE, {"page": key}).status_code == 302
    assert b"No page was chosen" in client.get(DELETE, {"page": key}).content
    assert Page.objects.kept().count() == 1


def test_list_with_nothing_in_it_says_so(client, writer):
    trash = reverse("admin:articles_trashedpage_changelist")
    assert "Nothing is here now." in client.get(trash).content.decode()
    assert "Nothing matches." in client.get(trash, {"q": "sciatica"}).content.decode()
