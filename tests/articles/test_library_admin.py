"""Care cards, topics, former addresses and the record of revisions in the admin."""

import pytest
from django.urls import reverse

from articles.models import CareCard, Redirect
from tests.factories import (
    CareCardFactory,
    PageFactory,
    administrator,
    approve_card,
    approved_card,
    editor,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_carecard_add")
CARD = {
    "level": "emergency",
    "heading": "Call 911 if you:",
    "items": "• cannot feel your legs\n\n- cannot pass urine",
    "action": "Do not drive yourself.",
    "slug": "cauda-equina",
}
NO_LINKS = (
    "An emergency card has no links: a person in danger must not leave the page. Write the phone "
    "number or the place instead."
)


@pytest.fixture(autouse=True)
def signed_in(client):
    client.force_login(editor())


def test_card_keeps_one_sign_a_line_without_pasted_bullets(client):
    client.post(ADD, form_data(client.get(ADD), **CARD))
    assert CareCard.objects.get().items == "cannot feel your legs\ncannot pass urine"


@pytest.mark.parametrize("field", ["heading", "items", "action"])
@pytest.mark.parametrize(
    "link", ["https://example.org", "www.example.org", "see example.com", '<a href="/x">here</a>']
)
def test_emergency_card_refuses_links(client, field, link):
    answer = client.post(ADD, form_data(client.get(ADD), **CARD | {field: link}))
    assert errors_in(answer) == [NO_LINKS]
    assert not CareCard.objects.exists()


def test_other_cards_may_name_an_address(client):
    sent = CARD | {"level": "non-urgent", "action": "Read more at example.org."}
    client.post(ADD, form_data(client.get(ADD), **sent))
    assert CareCard.objects.get().level == "non-urgent"


def test_card_lists_the_pages_it_stands_on(client):
    card = CareCardFactory()
    page = PageFactory(title="Cauda equina syndrome", sections=[{"care_card": card}] * 2)
    PageFactory(title="Sciatica")
    content = client.get(reverse("admin:articles_carecard_change", args=[card.pk])).content.decode()
    assert content.count(reverse("admin:articles_page_change", args=[page.pk])) == 1
    assert "Sciatica" not in content


def test_changed_card_is_new_on_the_live_page_once_it_is_approved(client):
    card = approved_card()
    page = published_page(sections=[{"care_card": card}])
    address = reverse("admin:articles_carecard_change", args=[card.pk])
    client.post(address, form_data(client.get(address), items="faint"))
    card.refresh_from_db()
    approve_card(card)
    live = page.publications.live().readable().get()
    assert live.cards[card.pk]["items"] == ["faint"]


def test_record_of_revisions_leads_to_the_words_and_cannot_be_changed(client):
    page = PageFactory(title="Sciatica")
    revision = page.save_draft(by=editor(), reason="First words")
    content = client.get(reverse("admin:articles_revision_changelist")).content.decode()
    assert reverse("admin:articles_article_read", args=[page.pk]) + "?revision=1" in content
    assert "First words" in content
    for name in ("change", "delete"):
        address = reverse(f"admin:articles_revision_{name}", args=[revision.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403


def test_record_of_publications_says_from_when_until_when(client):
    page = published_page(title="Sciatica")
    page.retire(by=reviewer())
    content = client.get(reverse("admin:articles_publication_changelist")).content.decode()
    assert content.count("<time ") == 2


def test_former_address_is_looked_at_and_not_changed(client):
    Redirect.objects.create(kind="article", language="en", slug="old", page=PageFactory())
    listed = client.get(reverse("admin:articles_redirect_changelist"))
    assert listed.status_code == 200
    assert client.get(reverse("admin:articles_redirect_add")).status_code == 403


def test_card_that_patients_may_have_read_is_never_deleted(client):
    client.force_login(administrator())
    shown, unused = CareCardFactory(), CareCardFactory()
    page = published_page(sections=[{"care_card": shown, "body": "<p>Words</p>"}])
    page.sections.update(care_card=None)
    for card, code in ((shown, 403), (unused, 302)):
        address = reverse("admin:articles_carecard_delete", args=[card.pk])
        assert client.post(address, {"post": "yes"}).status_code == code
    assert list(CareCard.objects.all()) == [shown]
