"""The form of a page: what a save does, what it refuses, and that no typed word is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, ConditionPage, Page, Publication
from tests.factories import (
    CareCardFactory,
    PageFactory,
    ProviderFactory,
    TopicFactory,
    administrator,
    editor,
    publish,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data, messages_in

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_article_add")
LIST = reverse("admin:articles_article_changelist")


def change(page):
    return reverse("admin:articles_article_change", args=[page.pk])


def read(page):
    return reverse("admin:articles_article_read", args=[page.pk])


@pytest.fixture
def writer(client):
    account = editor()
    client.force_login(account)
    return account


def test_saving_a_new_page_stores_its_parts_and_makes_its_first_revision(client, writer):
    card, topic = CareCardFactory(), TopicFactory()
    answer = client.post(
        ADD,
        form_data(
            client.get(ADD),
            title="Sciatica",
            slug="sciatica",
            also_called="Pinched nerve\n\n Leg   pain \nPinched nerve",
            summary="Pain along the leg.",
            regions=["lumbar", "sacral"],
            topics=[topic.pk],
            reason="First words",
            **{
                "sections-0-kind": "symptoms",
                "sections-0-heading": "What are the signs?",
                "sections-0-body": "<p>Pain<script>go()</script> in the leg</p>",
                "sections-0-care_card": card.pk,
                "sources-0-title": "A guideline",
                "sources-0-url": "example.org/guideline",
            },
        ),
    )
    page = Page.objects.get()
    assert (answer.status_code, answer.url) == (302, LIST)
    assert (page.kind, page.status, page.also_called) == (
        "article",
        "draft",
        ["Pinched nerve", "Leg pain"],
    )
    revision = page.revisions.get()
    assert (revision.number, revision.created_by, revision.reason) == (1, writer, "First words")
    assert revision.snapshot["regions"] == ["lumbar", "sacral"]
    assert revision.snapshot["topics"] == [topic.pk]
    assert revision.snapshot["sources"] == [
        {"title": "A guideline", "url": "https://example.org/guideline"}
    ]
    assert revision.snapshot["sections"] == [
        {
            "kind": "symptoms",
            "heading": "What are the signs?",
            "body": "<p>Pain in the leg</p>",
            "care_card": card.pk,
        }
    ]


def test_each_entry_makes_and_shows_its_own_kind(client, writer):
    address = reverse("admin:articles_conditionpage_add")
    provider = ProviderFactory()
    client.post(
        address,
        form_data(
            client.get(address), title="Scoliosis", slug="scoliosis", providers=[provider.pk]
        ),
    )
    page = Page.objects.get()
    assert (page.kind, list(page.providers.all())) == ("condition-page", [provider])
    assert (
        client.get(reverse("admin:articles_conditionpage_change", args=[page.pk])).status_code
        == 200
    )
    assert client.get(change(page)).status_code == 302


def test_draft_of_a_published_page_changes_nothing_in_public(client, writer):
    page = published_page(title="Old words")
    client.post(change(page), form_data(client.get(change(page)), title="New words"))
    page.refresh_from_db()
    assert (page.title, page.status) == ("New words", "draft")
    assert Publication.objects.live().get().title == "Old words"
    assert "Draft changes not published" in client.get(LIST).content.decode()


def test_sections_take_the_order_of_their_numbers(client, writer):
    page = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}, {"heading": "C"}])
    sent = form_data(
        client.get(change(page)),
        **{"sections-0-order": "3", "sections-1-order": "1", "sections-2-order": "2"},
    )
    client.post(change(page), sent)
    assert [part["heading"] for part in page.latest_revision().snapshot["sections"]] == list("BCA")


def test_section_without_a_number_goes_to_the_end(client, writer):
    page = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}])
    client.post(
        change(page),
        form_data(
            client.get(change(page)),
            **{"sections-0-order": "", "sections-2-heading": "C", "sections-2-order": "0"},
        ),
    )
    assert [part["heading"] for part in page.latest_revision().snapshot["sections"]] == list("CBA")


def test_removed_section_is_gone_from_the_next_revision_only(client, writer):
    page = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}])
    page.save_draft(by=writer)
    client.post(change(page), form_data(client.get(change(page)), **{"sections-0-DELETE": "on"}))
    kept = [[s["heading"] for s in r.snapshot["sections"]] for r in page.revisions.all()]
    assert kept == [["B"], ["A", "B"]]


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (
            {"kind": "risks", "body": "<p>&nbsp;</p>"},
            (
                "Section 1: This section has nothing in it yet. Write a heading or some text, or "
                "remove the section."
            ),
        ),
        (
            {"kind": "question", "body": "<p>Yes, it can.</p>"},
            "Section, heading: Write the question itself as the heading; the text below answers it.",
        ),
    ],
)
def test_faulty_section_is_told_in_a_sentence_and_nothing_typed_is_lost(
    client, writer, section, sentence
):
    sent = form_data(
        client.get(ADD),
        title="Sciatica",
        slug="sciatica",
        also_called="Leg pain",
        reason="Why I write",
        **{f"sections-0-{name}": value for name, value in section.items()},
    )
    answer = client.post(ADD, sent)
    assert errors_in(answer) == [sentence]
    again = form_data(answer)
    assert {name: again[name] for name in sent} == {
        name: value if isinstance(value, list) else [value] for name, value in sent.items()
    } | {"csrfmiddlewaretoken": again["csrfmiddlewaretoken"]}
    assert not Page.objects.exists()


def test_character_that_cannot_be_stored_is_told_in_a_sentence(client, writer):
    sent = form_data(client.get(ADD), title="Sciatica", slug="sciatica", also_called="Leg\x00pain")
    answer = client.post(ADD, sent)
    assert errors_in(answer) == ["Also called: Null characters are not allowed."]


def test_address_of_another_page_of_the_kind_is_refused_with_its_title(client, writer):
    PageFactory(slug="sciatica", title="Sciatica")
    answer = client.post(ADD, form_data(client.get(ADD), title="Sciatica 2", slug="sciatica"))
    assert errors_in(answer) == [
        "Address on the site: The page “Sciatica” has this address already. Choose another."
    ]
    assert Page.objects.count() == 1


def test_second_editor_is_not_saved_over_the_first_and_keeps_every_word(client, writer):
    page = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}])
    page.save_draft(by=writer)
    mine = form_data(
        client.get(change(page)), title="My title", **{"sections-1-body": "<p>Mine</p>"}
    )
    first = editor()
    first.first_name, first.last_name = "Ana", "Reyes"
    first.save()
    page.sections.get(heading="B").delete()
    Page.objects.update(title="Her title")
    page.refresh_from_db()
    page.save_draft(by=first, at=timezone.make_aware(timezone.datetime(2024, 6, 5, 15, 14)))
    answer = client.post(change(page), mine)
    assert errors_in(answer) == [
        (
            "Ana Reyes saved this page on June 5, 2024, 3:14 PM, while you were writing. Nothing was "
            "overwritten, and your words are still below."
        )
    ]
    again = form_data(answer)
    assert (again["title"], again["sections-1-body"]) == (["My title"], ["<p>Mine</p>"])
    page.refresh_from_db()
    assert (page.title, page.revisions.count()) == ("Her title", 2)
    client.post(change(page), again | {"over_newer": "2"})
    page.refresh_from_db()
    assert page.title == "My title"
    assert [part["heading"] for part in page.latest_revision().snapshot["sections"]] == list("AB")


def test_newer_words_have_to_be_seen_again_when_a_third_save_came_between(client, writer):
    page = PageFactory()
    page.save_draft(by=writer)
    mine = form_data(client.get(change(page)), title="Mine")
    for number in (2, 3):
        page.save_draft(by=editor())
        answer = client.post(change(page), mine | {"over_newer": str(number - 1)})
        assert len(errors_in(answer)) == 1
        mine = form_data(answer)
        assert (mine["seen"], mine["title"]) == ([str(number - 1)], ["Mine"])
        assert f"I have read what changed in revision {number}." in answer.content.decode()
    # Sent again without a word on the newer one, it is refused again; so is a number nobody saved.
    for accepted in ({}, {"over_newer": "9"}, {"over_newer": "2"}):
        assert len(errors_in(client.post(change(page), mine | accepted))) == 1
    client.post(change(page), mine | {"over_newer": "3"})
    assert (page.latest_revision().number, page.latest_revision().snapshot["title"]) == (4, "Mine")


def test_section_that_a_colleague_added_stays_when_words_are_saved_over(client, writer):
    page = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}])
    page.save_draft(by=writer)
    mine = form_data(client.get(change(page)), **{"sections-0-order": "2", "sections-1-order": "1"})
    page.sections.create(kind="risks", heading="Hers", order=9)
    page.sections.filter(heading="A").update(order=5)
    page.save_draft(by=editor())
    client.post(change(page), mine | {"over_newer": "2"})
    parts = page.latest_revision().snapshot["sections"]
    assert [part["heading"] for part in parts] == ["B", "A", "Hers"]


def test_sections_made_anew_by_a_colleague_are_not_doubled_by_older_words(client, writer):
    page = PageFactory(sections=[{"heading": "A"}, {"heading": "B"}])
    page.sources.create(title="A guideline")
    page.save_draft(by=writer)
    mine = form_data(client.get(change(page)), **{"sections-1-body": "<p>Mine</p>"})
    for rows in (page.sections, page.sources):  # as when an older revision is brought back
        for row in rows.all():
            row.delete()
            row.pk = None
            row.save()
    page.save_draft(by=editor())
    client.post(change(page), mine | {"over_newer": "2"})
    words = page.latest_revision().snapshot
    assert [(part["heading"], part["body"]) for part in words["sections"]] == [
        ("A", "<p>A disk can press on a nerve.</p>"),
        ("B", "<p>Mine</p>"),
    ]
    assert len(words["sources"]) == 1


def test_saved_page_says_which_kept_words_are_safe(client, writer):
    page = PageFactory()
    for kept_as, tags in (("0a1b2c3d", "saved-0a1b2c3d success"), ("<b>", "success")):
        sent = form_data(client.get(change(page)), kept_as=kept_as, _continue="1")
        shown = client.post(change(page), sent, follow=True).content.decode()
        assert f'<li class="{tags}">' in shown
    behind = form_data(client.get(change(page)), kept_as="0a1b2c3d", title="")
    assert "saved-" not in client.post(change(page), behind).content.decode()


def test_save_that_fails_half_way_stores_nothing(client, writer):
    page = PageFactory(title="Before")
    sent = form_data(client.get(change(page)), title="After", **{"sections-0-care_card": "999999"})
    answer = client.post(change(page), sent)
    assert len(errors_in(answer)) == 1
    page.refresh_from_db()
    assert (page.title, page.revisions.count()) == ("Before", 0)


def test_status_is_never_taken_from_a_form(client, writer):
    page = published_page()
    client.post(
        change(page), form_data(client.get(change(page)), status="retired", kind="condition-page")
    )
    page.refresh_from_db()
    assert (page.status, page.kind) == ("published", "article")


def test_form_of_a_page_with_twenty_five_sections_takes_at_most_thirty_queries(
    client, writer, django_assert_max_num_queries
):
    cards = [CareCardFactory() for _ in range(4)]
    page = PageFactory(sections=[{"care_card": cards[n % 4]} for n in range(25)])
    page.topics.set([TopicFactory(), TopicFactory()])
    page.related.set([PageFactory(), PageFactory()])
    page.save_draft(by=writer)
    publish(page)
    client.get(change(page))
    with django_assert_max_num_queries(30):
        answer = client.get(change(page))
    assert answer.content.decode().count('name="sections-24-body"') == 1


def test_list_takes_as_many_queries_for_fifty_pages_as_for_two(client, writer):
    def queries(pages):
        for _ in range(pages):
            PageFactory(sections=[])
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    client.get(LIST)
    assert queries(2) == queries(48) <= 27


@pytest.mark.parametrize("words", ["sciatica", "pinched", "leg-nerve", "tingling", "What it feels"])
def test_search_finds_pages_by_title_other_names_address_and_words(client, writer, words):
    PageFactory(
        title="Sciatica",
        also_called=["Pinched nerve"],
        slug="leg-nerve",
        sections=[{"heading": "What it feels like", "body": "<p>A tingling.</p>"}],
    )
    PageFactory(title="Another", slug="another", sections=[])
    found = client.get(LIST, {"q": words}).context["cl"].result_list
    assert [page.title for page in found] == ["Sciatica"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"live": "yes"}, ["Live"]),
        ({"live": "no"}, ["Draft"]),
        ({"region": "cervical"}, ["Draft"]),
        ({"standing": "draft"}, ["Draft"]),
        ({"subject__exact": "test"}, ["Live"]),
        ({"writer": "me"}, ["Draft"]),
        ({"review": "overdue"}, []),
        ({"review": "30"}, []),
    ],
)
def test_list_is_narrowed_by_filters(client, writer, query, titles):
    published_page(title="Live", subject="test")
    PageFactory(title="Draft", regions=["cervical"]).save_draft(by=writer)
    found = client.get(LIST, query).context["cl"].result_list
    assert [page.title for page in found] == titles


def test_dates_are_written_out(client, writer):
    page = PageFactory(sections=[])
    Page.objects.filter(pk=page.pk).update(
        updated_at=timezone.make_aware(timezone.datetime(2024, 6, 5, 12))
    )
    assert "June 5, 2024" in client.get(LIST).content.decode()


def test_reviewer_reads_the_newest_and_any_older_words_but_gets_no_form(client):
    page = PageFactory(
        sections=[{"heading": "What it is", "body": "<p>A <strong>disk</strong>.</p>"}]
    )
    page.save_draft(by=editor())
    page.sections.update(heading="What it is now")
    page.save_draft(by=editor(), reason="Clearer")
    client.force_login(reviewer())
    newest = client.get(change(page)).content.decode()
    assert "<h2>What it is now</h2>" in newest
    assert "<p>A <strong>disk</strong>.</p>" in newest
    assert "Clearer" in newest
    assert "<textarea" not in newest
    older = client.get(read(page), {"revision": "1"}).content.decode()
    assert "<h2>What it is</h2>" in older
    assert client.get(read(page), {"revision": "9"}).status_code == 404
    assert client.post(change(page), {"title": "Mine"}).status_code == 403


def test_reading_a_draft_cleans_what_went_past_the_field(client):
    page = PageFactory()
    snapshot = page.save_draft(by=editor()).snapshot
    snapshot["sections"][0]["body"] = "<p>Rest.</p><script>steal()</script>"
    page.revisions.create(
        number=2, snapshot=snapshot, created_by=editor(), created_at=timezone.now()
    )
    client.force_login(reviewer())
    content = client.get(read(page)).content.decode()
    assert "<p>Rest.</p>" in content
    assert "steal()" not in content


@pytest.mark.parametrize("number", ["abc", "9" * 30])
@pytest.mark.parametrize("account", [editor, reviewer])
def test_number_that_no_page_has_leads_nowhere_and_breaks_nothing(client, account, number):
    client.force_login(account())
    for address in ("article_read", "article_change", "page_change"):
        answer = client.get(reverse(f"admin:articles_{address}", args=[number]), follow=True)
        assert answer.status_code == 404 or "exist" in " ".join(messages_in(answer))


def test_pages_cannot_be_deleted(client):
    client.force_login(administrator())
    page = PageFactory()
    address = reverse("admin:articles_article_delete", args=[page.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(LIST).content.decode()
    assert Page.objects.count() == 1


def test_page_opens_under_its_own_kind(client, writer):
    page = PageFactory(kind="condition-page")
    answer = client.get(reverse("admin:articles_page_change", args=[page.pk]))
    assert answer.url == reverse("admin:articles_conditionpage_change", args=[page.pk])


def test_related_pages_are_found_by_typing(client, writer):
    PageFactory(title="Sciatica", kind="condition-page")
    query = {"app_label": "articles", "model_name": "page", "field_name": "related", "term": "sci"}
    found = client.get(reverse("admin:autocomplete"), query).json()
    assert [result["text"] for result in found["results"]] == ["Sciatica"]


def test_only_forms_with_an_editor_loosen_the_security_policy(client, writer):
    page = PageFactory()
    loosened = {ADD, change(page), reverse("admin:articles_conditionpage_add")}
    for address in [
        *loosened,
        LIST,
        read(page),
        reverse("admin:index"),
        reverse("admin:articles_image_add"),
        reverse("admin:articles_image_upload"),
        reverse("admin:articles_topic_add"),
    ]:
        policy = client.get(address)["Content-Security-Policy"]
        assert ("unsafe-inline" in policy) is (address in loosened), address
        assert "unsafe-eval" not in policy
        assert "default-src 'self'" in policy


def test_reviewer_without_a_form_gets_the_strict_policy(client):
    client.force_login(reviewer())
    assert "unsafe-inline" not in client.get(change(PageFactory()))["Content-Security-Policy"]


def test_saving_says_so(client, writer):
    page = PageFactory(title="Sciatica")
    sent = form_data(client.get(change(page)), _continue="1")
    answer = client.post(change(page), sent, follow=True)
    assert len(messages_in(answer)) == 1
    assert "Sciatica" in messages_in(answer)[0]


def test_proxies_show_only_their_kind(client, writer):
    PageFactory(title="Article")
    PageFactory(title="Condition", kind="condition-page")
    for model, title in ((Article, "Article"), (ConditionPage, "Condition")):
        address = reverse(f"admin:articles_{model._meta.model_name}_changelist")
        assert [p.title for p in client.get(address).context["cl"].result_list] == [title]


@pytest.mark.parametrize("name", ["lead_image", "topics", "related", "subject", "language"])
def test_key_made_by_hand_is_a_form_error(client, writer, name):
    page = PageFactory()
    sent = form_data(client.get(change(page))) | {name: "abc"}
    answer = client.post(change(page), sent)
    assert answer.status_code == 200
    assert errors_in(answer)
