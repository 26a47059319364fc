"""Pages in two languages: begun from the source's words, held against them, and met by readers."""

import re

import pytest
from django.utils import timezone

from articles.models import (
    CareCard,
    InvalidTransition,
    Kind,
    NotPermitted,
    Page,
    Publication,
)
from articles.models.translating import facts_of_translation
from articles.proofreading import Facts, draft_of, proofread
from tests.factories import (
    CareCardFactory,
    PageFactory,
    TopicFactory,
    approve_card,
    approved_card,
    editor,
    publish,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def rewrite(page, **words):
    """Give a draft words of its own and save them."""
    own = {"summary": "Cuando un disco presiona un nervio."} | words
    Page.objects.filter(pk=page.pk).update(**own)
    page.refresh_from_db()
    for number, section in enumerate(page.sections.all()):
        section.heading, section.body = f"Parte {number}", "<p>El disco presiona un nervio.</p>"
        section.save()
    page.save_draft(by=editor())


def translated(source, **words):
    """A draft in Spanish whose words are Spanish."""
    draft = source.translate("es", by=editor())
    rewrite(draft, **words)
    return draft


def both_live(**fields):
    """A page in English and its translation, both with readers."""
    source = published_page(**({"slug": "sciatica", "title": "Sciatica"} | fields))
    spanish = translated(source, slug="ciatica", title="Ciática")
    publish(spanish)
    return source, spanish


def new_words(page, body="<p>Newer words.</p>"):
    page.sections.update(body=body)
    page.save_draft(by=editor())


def switch(shown):
    found = re.search(r'<p class="language-switch">(.*?)</p>', shown)
    return re.findall(r'href="([^"]+)" lang="(\w+)"', found[1] if found else "")


# --- begun from the source's words ---


def test_translation_begins_with_the_words_structure_and_relations_of_its_source():
    topic, english_card = TopicFactory(), approved_card()
    spanish_card = CareCardFactory(language="es", translation_of=english_card)
    sections = [{"heading": "First", "care_card": english_card}, {"heading": "Second"}]
    source = PageFactory(slug="sciatica", title="Sciatica", regions=["lumbar"], sections=sections)
    source.sources.create(title="NIH", url="https://example.org/")
    source.topics.add(topic)
    source.save_draft(by=editor())
    writer = editor()
    draft = source.translate("es", by=writer)
    assert (draft.kind, draft.language, draft.status, draft.owner) == (
        source.kind,
        "es",
        "draft",
        writer,
    )
    assert (draft.slug, draft.title, draft.regions) == ("sciatica", "Sciatica", ["lumbar"])
    assert [(s.heading, s.care_card) for s in draft.sections.all()] == [
        ("First", spanish_card),
        ("Second", None),
    ]
    assert draft.sources.get().title == "NIH"
    assert list(draft.topics.all()) == [topic]
    assert draft.translation_of_id == source.pk
    assert draft.translated_revision == source.latest_revision()
    assert draft.latest_revision().snapshot["translated_revision"] == source.latest_revision().pk


def test_translation_begins_with_what_patients_read_rather_than_with_a_draft():
    source = published_page(title="Sciatica")
    live = source.latest_revision()
    Page.objects.filter(pk=source.pk).update(title="Half a thought")
    source.refresh_from_db()
    source.save_draft(by=editor())
    draft = source.translate("es", by=editor())
    assert (draft.title, draft.translated_revision) == ("Sciatica", live)


def test_translation_leads_to_related_pages_of_its_own_language():
    other, spanish_other = both_live(slug="stenosis")
    source = PageFactory()
    source.related.add(other, published_page())
    source.save_draft(by=editor())
    assert list(source.translate("es", by=editor()).related.all()) == [spanish_other]


def test_translation_takes_a_free_address():
    PageFactory(language="es", slug="sciatica")
    source = published_page(slug="sciatica")
    assert source.translate("es", by=editor()).slug == "sciatica-2"


def test_page_is_translated_once_into_a_language_and_from_its_source_only():
    source = published_page()
    spanish = source.translate("es", by=editor())
    with pytest.raises(InvalidTransition, match="has been begun already"):
        source.translate("es", by=editor())
    with pytest.raises(InvalidTransition, match="that this one was translated from"):
        spanish.translate("en", by=editor())
    with pytest.raises(InvalidTransition, match="that this one was translated from"):
        source.translate("en", by=editor())
    with pytest.raises(InvalidTransition, match="nothing to translate"):
        PageFactory().translate("es", by=editor())


def test_translation_in_the_trash_makes_room_for_another():
    source = published_page()
    source.translate("es", by=editor()).put_in_trash(by=editor())
    assert source.translate("es", by=editor()).language == "es"


def test_reviewer_cannot_begin_or_confirm_a_translation():
    source = published_page()
    with pytest.raises(NotPermitted):
        source.translate("es", by=reviewer())
    spanish = source.translate("es", by=editor())
    with pytest.raises(NotPermitted):
        spanish.confirm_translation(by=reviewer(), revision=1)


# --- held against the source ---


def test_translation_is_older_once_its_source_has_newer_words_for_patients():
    source, spanish = both_live()
    assert not Page.objects.older_than_source().exists()
    new_words(source)
    assert not Page.objects.older_than_source().exists(), "a draft is nothing to translate yet"
    publish(source)
    assert list(Page.objects.older_than_source()) == [spanish]


def test_translation_is_no_older_when_the_same_words_are_published_again():
    source, _spanish = both_live()
    source.renew_review(by=reviewer())
    assert not Page.objects.older_than_source().exists()


def test_scheduled_words_count_for_staff_before_they_count_for_patients(client):
    source, spanish = both_live()
    new_words(source)
    publish(source, at=timezone.now() + timezone.timedelta(days=1))
    assert list(Page.objects.older_than_source()) == [spanish]
    assert "anterior a la página en inglés" not in text_of(
        client.get("/es/health-library/ciatica/")
    )


def test_patients_are_warned_of_an_older_translation_until_new_words_are_approved(client):
    source, spanish = both_live()
    path = "/es/health-library/ciatica/"
    assert "Esta traducción es anterior" not in text_of(client.get(path))
    new_words(source)
    publish(source)
    shown = text_of(client.get(path))
    assert "Esta traducción es anterior a la página en inglés." in shown
    assert '<a href="/health-library/sciatica/" hreflang="en">Léala en inglés</a>' in shown
    spanish.confirm_translation(by=editor(), revision=source.latest_revision().number)
    assert "Esta traducción es anterior" in text_of(client.get(path)), "nobody has approved it yet"
    publish(spanish)
    assert "Esta traducción es anterior" not in text_of(client.get(path))
    assert not Page.objects.older_than_source().exists()


def test_confirmation_is_recorded_with_who_and_what_and_needs_a_new_approval():
    source, spanish = both_live()
    new_words(source)
    publish(source)
    writer = editor()
    saved = spanish.confirm_translation(by=writer, revision=2)
    assert (saved.created_by, saved.reason) == (
        writer,
        "The translation is up to date with revision 2.",
    )
    assert spanish.standing() == "draft"
    assert spanish.approval() is None


def test_confirmation_of_a_revision_that_is_no_longer_the_newest_is_refused():
    source, spanish = both_live()
    for body in ("<p>Second.</p>", "<p>Third.</p>"):
        new_words(source, body)
        publish(source)
    with pytest.raises(InvalidTransition, match="revision 3, you saw 2"):
        spanish.confirm_translation(by=editor(), revision=2)
    assert list(Page.objects.older_than_source()) == [spanish]


def test_words_brought_back_are_as_old_as_they_were():
    source, spanish = both_live()
    earlier = spanish.latest_revision()
    new_words(source)
    publish(source)
    spanish.confirm_translation(by=editor(), revision=2)
    assert not Page.objects.older_than_source().exists()
    spanish.save_draft(by=editor(), restored_from=earlier)
    assert list(Page.objects.older_than_source()) == [spanish]


def test_page_that_is_no_translation_has_nothing_to_confirm():
    page = published_page()
    with pytest.raises(InvalidTransition, match="not a translation"):
        page.confirm_translation(by=editor(), revision=1)


def test_pages_without_a_translation_are_those_nobody_has_begun():
    source, _spanish = both_live()
    missing = published_page()
    trashed = published_page()
    trashed.translate("es", by=editor()).put_in_trash(by=editor())
    own = PageFactory(language="es")
    assert set(Page.objects.without_translation("es")) == {missing, trashed}
    assert source not in Page.objects.without_translation("es")
    assert set(Page.objects.without_translation("en")) == {own}


# --- met by readers ---


def test_article_leads_to_its_translation_only_while_that_one_is_live(client):
    source, spanish = both_live()
    english_path, spanish_path = "/health-library/sciatica/", "/es/health-library/ciatica/"
    assert switch(text_of(client.get(english_path))) == [(spanish_path, "es")]
    assert switch(text_of(client.get(spanish_path))) == [(english_path, "en")]
    spanish.withdraw(by=reviewer(), reason="A wrong dose.")
    assert switch(text_of(client.get(english_path))) == []
    publish_again(spanish)
    source.retire(by=reviewer())
    assert switch(text_of(client.get(spanish_path))) == []


def publish_again(page):
    page.back_to_draft(by=reviewer())
    publish(page)


def test_translation_that_is_a_draft_is_not_led_to(client):
    source = published_page(slug="sciatica")
    translated(source, slug="ciatica")
    shown = text_of(client.get("/health-library/sciatica/"))
    assert switch(shown) == []
    assert "hreflang" not in shown.partition("</head>")[0]


def test_search_engines_are_told_of_the_translation_under_its_own_address(client):
    both_live(kind=Kind.CONDITION_PAGE)
    head = text_of(client.get("/es/conditions/ciatica/")).partition("</head>")[0]
    assert dict(re.findall(r'hreflang="(\w+)" href="http://[^/]+([^"]+)"', head)) == {
        "es": "/es/conditions/ciatica/",
        "en": "/conditions/sciatica/",
    }
    assert '<link rel="canonical" href="http://127.0.0.1:8000/es/conditions/ciatica/">' in head


def test_translated_article_takes_two_queries_and_varies_on_nothing(
    client, django_assert_num_queries
):
    both_live()
    for path in ("/health-library/sciatica/", "/es/health-library/ciatica/"):
        with django_assert_num_queries(2):
            response = client.get(path)
        assert not response.cookies
        assert response["Vary"] == "Accept-Encoding"


def test_article_is_sent_again_when_its_translation_comes_or_grows_old(client):
    source = published_page(slug="sciatica")
    path = "/health-library/sciatica/"
    etag = client.get(path)["ETag"]
    spanish = translated(source, slug="ciatica")
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    publish(spanish)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200
    etag = client.get("/es/health-library/ciatica/")["ETag"]
    new_words(source)
    publish(source)
    again = client.get("/es/health-library/ciatica/", headers={"If-None-Match": etag})
    assert again.status_code == 200


def test_lists_search_feed_and_sitemap_keep_the_languages_apart(client):
    both_live()
    for path in ("/health-library/", "/search/?q=sciatica", "/feed/", "/"):
        english, spanish = text_of(client.get(path)), text_of(client.get(f"/es{path}"))
        assert "/health-library/sciatica/" in english, path
        assert "ciatica/" not in english.replace("sciatica/", ""), path
        if "search" not in path:
            assert "/es/health-library/ciatica/" in spanish, path
        assert "/health-library/sciatica/" not in spanish, path
    addresses = re.findall(r"<loc>http://[^/]+(.+?)</loc>", text_of(client.get("/sitemap.xml")))
    assert {"/health-library/sciatica/", "/es/health-library/ciatica/"} <= set(addresses)


def test_search_knows_spanish_endings(client):
    both_live()
    assert "ciatica/" in text_of(client.get("/es/search/?q=nervios"))


def test_retired_translation_says_farewell_in_spanish(client):
    _source, spanish = both_live()
    spanish.retire(by=reviewer())
    response = client.get("/es/health-library/ciatica/")
    assert response.status_code == 410
    assert "Esta página fue retirada" in text_of(response)
    assert switch(text_of(response)) == []
    assert "hreflang" not in text_of(response).partition("</head>")[0]


def test_addresses_of_one_language_do_not_answer_in_the_other(client):
    both_live()
    assert client.get("/es/health-library/sciatica/").status_code == 404
    assert client.get("/health-library/ciatica/").status_code == 404


def test_former_spanish_address_leads_to_the_spanish_page(client):
    _source, spanish = both_live()
    rewrite(spanish, slug="dolor-ciatico")
    publish(spanish)
    response = client.get("/es/health-library/ciatica/")
    assert (response.status_code, response["Location"]) == (
        301,
        "/es/health-library/dolor-ciatico/",
    )


def test_days_of_a_spanish_page_are_written_out_in_spanish(client):
    source = published_page()
    spanish = translated(source, slug="ciatica")
    publish(spanish)
    Publication.objects.filter(page=spanish).update(
        reviewed_on="2024-06-05", review_due="2099-06-05"
    )
    shown = " ".join(
        re.sub(r"<[^>]+>", "", text_of(client.get("/es/health-library/ciatica/"))).split()
    )
    assert "Última revisión médica: Ana Reyes" in shown
    assert ", el 5 de junio de 2024" in shown
    assert "próxima revisión prevista: 5 de junio de 2099" in shown


# --- care cards and topics ---


def test_spanish_page_shows_its_own_card_and_never_an_english_one(client):
    english = approved_card(heading="Call 911 if you:")
    source = published_page(sections=[{"care_card": english}, {}], slug="sciatica")
    spanish_card = CareCardFactory(
        language="es", translation_of=english, heading="Llame al 911 si:"
    )
    approve_card(spanish_card)
    spanish = translated(source, slug="ciatica")
    publish(spanish)
    shown = text_of(client.get("/es/health-library/ciatica/"))
    assert "Llame al 911 si:" in shown
    assert "Consejo de emergencia" in shown
    assert "Call 911 if you:" not in shown
    CareCard.objects.filter(pk=spanish_card.pk).update(language="en")
    assert "Llame al 911 si:" not in text_of(client.get("/es/health-library/ciatica/"))


def test_topic_is_shown_in_spanish_only_under_a_spanish_name(client):
    named = TopicFactory(name="Leg pain", slug="leg-pain", spanish_name="Dolor de pierna")
    unnamed = TopicFactory(name="Work")
    source = PageFactory(slug="sciatica")
    source.topics.set([named, unnamed])
    source.save_draft(by=editor())
    publish(source)
    publish(translated(source, slug="ciatica"))
    shown = text_of(client.get("/es/health-library/ciatica/"))
    assert '<a href="/es/health-library/?topic=leg-pain">Dolor de pierna</a>' in shown
    assert "Work" not in shown
    narrowed = text_of(client.get("/es/health-library/?topic=leg-pain"))
    assert "<h1>Dolor de pierna</h1>" in narrowed
    assert "ciatica/" in narrowed
    assert ">Leg pain<" in text_of(client.get("/health-library/sciatica/"))


# --- what stands in the way of approving a translation ---


def rules(page):
    wanted = {"foreign-card", "card-left-out", "untranslated"}
    snapshot = page.latest_revision().snapshot
    found = proofread(draft_of(snapshot), Facts(**facts_of_translation(snapshot)))
    return [(finding.rule, finding.place.section) for finding in found if finding.rule in wanted]


def test_proofreader_finds_what_is_not_translated_yet():
    card = approved_card()
    long = "<p>A disk can press on a nerve of the leg.</p>"
    source = published_page(sections=[{"care_card": card, "body": long}, {"body": "<p>MRI</p>"}])
    draft = source.translate("es", by=editor())
    assert sorted(rules(draft), key=str) == [
        ("card-left-out", None),
        ("untranslated", 0),
        ("untranslated", None),
    ]
    rewrite(draft)
    assert rules(draft) == [("card-left-out", None)]
    spanish_card = CareCardFactory(language="es", translation_of=card)
    draft.sections.filter(order=0).update(care_card=spanish_card)
    draft.save_draft(by=editor())
    assert rules(draft) == []
    draft.sections.filter(order=0).update(care_card=card)
    draft.save_draft(by=editor())
    assert rules(draft) == [("card-left-out", None), ("foreign-card", 0)]


def test_long_addresses_that_begin_alike_stay_apart_in_translation():
    slugs = ["a" * 150, "a" * 149 + "b", "a" * 149 + "c"]
    for slug in slugs:
        PageFactory(slug=slug, language="es")
        published_page(slug=slug).translate("es", by=editor())
    made = Page.objects.exclude(translation_of=None).order_by("pk").values_list("slug", flat=True)
    assert list(made) == ["a" * 140 + f"-{number}" for number in (2, 3, 4)]
