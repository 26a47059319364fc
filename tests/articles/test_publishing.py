"""From draft to published and on: who may, what readers see, what is kept."""

import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import (
    Image,
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
    PageFactory,
    ProviderFactory,
    TopicFactory,
    administrator,
    approve,
    approve_card,
    approved_card,
    editor,
    imported_page,
    publish,
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


def page_in(standing):
    """A page whose newest words stand where the test wants them; an older version may be live."""
    page = published_page()
    if standing not in (Status.PUBLISHED, Status.RETIRED):
        rewrite(page, "<p>New words.</p>")
    if standing in (Status.IN_REVIEW, Status.APPROVED, Status.SCHEDULED):
        page.submit_for_review(by=editor())
    if standing in (Status.APPROVED, Status.SCHEDULED):
        page.approve(by=reviewer())
    if standing == Status.SCHEDULED:
        page.publish(by=reviewer(), at=timezone.now() + timedelta(days=1))
    if standing == Status.RETIRED:
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
    topic, card, provider = TopicFactory(), approved_card(), ProviderFactory()
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
        "translated_revision": None,
        "pictures": [],
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
    publish(page)
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
    publish(page, at=tomorrow)
    assert read(page).pk == first.pk
    assert read(page, at=tomorrow).content["sections"][0]["html"] == "<p>Tomorrow's words.</p>"


def test_publishing_does_not_rewrite_what_patients_have_read():
    page = page_in(Status.APPROVED)
    with pytest.raises(InvalidTransition, match="have read newer words"):
        page.publish(by=reviewer(), at=timezone.now() - timedelta(days=1))


def test_withdrawing_takes_down_present_and_scheduled_words_with_a_reason():
    page, by = published_page(), reviewer()
    rewrite(page, "<p>Tomorrow's words.</p>")
    tomorrow = timezone.now() + timedelta(days=1)
    publish(page, by=by, at=tomorrow)
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


ASK = {
    "submit": lambda page, by: page.submit_for_review(by=by),
    "take back": lambda page, by: page.take_back(by=by),
    "approve": lambda page, by: page.approve(by=by),
    "send back": lambda page, by: page.send_back(by=by, reason="Say how long it takes"),
    "publish": lambda page, by: page.publish(by=by),
    "schedule": lambda page, by: page.publish(by=by, at=timezone.now() + timedelta(days=2)),
    "cancel plans": lambda page, by: page.cancel_plans(by=by),
    "retire": lambda page, by: page.retire(by=by),
    "withdraw": lambda page, by: page.withdraw(by=by, reason="Wrong dose"),
    "take up": lambda page, by: page.back_to_draft(by=by),
}
LEADS_TO = {
    ("draft", "submit"): "in-review",
    ("in-review", "take back"): "draft",
    ("in-review", "send back"): "draft",
    ("in-review", "approve"): "approved",
    ("approved", "take back"): "draft",
    ("approved", "send back"): "draft",
    ("approved", "publish"): "published",
    ("approved", "schedule"): "scheduled",
    ("scheduled", "cancel plans"): "approved",
    ("scheduled", "publish"): "published",
    ("scheduled", "schedule"): "scheduled",
    ("retired", "take up"): "draft",
} | {
    (standing, down): "retired"
    for standing in ("draft", "in-review", "approved", "scheduled", "published")
    for down in ("retire", "withdraw")
}


@pytest.mark.parametrize("ask", ASK)
@pytest.mark.parametrize("standing", Status.values)
def test_move_happens_exactly_when_the_state_leads_there(standing, ask):
    page = page_in(standing)
    everything = AccountFactory(is_superuser=True)
    ProviderFactory(account=everything)
    if to := LEADS_TO.get((standing, ask)):
        ASK[ask](page, everything)
        assert Page.objects.get(pk=page.pk).standing() == to
    else:
        before = page.status_changes.count()
        with pytest.raises(MoveRefused):
            ASK[ask](page, everything)
        assert Page.objects.get(pk=page.pk).standing() == standing
        assert page.status_changes.count() == before


@pytest.mark.parametrize("hours", [-1, 0, 23, 25, 49])
@pytest.mark.parametrize("standing", Status.values)
def test_page_and_query_agree_on_where_the_words_stand(standing, hours):
    page = page_in(standing)
    if standing == Status.PUBLISHED:
        page.retire(by=reviewer(), at=timezone.now() + timedelta(days=2))
    at = timezone.now() + timedelta(hours=hours)
    found = Page.objects.with_standing(at).get(pk=page.pk)
    assert found.standing_now == page.standing(at)


def test_words_that_changed_after_they_were_read_are_neither_approved_nor_published():
    page = PageFactory()
    seen = page.save_draft(by=editor()).number
    rewrite(page, "<p>Slipped in.</p>")
    page.submit_for_review(by=editor())
    with pytest.raises(InvalidTransition, match="changed after you opened it"):
        page.approve(by=reviewer(), revision=seen)
    page.approve(by=reviewer())
    with pytest.raises(InvalidTransition, match="changed after you opened it"):
        page.publish(by=reviewer(), revision=seen)
    assert read(page) is None


@pytest.mark.parametrize("sections", [[], [{"body": ""}]])
def test_page_without_words_is_not_submitted(sections):
    page = PageFactory(sections=sections)
    page.save_draft(by=editor())
    with pytest.raises(ReviewRequired, match="no words"):
        page.submit_for_review(by=editor())


def test_page_that_was_never_saved_is_not_submitted():
    with pytest.raises(ReviewRequired, match="Save the page first"):
        PageFactory().submit_for_review(by=editor())


def test_reviewer_is_named_for_a_year_on_what_they_approved():
    by = reviewer()
    page = published_page(by=by)
    today = timezone.localdate()
    found = read(page)
    assert (found.reviewed_by, found.reviewed_on) == (by.provider, today)
    assert 365 <= (found.review_due - today).days <= 366


def test_nobody_approves_their_own_words():
    by = reviewer()
    page = PageFactory()
    page.save_draft(by=by)
    rewrite(page, "<p>An editor's words upon them.</p>")
    page.submit_for_review(by=editor())
    with pytest.raises(NotPermitted, match="your own"):
        page.approve(by=by)


def test_nobody_approves_their_own_words_by_way_of_a_restore():
    by = reviewer()
    page = published_page()
    own = rewrite(page, "<p>The reviewer's own words.</p>", by=by)
    page.sections.update(body="<p>Others.</p>")
    page.save_draft(by=editor())
    approve(page)
    page.sections.update(body="<p>The reviewer's own words.</p>")
    page.save_draft(by=editor(), restored_from=own)
    page.submit_for_review(by=editor())
    with pytest.raises(NotPermitted, match="your own"):
        page.approve(by=by)


def test_words_that_were_sent_back_after_their_approval_are_still_their_writers():
    by = reviewer()
    page = PageFactory()
    page.save_draft(by=by)
    approve(page)
    page.send_back(by=reviewer(), reason="Say how long it takes")
    assert page.approval() is None
    rewrite(page, "<p>An editor's words upon them.</p>")
    page.submit_for_review(by=editor())
    with pytest.raises(NotPermitted, match="your own"):
        page.approve(by=by)
    assert page.approve(by=reviewer()) == page.approval()


def test_reviewer_without_a_public_name_approves_nothing():
    page = PageFactory()
    page.save_draft(by=editor())
    page.submit_for_review(by=editor())
    with pytest.raises(NotPermitted, match="no public name"):
        page.approve(by=AccountFactory(groups=["Clinical reviewers"]))


def test_edit_after_the_approval_needs_a_new_one():
    page = page_in(Status.APPROVED)
    rewrite(page, "<p>One more word.</p>")
    with pytest.raises(InvalidTransition):
        page.publish(by=reviewer())
    assert page.standing() == Status.DRAFT


def test_saving_approved_words_unchanged_keeps_the_approval():
    page = page_in(Status.APPROVED)
    approved = page.approval().revision
    page.save_draft(by=editor())
    page.publish(by=administrator())
    assert read(page).revision == approved


def test_words_of_a_picture_go_live_as_they_were_approved_with_the_page():
    image = Image.objects.create(
        file="images/spine.png", width=1, height=1, title="Spine", alternative_text="A spine"
    )
    page = PageFactory(lead_image=image)
    page.save_draft(by=editor())
    approve(page)
    Image.objects.filter(pk=image.pk).update(caption="Cures everybody")
    page.publish(by=reviewer())
    assert read(page).content["lead_image"]["caption"] == ""


def test_small_correction_leaves_the_review_clock_and_names_who_approved_it():
    first, second = reviewer(), reviewer()
    page = published_page(by=first, at=timezone.now() - timedelta(days=100))
    before = read(page)
    rewrite(page, "<p>A comma, mended.</p>")
    approve(page, by=second, full_review=False)
    page.publish(by=second)
    after = read(page)
    assert (after.reviewed_by, after.reviewed_on, after.review_due) == (
        first.provider,
        before.reviewed_on,
        before.review_due,
    )
    assert after.correction.reviewer == second.provider


def test_page_that_nobody_reviewed_gets_no_small_correction():
    page = PageFactory()
    page.save_draft(by=editor())
    page.submit_for_review(by=editor())
    with pytest.raises(ReviewRequired, match="full clinical review"):
        page.approve(by=reviewer(), full_review=False)


def test_reviewing_again_starts_the_clock_and_keeps_the_words_and_the_planned_end():
    page = published_page(at=timezone.now() - timedelta(days=400))
    end = timezone.now() + timedelta(days=30)
    page.retire(by=reviewer(), at=end)
    words, by = read(page).content, reviewer()
    page.renew_review(by=by)
    found = read(page)
    assert (found.content, found.live_until) == (words, end)
    assert (found.reviewed_by, found.reviewed_on) == (by.provider, timezone.localdate())


def test_cancelled_schedule_leaves_the_present_words_up():
    page = page_in(Status.SCHEDULED)
    present = read(page)
    page.cancel_plans(by=administrator())
    later = read(page, at=timezone.now() + timedelta(days=3))
    assert (later.pk, page.standing()) == (present.pk, Status.APPROVED)


def test_schedule_that_is_set_anew_leaves_no_gap_and_no_second_beginning():
    page = page_in(Status.SCHEDULED)
    present, later = read(page), timezone.now() + timedelta(days=5)
    page.publish(by=reviewer(), at=later)
    assert read(page, at=later - timedelta(minutes=1)).pk == present.pk
    assert read(page, at=later).content["sections"][0]["html"] == "<p>New words.</p>"
    assert page.publications.uncancelled().count() == 2


def test_page_retired_for_later_is_read_until_then():
    page = published_page()
    at = timezone.now() + timedelta(days=1)
    page.retire(by=reviewer(), at=at)
    assert page.standing() == Status.PUBLISHED
    assert (read(page) is None, read(page, at=at) is None) == (False, True)
    assert page.standing(at) == Status.RETIRED


def test_page_is_withdrawn_before_its_planned_end():
    page = published_page()
    page.retire(by=reviewer(), at=timezone.now() + timedelta(days=1))
    page.withdraw(by=reviewer(), reason="Wrong dose")
    assert read(page) is None


def test_page_that_patients_cannot_read_is_no_successor():
    page, draft = published_page(), PageFactory(title="Tailbone pain")
    with pytest.raises(InvalidTransition, match="cannot read “Tailbone pain” now"):
        page.retire(by=reviewer(), successor=draft)
    assert read(page) is not None


def test_successor_of_a_retired_page_can_be_put_right():
    page, heir = published_page(), published_page()
    page.retire(by=reviewer())
    page.lead_on(by=reviewer(), successor=heir, reason="The newer page")
    page.refresh_from_db()
    assert (page.successor, page.standing()) == (heir, Status.RETIRED)


def test_page_that_leads_back_to_itself_has_no_successor():
    first, second = published_page(), published_page()
    first.retire(by=reviewer(), successor=second)
    with pytest.raises(InvalidTransition, match="leads back"):
        second.retire(by=reviewer(), successor=Page.objects.get(pk=first.pk))


@pytest.mark.parametrize("table", ["revision", "approval", "statuschange"])
@pytest.mark.parametrize("harm", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_database_refuses_to_change_history(table, harm):
    published_page()
    name = f"articles_{table}"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="are history"), transaction.atomic():
            cursor.execute(harm.format(name))


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
    publish(page)
    assert former_addresses() == [("slipped-disk", page)]


def test_changed_language_leads_from_the_old_address_to_the_page():
    page = published_page(slug="disk")
    page.language = "es"
    page.save()
    page.save_draft(by=editor())
    publish(page)
    led = Redirect.objects.get()
    assert (led.kind, led.language, led.slug, led.page) == ("article", "en", "disk", page)


def test_slug_changed_back_leaves_no_loop():
    page = published_page(slug="a")
    for slug in ("b", "a"):
        rename(page, slug)
        publish(page)
    assert former_addresses() == [("b", page)]


def test_former_address_leads_on_until_the_schedule_that_takes_it_back_comes_true():
    page = published_page(slug="a")
    rename(page, "b")
    publish(page)
    rename(page, "a")
    publish(page, at=timezone.now() + timedelta(days=1))
    assert ("a", page) in former_addresses()


def test_address_that_was_only_scheduled_is_kept_for_nobody():
    page = published_page(slug="a")
    rename(page, "b")
    publish(page, at=timezone.now() + timedelta(days=1))
    rename(page, "a")
    publish(page)
    assert former_addresses() == []


def test_former_address_that_staff_gave_to_another_page_stays_with_it():
    page = published_page(slug="a")
    rename(page, "b")
    publish(page)
    Redirect.objects.all().delete()
    heir = published_page(slug="a")
    for one in (page, heir):
        rewrite(one, "<p>New words.</p>")
        publish(one)
    assert former_addresses() == []
    assert read(heir).slug == "a"


def test_address_that_another_live_page_holds_is_refused():
    holder = published_page(slug="disk")
    Page.objects.filter(pk=holder.pk).update(slug="renamed-in-draft")
    page = PageFactory(slug="disk")
    page.save_draft(by=editor())
    with pytest.raises(ReviewRequired, match="belongs to another page"):
        publish(page)


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
    page = published_page(at=datetime(2024, 12, 2, tzinfo=UTC))
    page.publications.update(review_due=date(2025, 12, 2))
    evening_before = datetime(2025, 12, 1, 20, tzinfo=ZoneInfo("America/New_York"))
    assert list(Page.objects.due_for_review(evening_before)) == []
    assert list(Page.objects.due_for_review(evening_before + timedelta(hours=4))) == [page]


def test_page_is_read_in_one_query_with_its_cards_team_and_related_pages(
    django_assert_num_queries,
):
    card = approved_card(heading="Call 911 if you:", items="one\ntwo")
    related, hidden = published_page(title="Sciatica", slug="sciatica"), PageFactory()
    provider, gone = ProviderFactory(), ProviderFactory(is_practicing=False)
    page = PageFactory(sections=[{"care_card": card}])
    page.related.add(related, hidden)
    page.providers.add(provider, gone)
    page.save_draft(by=editor())
    publish(page)
    with django_assert_num_queries(1):
        found = read(page)
        assert found.cards[card.pk]["items"] == ["one", "two"]
        assert [member["slug"] for member in found.team] == [provider.slug]
        assert [(r["title"], r["path"]) for r in found.related_pages] == [
            ("Sciatica", "/health-library/sciatica/")
        ]


def test_care_card_that_changes_is_new_on_every_page_at_once_and_in_the_edition():
    card = approved_card(heading="Call 911 if you:")
    page = published_page(sections=[{"care_card": card}])
    edition = Clinic.objects.current().edition
    card.heading = "Call 911 now if you:"
    card.save()
    card.save_words(by=editor())
    assert read(page).cards[card.pk]["heading"] == "Call 911 if you:"
    approve_card(card)
    assert read(page).cards[card.pk]["heading"] == "Call 911 now if you:"
    assert Clinic.objects.current().edition > edition


@pytest.mark.django_db(transaction=True)
def test_of_many_who_publish_at_once_exactly_one_does():
    page, by = PageFactory(), reviewer()
    page.save_draft(by=editor())
    approve(page)
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


def test_page_to_retire_before_it_would_go_live_is_retired_at_once():
    page = PageFactory()
    page.save_draft(by=editor())
    publish(page, at=timezone.now() + timedelta(days=5))
    page.retire(by=reviewer(), at=timezone.now() + timedelta(days=2))
    assert (page.standing(), Page.objects.with_standing().get().standing_now) == ("retired",) * 2
    assert page.status_changes.first().effective_at is None


def test_renewed_review_of_the_live_words_leaves_the_approved_ones_approved():
    page = published_page()
    rewrite(page, "<p>New words.</p>")
    given = approve(page)
    page.renew_review(by=reviewer())
    assert page.approval() == given
    assert page.publish(by=reviewer()).approval == given


def test_import_with_a_blocking_finding_gets_no_reviewers_name():
    page = imported_page(sections=[{"body": "<p>Call 911 if you:</p>"}])
    with pytest.raises(ReviewRequired, match="Mend this first"):
        page.renew_review(by=reviewer())
    assert page.publications.get().reviewed_by is None
