"""The publishing check over the database: what it knows, what it refuses, what an import keeps."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Image, ReviewRequired, Status
from articles.models.checking import findings_beside, findings_for
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    ProviderFactory,
    editor,
    publish,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db

LOST = "<p>Call us if you:</p><p>We are here all day.</p>"


def draft(body="<p>Rest helps.</p>", **fields):
    page = PageFactory(sections=[{"heading": "When to call", "body": body}], **fields)
    page.save_draft(by=editor())
    return page


def link_to(path):
    return f'<p>See <a href="{path}">the other page</a>.</p>'


def rules(page, **known):
    return [f.rule for f in findings_for(page.snapshot(), **known) if f.blocks]


def test_approval_is_refused_with_the_place_and_the_words_to_mend():
    page = draft(LOST)
    page.submit_for_review(by=editor())

    with pytest.raises(ReviewRequired) as refused:
        page.approve(by=reviewer())

    assert str(refused.value) == (
        "Mend this first. Section 1, “When to call”: A list is missing after “Call us if you:”."
    )
    page.refresh_from_db()
    assert page.status == Status.IN_REVIEW


def test_refusal_names_three_places_and_counts_the_others():
    page = draft(LOST * 5)
    page.submit_for_review(by=editor())

    with pytest.raises(ReviewRequired) as refused:
        page.approve(by=reviewer())

    assert str(refused.value).count("A list is missing") == 3
    assert str(refused.value).endswith("; and 2 more.")


def test_publishing_is_refused_where_a_link_died_after_the_approval():
    other = published_page(slug="neck-pain")
    page = draft(link_to("/health-library/neck-pain/"))
    page.submit_for_review(by=editor())
    page.approve(by=reviewer())
    other.retire(by=reviewer())

    with pytest.raises(ReviewRequired, match="leads nowhere"):
        page.publish(by=reviewer())

    page.refresh_from_db()
    assert page.status == Status.APPROVED


def test_import_goes_live_and_keeps_what_was_found():
    page = draft(LOST)

    publication = page.publish(by=AccountFactory(is_superuser=True), imported=True)

    kept = [(f["rule"], f["section"], f["label"]) for f in publication.findings]
    assert ("lost-list", 0, "Section 1, “When to call”") in kept
    assert publication.was_imported


def test_imports_with_something_to_mend_are_listed_for_staff(client):
    by = AccountFactory(is_superuser=True)
    draft(LOST, title="Neck pain").publish(by=by, imported=True)
    draft(title="Back pain").publish(by=by, imported=True)
    client.force_login(editor())

    address = reverse("admin:articles_publication_changelist")
    text = client.get(address, {"mend": "yes"}).content.decode()

    assert "Neck pain" in text and "Back pain" not in text
    assert "Section 1, “When to call”: A list is missing after" in text


@pytest.mark.parametrize(
    "path",
    [
        "/health-library/neck-pain/",
        "/health-library/neck-pain",
        "/health-library/neck-pain/?from=a#b",
        "/health-library/neck/",
        "/our-team/ana/",
        "/appointments/request/",
        "/locations/",
        "/static/img/spine.svg",
        "mailto:a@example.org",
        "tel:+12165550100",
        "https://example.org/gone/",
    ],
)
def test_link_that_leads_somewhere_is_left_alone(path):
    page = published_page(slug="neck")
    page.slug = "neck-pain"
    page.save()
    page.save_draft(by=editor())
    publish(page)
    ProviderFactory(slug="ana")

    assert rules(draft(link_to(path))) == []


@pytest.mark.parametrize(
    "path",
    [
        "/health-library/gone/",
        "/es/health-library/neck-pain/",
        "/conditions/neck-pain/",
        "/our-team/gone/",
        "/locations/gone/",
        "/admin/",
        "/gone/",
        "neck-pain/",
        "www.example.org",
        "http://127.0.0.1:8000/health-library/gone/",
    ],
)
def test_link_that_leads_nowhere_blocks(path, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    published_page(slug="neck-pain")

    assert rules(draft(link_to(path))) == ["dead-link"]


def test_pages_may_link_to_one_another_once_both_are_in_review():
    page, other = draft(link_to("/health-library/b/"), slug="a"), draft(slug="b")
    assert rules(page) == ["dead-link"]

    other.submit_for_review(by=editor())

    advice = [f.rule for f in findings_for(page.snapshot()) if f.rule.endswith("link")]
    assert advice == ["coming-link"]


def test_page_that_links_to_itself_is_there():
    assert rules(draft(link_to("/health-library/a/"), slug="a")) == []


def test_address_of_a_retired_page_with_a_successor_is_there():
    heir, old = published_page(slug="heir"), published_page(slug="old")
    old.retire(by=reviewer(), successor=heir)

    assert rules(draft(link_to("/health-library/old/"))) == []


def test_picture_of_the_library_brings_its_own_words():
    image = Image.objects.create(
        file="images/neck.webp", width=4, height=3, title="Neck", alternative_text="A neck"
    )

    known = rules(draft(f'<p><img src="{image.file.url}"></p>'))
    unknown = [f.rule for f in findings_for(draft('<p><img src="/media/x.png"></p>').snapshot())]

    assert known == []
    assert "dropped-picture" in unknown and "alternative-text" not in unknown


def test_link_in_the_approved_words_of_an_emergency_card_blocks():
    card = CareCardFactory(items="see www.example.org")
    page = draft()
    page.sections.update(care_card=card)
    assert rules(page) == []

    version = card.save_words(by=editor())  # past the move itself, which refuses such a card
    card.moves.create(
        version=version,
        from_status="in-review",
        to_status="approved",
        by=reviewer(),
        at=timezone.now(),
    )

    assert rules(page) == ["link-in-emergency-card"]


def test_page_needs_somebody_who_can_be_named_as_its_reviewer():
    page = draft()

    def missing():
        return "no-reviewer" in [f.rule for f in findings_beside(page, page.snapshot())]

    assert missing()

    named = reviewer()
    assert not missing()

    page.reviewer = AccountFactory(groups=["Clinical reviewers"])
    assert missing()

    page.reviewer = named
    assert not missing()


def test_page_without_links_pictures_and_cards_asks_the_database_nothing(
    django_assert_num_queries,
):
    snapshot = draft().snapshot()

    with django_assert_num_queries(0):
        findings_for(snapshot)


def test_findings_stand_beside_the_form_with_links_to_their_sections(client):
    page = draft(LOST)
    client.force_login(editor())

    text = client.get(reverse("admin:articles_article_change", args=[page.pk])).content.decode()

    assert '<a href="#sections-0" data-jump="body">A list is missing after' in text
    assert "Readers are told that something follows" in text
    assert text.index("A list is missing") < text.index("The page names no sources")


def test_findings_stand_beside_the_words_that_a_reviewer_reads(client):
    page = draft(LOST)
    client.force_login(reviewer())

    text = client.get(reverse("admin:articles_article_read", args=[page.pk])).content.decode()

    assert 'href="#sections-0"' in text and 'id="sections-0"' in text


def test_form_of_a_flawless_page_says_so(client):
    page = draft(summary="Rest helps.")
    page.sources.create(title="A study")
    reviewer()
    page.save_draft(by=editor())
    client.force_login(editor())

    text = client.get(reverse("admin:articles_article_change", args=[page.pk])).content.decode()

    assert "Nothing to mend." in text
