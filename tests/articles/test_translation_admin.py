"""Translations on the staff's screens: begun, held against the source, narrowed by."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from articles.models import CareCard, Page
from tests.articles.test_translations import both_live, new_words
from tests.factories import (
    CareCardFactory,
    PageFactory,
    approved_card,
    editor,
    publish,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data, messages_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")


def screen(page, name="translations"):
    return reverse(f"admin:articles_article_{name}", args=[page.pk])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def writer(client):
    account = editor()
    client.force_login(account)
    return account


def test_form_of_a_source_offers_to_translate_it(client, writer):
    page = published_page()
    shown = client.get(screen(page, "change")).content.decode()
    assert "Nothing in Spanish yet." in shown
    assert f'<a href="{screen(page)}">Translate into Spanish…</a>' in shown


def test_button_begins_a_draft_and_leads_to_its_form(client, writer):
    page = published_page(title="Sciatica")
    answer = client.post(screen(page), {"language": "es"}, follow=True)
    draft = Page.objects.get(language="es")
    assert answer.redirect_chain == [(screen(draft, "change"), 302)]
    assert (draft.title, draft.owner, draft.translation_of_id) == ("Sciatica", writer, page.pk)
    assert any("write over them" in message for message in messages_in(answer))
    assert "A translation of" in text_of(answer)


def test_cards_that_have_no_words_in_the_language_are_named(client, writer):
    card = approved_card(heading="Call 911 if you:")
    page = published_page(sections=[{"care_card": card}, {}])
    answer = client.post(screen(page), {"language": "es"}, follow=True)
    assert any(said.endswith("yet: “Call 911 if you:”") for said in messages_in(answer))


def test_second_translation_is_refused_with_a_sentence(client, writer):
    page = published_page()
    page.translate("es", by=writer)
    answer = client.post(screen(page), {"language": "es"}, follow=True)
    assert messages_in(answer) == ["A translation into Spanish has been begun already."]
    assert Page.objects.filter(language="es").count() == 1


def test_translation_shows_what_it_was_made_from_and_what_the_source_says_now(client, writer):
    source, spanish = both_live()
    new_words(source)
    publish(source)
    form = client.get(screen(spanish, "change")).content.decode()
    assert "Older than its source" in form
    assert "Older than its source" in client.get(screen(source, "change")).content.decode()
    shown = client.get(screen(spanish)).content.decode()
    assert f"{screen(source, 'read')}?revision=1" in shown
    assert f"{screen(source, 'read')}?revision=2" in shown
    assert "The translation is up to date with revision 2" in shown
    words = BeautifulSoup(shown, "html.parser").select_one("ins").text
    assert "Newer" in words


def test_button_confirms_a_translation_as_a_new_revision(client, writer):
    source, spanish = both_live()
    new_words(source)
    publish(source)
    answer = client.post(screen(spanish), {"revision": "2"}, follow=True)
    assert answer.redirect_chain == [(screen(spanish, "change"), 302)]
    newest = spanish.latest_revision()
    assert (newest.number, newest.created_by) == (3, writer)
    assert newest.snapshot["translated_revision"] == source.latest_revision().pk
    assert "The translation is up to date with revision" not in text_of(client.get(screen(spanish)))


@pytest.mark.parametrize("revision", ["1", "99", "x", ""])
def test_confirmation_of_another_revision_changes_nothing(client, writer, revision):
    source, spanish = both_live()
    new_words(source)
    publish(source)
    client.post(screen(spanish), {"revision": revision})
    assert spanish.revisions.count() == 2


def test_reviewer_sees_the_screen_but_cannot_post_to_it(client):
    client.force_login(reviewer())
    page = published_page()
    assert "Nobody has begun a translation yet." in text_of(client.get(screen(page)))
    assert client.post(screen(page), {"language": "es"}).status_code == 403
    assert not Page.objects.filter(language="es").exists()


def test_screen_of_a_page_that_is_not_there_is_a_404(client, writer):
    page = PageFactory()
    address = screen(page)
    page.put_in_trash(by=writer)
    assert client.get(address).status_code == 404


def test_list_is_narrowed_to_missing_and_older_translations(client, writer):
    source, spanish = both_live()
    missing = published_page(title="Stenosis")
    new_words(source)
    publish(source)
    for chosen, found in [("no-es", [missing]), ("older", [spanish])]:
        answer = client.get(LIST, {"translation": chosen})
        assert [page.pk for page in answer.context["cl"].result_list] == [p.pk for p in found]
    assert client.get(LIST, {"translation": "no-xx"}).status_code == 200


def test_translation_keeps_its_language_and_link_when_it_is_saved(client, writer):
    source, spanish = both_live()
    form = client.get(screen(spanish, "change"))
    client.post(screen(spanish, "change"), form_data(form, title="Ciática", language="en"))
    spanish.refresh_from_db()
    assert (spanish.language, spanish.translation_of_id) == ("es", source.pk)
    assert spanish.latest_revision().snapshot["translated_revision"] is not None


def test_section_offers_cards_in_the_language_of_its_page(client, writer):
    english = CareCardFactory(slug="english")
    spanish = CareCardFactory(slug="spanish", language="es", translation_of=english)
    for page, there, absent in [
        (PageFactory(), english, spanish),
        (PageFactory(language="es"), spanish, english),
    ]:
        shown = client.get(screen(page, "change")).content.decode()
        assert f'<option value="{there.pk}">' in shown
        assert f'<option value="{absent.pk}">' not in shown


def test_card_in_another_language_is_refused_with_a_sentence_and_stays_chosen(client, writer):
    card = CareCardFactory()
    page = PageFactory(language="es", sections=[{"care_card": card}])
    address = screen(page, "change")
    answer = client.post(address, form_data(client.get(address), title="Ciática"))
    assert any("not in the language of the page" in error for error in errors_in(answer))
    assert f'<option value="{card.pk}" selected>' in answer.content.decode()


# --- care cards ---


def card_screen(card):
    return reverse("admin:articles_carecard_change", args=[card.pk])


def test_card_leads_to_its_translation_or_offers_to_write_it(client, writer):
    card = approved_card(slug="call-911")
    shown = client.get(card_screen(card)).content.decode()
    link = re.search(r'<a href="([^"]+)">Write it in Spanish</a>', shown)[1].replace("&amp;", "&")
    form = client.get(link)
    words = {"heading": "Llame al 911 si:", "items": "no siente las piernas"}
    client.post(link.partition("?")[0], form_data(form, **words))
    spanish = CareCard.objects.get(language="es")
    assert (spanish.translation_of, spanish.level, spanish.slug) == (
        card,
        card.level,
        "call-911-es",
    )
    assert (
        f'<a href="{card_screen(spanish)}">Llame al 911 si:</a>'
        in client.get(card_screen(card)).content.decode()
    )


def test_card_cannot_be_a_translation_into_its_own_language_or_of_another_level(client, writer):
    card = CareCardFactory(level="emergency")
    address = reverse("admin:articles_carecard_add")
    words = {"heading": "Si:", "items": "a", "slug": "x", "translation_of": card.pk}
    for wrong, sentence in [
        ({"language": "en", "level": "emergency"}, "in another language than its source"),
        ({"language": "es", "level": "urgent"}, "as soon as its source does"),
    ]:
        answer = client.post(address, form_data(client.get(address), **words, **wrong))
        assert any(sentence in error for error in errors_in(answer))
    assert CareCard.objects.count() == 1


def test_reviewer_is_not_led_to_a_translation_that_they_cannot_begin(client):
    page = published_page()
    client.force_login(reviewer())
    shown = client.get(screen(page, "read")).content.decode()
    assert "Nothing in Spanish yet." in shown
    assert "Translate into Spanish" not in shown
