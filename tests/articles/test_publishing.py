"""From draft to published and on: who may, what readers see, what is kept."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import (
    MOVES,
    InvalidTransition,
    MoveRefused,
    NotPermitted,
    Page,
    Publication,
    Redirect,
    ReviewRequired,
    Section,
    Status,
    StatusChange,
)
from clinic.models import Clinic
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    ProviderFactory,
    TopicFactory,
    administrator,
    editor,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db


def read(page, at=None):
    """What a reader finds of a page; None when it is not live."""
    return Publication.objects.live(at).readable(at).filter(page=page).first()


def rewrite(page, body, *, by=None):
    page.sections.update(body=body)
    return page.save_draft(by=by or editor())


def move(page, to, *, by):
    """Ask for the move that leads to a state, whichever state the page is in."""
    moves = {
        Status.PUBLISHED: page.publish,
        Status.RETIRED: page.retire,
        Status.DRAFT: page.back_to_draft,
    }
    moves[to](by=by)


def page_in(status):
    page = published_page()
    if status == Status.DRAFT:
        rewrite(page, "<p>New words.</p>")
    if status == Status.RETIRED:
        page.retire(by=reviewer())
    return page


def test_every_save_makes_a_numbered_revision_with_who_when_and_why():
    page, author = PageFactory(), editor()
    page.save_draft(by=author, reason="First words")
    page.save_draft(by=author, reason="Second thoughts")
    revisions = page.revisions.order_by("number")
    assert [(r.number, r.created_by, r.reason) for r in revisions] == [
        (1, author, "First words"),
        (2, author, "Second thoughts"),
    ]


def test_revision_holds_all_that_editors_write():
    topic, card, provider = TopicFactory(), CareCardFactory(), ProviderFactory()
    other = PageFactory()
    page = PageFactory(also_called=["slipped disk"], regions=["lumbar"], sections=[])
    page.topics.add(topic)
    page.related.add(other)
    page.providers.add(provider)
    page.sources.create(title="NIH", url="https://www.nih.gov/")
    Section.objects.create(
        page=page, kind="risks", heading="Risks", body="<p>a</p>", care_card=card
    )
    snapshot = page.save_draft(by=editor()).snapshot
    assert snapshot == {
        "kind": "article",
        "language": "en",
        "slug": page.slug,
        "title": page.title,
        "also_called": ["slipped disk"],
        "summary": page.summary,
        "subject": "condition",
        "regions": ["lumbar"],
        "topics": [topic.pk],
        "lead_image": None,
        "lead_image_alt": "",
        "related": [other.pk],
        "providers": [provider.pk],
        "license": "",
        "sections": [
            {"kind": "risks", "heading": "Risks", "body": "<p>a</p>", "care_card": card.pk}
        ],
        "sources": [{"title": "NIH", "url": "https://www.nih.gov/"}],
    }


def test_draft_of_a_published_page_changes_nothing_for_readers():
    page = published_page()
    before = read(page)
    rewrite(page, "<p>New words.</p>")
    after = read(page)
    assert (after.pk, after.content) == (before.pk, before.content)
    assert page.status == Status.DRAFT


def test_publishing_again_brings_the_new_words_and_keeps_the_old_publication():
    page = published_page()
    first = read(page)
    rewrite(page, "<p>New words.</p>")
    page.publish(by=reviewer())
    first.refresh_from_db()
    assert read(page).content["sections"][0]["html"] == "<p>New words.</p>"
    assert first.live_until == read(page).live_from
    assert read(page, at=first.live_from).pk == first.pk


def test_saving_a_published_page_unchanged_leaves_it_published():
    page = published_page()
    page.save_draft(by=editor())
    assert page.status == Status.PUBLISHED


def test_publishing_for_later_leaves_the_present_words_up_until_then():
    page = published_page()
    first = read(page)
    rewrite(page, "<p>Tomorrow's words.</p>")
    tomorrow = timezone.now() + timedelta(days=1)
    page.publish(by=reviewer(), at=tomorrow)
    assert read(page).pk == first.pk
    assert read(page, at=tomorrow).content["sections"][0]["html"] == "<p>Tomorrow's words.</p>"


def test_publishing_does_not_rewrite_what_patients_have_read():
    page = published_page()
    rewrite(page, "<p>New words.</p>")
    with pytest.raises(InvalidTransition, match="have read newer words"):
        page.publish(by=reviewer(), at=timezone.now() - timedelta(days=1))


def test_withdrawing_takes_down_present_and_scheduled_words_with_a_reason():
    page, by = published_page(), reviewer()
    rewrite(page, "<p>Tomorrow's words.</p>")
    tomorrow = timezone.now() + timedelta(days=1)
    page.publish(by=by, at=tomorrow)
    page.withdraw(by=by, reason="Wrong dose")
    assert read(page) is None
    assert read(page, at=tomorrow) is None
    change = StatusChange.objects.filter(page=page).first()
    assert (change.to_status, change.by, change.reason) == ("retired", by, "Wrong dose")


def test_withdrawing_asks_for_a_reason():
    page = published_page()
    with pytest.raises(ReviewRequired, match="reason"):
        page.withdraw(by=reviewer(), reason="  ")
    assert read(page) is not None


def test_withdrawing_works_while_a_draft_is_being_written():
    page = page_in(Status.DRAFT)
    page.withdraw(by=reviewer(), reason="Wrong dose")
    assert (read(page), page.status) == (None, Status.RETIRED)


@pytest.mark.parametrize("to", Status)
@pytest.mark.parametrize("status", Status)
def test_move_happens_exactly_when_the_table_allows_it(status, to):
    page = page_in(status)
    if to in MOVES[status]:
        move(page, to, by=reviewer())
        assert Page.objects.get(pk=page.pk).status == to
    else:
        with pytest.raises(InvalidTransition):
            move(page, to, by=reviewer())
        assert Page.objects.get(pk=page.pk).status == status


@pytest.mark.parametrize("group", ["Editors", "Schedulers", None])
@pytest.mark.parametrize(
    ("status", "to"), [(status, to) for status, targets in MOVES.items() for to in sorted(targets)]
)
def test_move_is_refused_to_those_who_may_not_publish(status, to, group):
    page = page_in(status)
    with pytest.raises(NotPermitted):
        move(page, to, by=AccountFactory(groups=[group] if group else []))
    assert Page.objects.get(pk=page.pk).status == status


def test_publishing_refuses_words_that_changed_after_they_were_read():
    page = PageFactory()
    seen = page.save_draft(by=editor()).number
    rewrite(page, "<p>Slipped in.</p>")
    with pytest.raises(InvalidTransition, match="changed after you opened it"):
        page.publish(by=reviewer(), revision=seen)
    assert read(page) is None


@pytest.mark.parametrize("sections", [[], [{"body": ""}]])
def test_publishing_refuses_a_page_without_words(sections):
    page = PageFactory(sections=sections)
    page.save_draft(by=editor())
    with pytest.raises(ReviewRequired, match="no words"):
        page.publish(by=reviewer())


def test_publishing_refuses_a_page_that_was_never_saved():
    with pytest.raises(ReviewRequired, match="Save the page first"):
        PageFactory().publish(by=reviewer())


def test_reviewer_is_named_on_what_they_published():
    by = reviewer(name="Ana Reyes", credentials="MD", slug="ana-reyes")
    page = published_page(by=by)
    today = timezone.localdate()
    assert read(page).content["review"] == {
        "name": "Ana Reyes, MD",
        "slug": "ana-reyes",
        "on": today.isoformat(),
        "due": date(today.year + 1, today.month, min(today.day, 28)).isoformat()
        if (today.month, today.day) == (2, 29)
        else today.replace(year=today.year + 1).isoformat(),
    }
    page.refresh_from_db()
    assert page.reviewed_by == by.provider


def test_administrator_who_publishes_new_words_names_no_reviewer():
    page = published_page()
    rewrite(page, "<p>New words.</p>")
    page.publish(by=administrator())
    assert read(page).content["review"] is None


def test_administrator_who_publishes_reviewed_words_again_keeps_the_reviewer():
    page = published_page(by=reviewer(name="Ana Reyes"))
    page.retire(by=administrator())
    page.back_to_draft(by=administrator())
    page.publish(by=administrator())
    assert read(page).content["review"]["name"] == "Ana Reyes, MD"


def test_nobody_reviews_their_own_words():
    by = reviewer()
    page = PageFactory()
    page.save_draft(by=by)
    page.publish(by=by)
    assert read(page).content["review"] is None


def rename(page, slug):
    Page.objects.filter(pk=page.pk).update(slug=slug)
    page.refresh_from_db()
    page.save_draft(by=editor())


def former_addresses():
    return [(former.slug, former.page) for former in Redirect.objects.order_by("slug")]


def test_changed_slug_leads_from_the_old_address_to_the_page():
    page = published_page(slug="slipped-disk")
    rename(page, "herniated-disk")
    assert not Redirect.objects.exists()
    page.publish(by=reviewer())
    assert former_addresses() == [("slipped-disk", page)]


def test_slug_changed_back_leaves_no_loop():
    page = published_page(slug="a")
    for slug in ("b", "a"):
        rename(page, slug)
        page.publish(by=reviewer())
    assert former_addresses() == [("b", page)]


def test_former_address_leads_on_until_the_schedule_that_takes_it_back_comes_true():
    page = published_page(slug="a")
    rename(page, "b")
    page.publish(by=reviewer())
    rename(page, "a")
    page.publish(by=reviewer(), at=timezone.now() + timedelta(days=1))
    assert ("a", page) in former_addresses()


def test_address_that_was_only_scheduled_is_kept_for_nobody():
    page = published_page(slug="a")
    rename(page, "b")
    page.publish(by=reviewer(), at=timezone.now() + timedelta(days=1))
    rename(page, "a")
    page.publish(by=reviewer())
    assert former_addresses() == []


def test_former_address_that_staff_gave_to_another_page_stays_with_it():
    page = published_page(slug="a")
    rename(page, "b")
    page.publish(by=reviewer())
    Redirect.objects.all().delete()
    heir = published_page(slug="a")
    for one in (page, heir):
        rewrite(one, "<p>New words.</p>")
        one.publish(by=reviewer())
    assert former_addresses() == []
    assert read(heir).slug == "a"


def test_address_that_another_live_page_holds_is_refused():
    holder = published_page(slug="disk")
    Page.objects.filter(pk=holder.pk).update(slug="renamed-in-draft")
    page = PageFactory(slug="disk")
    page.save_draft(by=editor())
    with pytest.raises(ReviewRequired, match="belongs to another page"):
        page.publish(by=reviewer())


def test_database_refuses_two_open_publications_of_one_page():
    page = published_page()
    copy = Publication.objects.get(page=page)
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_due_for_review_lists_live_pages_whose_day_has_come():
    page = published_page()
    in_a_year = timezone.now() + timedelta(days=367)
    assert list(Page.objects.due_for_review()) == []
    assert list(Page.objects.due_for_review(in_a_year)) == [page]
    page.retire(by=reviewer())
    assert list(Page.objects.due_for_review(in_a_year)) == []


def test_review_falls_due_on_the_clinics_day():
    page = published_page()
    Page.objects.filter(pk=page.pk).update(review_due=date(2026, 12, 2))
    evening_before = datetime(2026, 12, 1, 20, tzinfo=ZoneInfo("America/New_York"))
    assert list(Page.objects.due_for_review(evening_before)) == []
    assert list(Page.objects.due_for_review(evening_before + timedelta(hours=4))) == [page]


def test_page_is_read_in_one_query_with_its_cards_team_and_related_pages(
    django_assert_num_queries,
):
    card = CareCardFactory(heading="Call 911 if you:", items="one\ntwo")
    related, hidden = published_page(title="Sciatica", slug="sciatica"), PageFactory()
    provider, gone = ProviderFactory(), ProviderFactory(is_practicing=False)
    page = PageFactory(sections=[{"care_card": card}])
    page.related.add(related, hidden)
    page.providers.add(provider, gone)
    page.save_draft(by=editor())
    page.publish(by=reviewer())
    with django_assert_num_queries(1):
        found = read(page)
        assert found.cards[card.pk]["items"] == ["one", "two"]
        assert [member["slug"] for member in found.team] == [provider.slug]
        assert [(r["title"], r["path"]) for r in found.related_pages] == [
            ("Sciatica", "/health-library/sciatica/")
        ]


def test_care_card_that_changes_is_new_on_every_page_at_once_and_in_the_edition():
    card = CareCardFactory(heading="Call 911 if you:")
    page = published_page(sections=[{"care_card": card}])
    edition = Clinic.objects.current().edition
    card.heading = "Call 911 now if you:"
    card.save()
    assert read(page).cards[card.pk]["heading"] == "Call 911 now if you:"
    assert Clinic.objects.current().edition == edition + 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_publish_at_once_exactly_one_does():
    page, by = PageFactory(), reviewer()
    page.save_draft(by=editor())
    ready, outcomes = threading.Barrier(8), []

    def publish():
        try:
            ready.wait()
            Page.objects.get(pk=page.pk).publish(by=by)
            outcomes.append("published")
        except MoveRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published"] + ["refused"] * 7
    assert Publication.objects.filter(page=page).count() == 1


def test_publishing_refuses_a_language_that_has_no_addresses_yet():
    page = PageFactory(language="es")
    page.save_draft(by=editor())
    with pytest.raises(ReviewRequired, match="Only English pages"):
        page.publish(by=reviewer())
