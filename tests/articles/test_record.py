"""What a page was: history in full, comparing, bringing back, and the page as patients saw it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from articles.models import CareCard, InvalidTransition, Section, Topic
from articles.restoring import restore
from clinic.models import Clinic
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    ProviderFactory,
    TopicFactory,
    approve_card,
    approved_card,
    editor,
    publish,
    published_page,
    reviewer,
)
from tests.form_data import form_data, messages_in

pytestmark = pytest.mark.django_db


def screen(name, page):
    return reverse(f"admin:articles_article_{name}", args=[page.pk])


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words_of(response):
    return " ".join(soup_of(response).select_one("#content-main").text.split())


@pytest.fixture
def writer(client):
    account = AccountFactory(groups=["Editors"], first_name="Robin", last_name="Ashby")
    client.force_login(account)
    return account


def rewrite(page, body, *, by, **save):
    page.sections.update(body=f"<p>{body}</p>")
    return page.save_draft(by=by, **save)


# --- history ---


def test_history_tells_every_revision_and_move_with_who_when_and_why(client, writer):
    page = PageFactory()
    page.save_draft(by=writer, reason="First words")
    page.submit_for_review(by=writer, reason="Ready")
    page.send_back(by=reviewer(), reason="The dose is wrong")
    shown = client.get(screen("history", page))
    entries = [" ".join(li.text.split()) for li in soup_of(shown).select(".record > li")]
    assert [entry.split(" ")[:2] for entry in entries] == [
        ["Sent", "back"],
        ["Submitted", "for"],
        ["beforeBefore:", "revision"],
    ]
    assert "“The dose is wrong”" in entries[0]
    assert "Robin Ashby: “First words”" in entries[2]


def test_history_is_paged_and_each_move_stands_on_one_page(client, writer):
    page = PageFactory()
    start = timezone.now() - timedelta(days=60)
    for day in range(30):
        page.save_draft(by=writer, at=start + timedelta(days=day))
        if day in (2, 20):
            page.submit_for_review(by=writer, at=start + timedelta(days=day, hours=1))
            page.take_back(by=writer, at=start + timedelta(days=day, hours=2))
    pages = [client.get(screen("history", page), {"page": n}).context["entries"] for n in (1, 2)]
    kinds = [[kind for kind, _entry in entries] for entries in pages]
    assert [(k.count("revision"), k.count("move")) for k in kinds] == [(25, 2), (5, 2)]


def test_history_takes_few_queries_however_long_it_is(
    client, writer, django_assert_max_num_queries
):
    page = PageFactory()
    for number in range(12):
        rewrite(page, f"Words {number}", by=writer)
    publish(page)
    with django_assert_max_num_queries(16):
        client.get(screen("history", page))


@pytest.mark.parametrize("name", ["history", "compare", "seen"])
def test_records_are_for_those_who_see_pages(client, name):
    page = published_page()
    for role, status in (("Editors", 200), ("Clinical reviewers", 200), ("Schedulers", 403)):
        client.force_login(AccountFactory(groups=[role]))
        assert client.get(screen(name, page)).status_code == status, role


def test_page_that_was_never_saved_has_an_empty_history(client, writer):
    page = PageFactory()
    assert "Nothing was saved yet." in words_of(client.get(screen("history", page)))
    assert client.get(screen("compare", page)).status_code == 404


# --- compare ---


def marks(response):
    soup = soup_of(response)
    for hidden in soup.select("ins .visually-hidden, del .visually-hidden"):
        hidden.decompose()
    return [m.text for m in soup.select("del")], [m.text for m in soup.select("ins")]


def test_any_two_revisions_are_compared_whichever_is_chosen_first(client, writer):
    page = PageFactory()
    for words in ("One disk.", "Two disks.", "Three disks."):
        rewrite(page, words, by=writer)
    shown = client.get(screen("compare", page), {"older": "3", "newer": "1"})
    assert marks(shown) == (["One disk"], ["Three disks"])
    assert "1 place changed" in words_of(shown)


def test_without_a_choice_the_newest_words_are_held_against_those_that_patients_read(
    client, writer
):
    page = published_page(sections=[{"body": "<p>Live words.</p>"}])
    for words in ("First draft.", "Second draft."):
        rewrite(page, words, by=writer)
    shown = client.get(screen("compare", page))
    assert (shown.context["older"].number, shown.context["newer"].number) == (1, 3)
    for name in ("read", "change"):
        soup = soup_of(client.get(screen(name, page)))
        assert soup.select_one(f"a[href='{screen('compare', page)}']"), name


def test_comparison_says_in_words_what_came_and_went(client, writer):
    page = PageFactory()
    rewrite(page, "Rest for a week.", by=writer)
    rewrite(page, "Walk for a week.", by=writer)
    soup = soup_of(client.get(screen("compare", page)))
    assert soup.select_one("del").text == "[removed: Rest] "
    assert soup.select_one("ins").text == "[added: Walk] "


def test_revisions_that_say_the_same_say_so(client, writer):
    page = PageFactory()
    page.save_draft(by=writer)
    page.save_draft(by=writer)
    assert "Nothing changed." in words_of(client.get(screen("compare", page)))


def test_card_approved_in_between_shows_what_patients_read_at_each_time(client, writer):
    now = timezone.now()
    card = approved_card(items="cannot walk", at=now - timedelta(days=9))
    page = PageFactory(sections=[{"care_card": card}])
    page.save_draft(by=writer, at=now - timedelta(days=8))
    page.save_draft(by=writer, at=now - timedelta(days=1))
    card.items = "cannot feel your legs"
    card.save()
    approve_card(card)
    shown = client.get(screen("compare", page), {"older": "1", "newer": "2"})
    assert marks(shown) == (["walk"], ["feel your legs"])


def test_keys_of_what_was_deleted_are_said_and_do_no_harm(client, writer):
    topic = TopicFactory(name="Gone")
    page = PageFactory()
    page.topics.add(topic)
    page.save_draft(by=writer)
    page.topics.clear()
    key = topic.pk
    Topic.objects.filter(pk=key).delete()
    page.save_draft(by=writer)
    assert marks(client.get(screen("compare", page)))[0] == [f"(deleted since, number {key})"]


def test_second_editor_is_shown_what_the_first_one_changed(client, writer):
    page = PageFactory()
    rewrite(page, "Rest for a week.", by=writer)
    sent = form_data(client.get(screen("change", page)), summary="Mine")
    rewrite(page, "Walk for a week.", by=editor())
    shown = client.post(screen("change", page), sent)
    assert marks(shown) == (["Rest"], ["Walk"])
    assert shown.context["adminform"].form["summary"].value() == "Mine"


# --- restore ---


def full_page(by):
    page = PageFactory(
        title="Old title",
        also_called=["Slipped disk"],
        regions=["lumbar"],
        sections=[{"heading": "A", "care_card": CareCardFactory()}, {"heading": "B"}],
    )
    page.topics.add(TopicFactory())
    page.related.add(PageFactory())
    page.providers.add(ProviderFactory())
    page.sources.create(title="NIH", url="https://www.nih.gov/")
    page.save_draft(by=by)
    return page


def empty(page, by):
    page.title, page.also_called, page.regions = "New title", [], []
    page.save()
    page.sections.all().delete()
    page.sources.all().delete()
    for name in ("topics", "related", "providers"):
        getattr(page, name).clear()
    Section.objects.create(page=page, heading="C", body="<p>c</p>")
    return page.save_draft(by=by)


def test_revision_comes_back_whole_as_a_new_draft_and_history_stays(client, writer):
    page = full_page(writer)
    empty(page, writer)
    before = list(page.revisions.order_by("number").values())
    address = f"{screen('restore', page)}?revision=1"
    asked = client.get(address)
    assert marks(asked)[1] != []
    answer = client.post(address, form_data(asked, reason="It was better"), follow=True)
    restored = page.latest_revision()
    assert restored.snapshot == before[0]["snapshot"]
    page.refresh_from_db()
    assert page.snapshot() == restored.snapshot
    assert (restored.number, restored.restored_from.number) == (3, 1)
    assert (restored.created_by, restored.reason) == (writer, "It was better")
    assert list(page.revisions.order_by("number").values())[:2] == before
    assert messages_in(answer) == [
        "Revision 1 came back as revision 3, a draft. Patients see no change."
    ]


def test_restoring_a_live_page_changes_nothing_for_patients(client, writer):
    page = published_page(sections=[{"body": "<p>Old.</p>"}])
    rewrite(page, "New.", by=writer)
    publish(page)
    restore(page, page.revisions.get(number=1), by=writer, seen=2)
    page.refresh_from_db()
    assert page.status == "draft"
    assert page.publications.live().get().revision.number == 2


def test_what_does_not_exist_any_more_is_said_and_the_rest_comes_back(writer):
    page = full_page(writer)
    card = page.sections.get(heading="A").care_card
    related = page.related.get()
    page.providers.get().delete()
    empty(page, writer)
    Topic.objects.all().delete()
    related.delete()
    CareCard.objects.filter(pk=card.pk).delete()
    page.sections.update(body='<p><img src="/media/images/gone.jpg" alt="x"></p>')
    page.save_draft(by=writer)
    restored = restore(page, page.revisions.get(number=1), by=writer, seen=3)
    assert restored.missing == [
        "Topics that do not exist any more: 1.",
        "Related pages that do not exist any more: 1.",
        "Providers that do not exist any more: 1.",
        "The care card of the section “A” does not exist any more.",
    ]
    with_picture = restore(page, page.revisions.get(number=3), by=writer, seen=4)
    assert with_picture.missing == [
        "The picture “gone.jpg” in the text does not exist any more; readers will not see it."
    ]
    assert [s["heading"] for s in restored.revision.snapshot["sections"]] == ["A", "B"]


def test_address_that_another_page_has_now_stays_with_it(writer):
    page = PageFactory(slug="sciatica")
    page.save_draft(by=writer)
    page.slug = "sciatic-pain"
    page.save()
    rewrite(page, "New words.", by=writer)
    PageFactory(slug="sciatica", title="Sciatica in short")
    restored = restore(page, page.revisions.get(number=1), by=writer, seen=2)
    assert restored.missing == [
        (
            "The address “sciatica” belongs to “Sciatica in short” now, so this page keeps "
            "“sciatic-pain”."
        )
    ]
    assert restored.revision.snapshot["slug"] == "sciatic-pain"


def test_newer_words_of_a_colleague_are_not_restored_over(client, writer):
    page = PageFactory()
    rewrite(page, "One.", by=writer)
    rewrite(page, "Two.", by=writer)
    address = f"{screen('restore', page)}?revision=1"
    sent = form_data(client.get(address))
    rewrite(page, "Hers.", by=editor())
    answer = client.post(address, sent, follow=True)
    assert messages_in(answer) == [
        (
            "The page was changed after you opened it (revision 3, you saw 2). Read the newest words, "
            "then decide."
        )
    ]
    assert (page.revisions.count(), page.sections.get().body) == (3, "<p>Hers.</p>")


def test_words_that_the_page_says_already_are_not_restored(writer):
    page = PageFactory()
    page.save_draft(by=writer)
    with pytest.raises(InvalidTransition, match="says just this already"):
        restore(page, page.revisions.get(), by=writer, seen=1)


def test_restoring_is_for_those_who_write_and_of_this_page_only(client, writer):
    page, other = PageFactory(), PageFactory()
    for one in (page, other):
        rewrite(one, "One.", by=writer)
        rewrite(one, "Two.", by=writer)
    with pytest.raises(InvalidTransition, match="does not belong"):
        restore(page, other.revisions.get(number=1), by=writer, seen=2)
    client.force_login(reviewer())
    address = screen("restore", page)
    assert client.get(address, {"revision": "1"}).status_code == 403
    assert client.post(address, {"revision": "1", "seen": "2"}).status_code == 403
    assert page.revisions.count() == 2


# --- as patients saw it ---


def local(at):
    return timezone.localtime(at, Clinic.objects.current().zone).strftime("%Y-%m-%dT%H:%M:%S")


def seen(client, page, at):
    """The frame that the screen shows for a moment, as text; None when nothing was live."""
    shown = client.get(screen("seen", page), {"at": local(at)})
    frame = soup_of(shown).select_one("iframe")
    return soup_of(client.get(frame["src"])) if frame else None


def test_page_is_shown_as_it_stood_care_cards_included(client, writer):
    now = timezone.now()
    card = approved_card(items="cannot walk", at=now - timedelta(days=30))
    page = published_page(
        title="Old title",
        sections=[{"body": "<p>Old words.</p>", "care_card": card}],
        at=now - timedelta(days=20),
    )
    card.items = "cannot feel your legs"
    card.save()
    approve_card(card, at=now - timedelta(days=10))
    rewrite(page, "New words.", by=writer)
    publish(page, at=now - timedelta(hours=1))
    first, second = (seen(client, page, now - timedelta(days=d)) for d in (15, 5))
    assert ("Old words." in first.text, "cannot walk" in first.text) == (True, True)
    assert ("Old words." in second.text, "cannot feel your legs" in second.text) == (True, True)
    assert "cannot walk" not in second.text
    assert "As patients saw this page on" in first.select_one(".notice").text
    assert "New words." in seen(client, page, timezone.now()).text


def test_review_that_had_not_fallen_due_then_is_shown_as_it_was(client, writer):
    now = timezone.now()
    page = published_page(at=now - timedelta(days=500))
    assert "next review due" in seen(client, page, now - timedelta(days=400)).text
    assert "Review was due on" in seen(client, page, now).text


def test_when_nothing_was_live_the_nearest_moments_are_named(client, writer):
    now = timezone.now()
    page = published_page(at=now - timedelta(days=20))
    page.retire(by=reviewer(), at=now - timedelta(hours=1))
    early = client.get(screen("seen", page), {"at": local(now - timedelta(days=30))})
    assert "Patients could not read this page then." in words_of(early)
    link = soup_of(early).select_one(".chosen a")
    assert "Patients read revision 1" in words_of(client.get(screen("seen", page) + link["href"]))
    late = client.get(screen("seen", page), {"at": local(timezone.now())})
    assert "Before, it was live until" in words_of(late)
    draft = PageFactory()
    never = client.get(screen("seen", draft), {"at": local(now)})
    assert "It has never been live." in words_of(never)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Choose a day and a time."),
        ("yesterday", "Enter a valid date/time."),
        ("2999-01-01T10:00", "This moment has not come yet. Choose an earlier one."),
    ],
)
def test_moment_that_cannot_be_shown_gets_a_sentence(client, writer, at, sentence):
    page = published_page()
    assert sentence in words_of(client.get(screen("seen", page), {"at": at}))


@pytest.mark.parametrize("at", ["", "x", "2020-01-01T10:00", "2020-13-45T10:00:00+00:00"])
def test_frame_of_no_moment_is_not_found(client, writer, at):
    assert client.get(screen("seen-page", published_page()), {"at": at}).status_code == 404


# --- accounts that history names ---
