"""Handing over: work goes to colleagues in one step, names on old words stay."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.handover import Work, hand_over, work_of
from articles.models import MoveRefused, Page
from clinic.models import Provider
from tests.factories import (
    AccountFactory,
    PageFactory,
    administrator,
    editor,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data, messages_in

pytestmark = pytest.mark.django_db


def screen(account):
    return reverse("admin:auth_user_hand_over", args=[account.pk])


def in_review(writer, asked, **fields):
    page = PageFactory(**fields)
    page.save_draft(by=writer)
    page.submit_for_review(by=writer, reviewer=asked)
    return page


def test_leaving_reviewers_and_holidaying_editors_work_goes_over_in_one_step(client):
    both = AccountFactory(
        groups=["Editors", "Clinical reviewers"], first_name="Ada", last_name="Lund"
    )
    Provider.objects.create(name="Ada Lund", slug="ada-lund", role="Surgeon", account=both)
    writer, asked = editor(), reviewer(name="Maren Okafor")
    own = in_review(both, asked)
    to_review = in_review(editor(), both, kind="condition-page")
    client.force_login(administrator())
    account_form = client.get(reverse("admin:auth_user_change", args=[both.pk]))
    assert screen(both) in account_form.content.decode()
    form = client.get(screen(both))
    answer = client.post(
        screen(both), form_data(form, writer=writer.pk, reviewer=asked.pk), follow=True
    )
    assert messages_in(answer) == ["Handed over: 1 page to write, 1 to review. Old names stay."]
    own.refresh_from_db()
    to_review.refresh_from_db()
    assert (own.owner, own.reviewer) == (writer, asked)
    assert to_review.reviewer == asked
    assert work_of(both) == Work(0, 0)
    assert [page.pk for page in Page.objects.in_review().asked_of(asked)] == [own.pk, to_review.pk]


def test_names_on_old_words_stay():
    leaving, coming = reviewer(name="Ada Lund"), reviewer()
    page = published_page(by=leaving)
    before = list(page.revisions.values()), list(page.approvals.values())
    publication = page.publications.live().get()
    hand_over(leaving, by=administrator(), reviewer=coming)
    page.refresh_from_db()
    assert page.reviewer == coming
    assert (list(page.revisions.values()), list(page.approvals.values())) == before
    assert publication.reviewed_by.name == "Ada Lund"
    assert page.publications.live().get().reviewed_by == publication.reviewed_by


def test_public_page_names_a_reviewer_who_left_and_whose_account_is_closed(client):
    leaving = reviewer(name="Ada Lund", credentials="MD")
    page = published_page(by=leaving)
    leaving.is_active = False
    leaving.save()
    Provider.objects.filter(account=leaving).update(is_practicing=False)
    public = client.get(page.publications.live().get().get_absolute_url()).content.decode()
    assert "Ada Lund, MD" in public
    assert page.revisions.get().created_by is not None


def test_handing_over_is_on_record_at_the_account_and_at_each_page():
    leaving = AccountFactory(groups=["Editors"], username="ada")
    page = PageFactory()
    page.save_draft(by=leaving)
    by = administrator()
    taker = AccountFactory(groups=["Editors"], username="robin")
    hand_over(leaving, by=by, writer=taker)
    assert sorted(LogEntry.objects.values_list("user", "object_repr", "change_message")) == sorted(
        [
            (by.pk, "ada", "Handed over: 1 page to robin."),
            (by.pk, page.title, "Writer: from ada to robin."),
        ]
    )


def test_history_of_a_page_tells_who_handed_it_over(client):
    leaving = AccountFactory(groups=["Editors"], username="ada")
    page = PageFactory()
    page.save_draft(by=leaving)
    by = administrator()
    hand_over(leaving, by=by, writer=AccountFactory(groups=["Editors"], username="robin"))
    client.force_login(by)
    shown = client.get(reverse("admin:articles_article_history", args=[page.pk]))
    assert [kind for kind, _entry in shown.context["entries"]] == ["handover", "revision"]
    assert "Writer: from ada to robin." in shown.content.decode()


def closed():
    return AccountFactory(groups=["Editors"], is_active=False)


@pytest.mark.parametrize("taker", [reviewer, closed, AccountFactory])
def test_pages_go_only_to_who_may_write(taker):
    leaving = editor()
    PageFactory().save_draft(by=leaving)
    with pytest.raises(MoveRefused, match="has not the role for it"):
        hand_over(leaving, by=administrator(), writer=taker())
    assert work_of(leaving) == Work(1, 0)


def nameless():
    return AccountFactory(groups=["Clinical reviewers"])


@pytest.mark.parametrize("taker", [editor, nameless])
def test_reviews_go_only_to_who_may_vouch_in_public(taker):
    leaving = reviewer()
    in_review(editor(), leaving)
    with pytest.raises(MoveRefused, match="has not the role for it"):
        hand_over(leaving, by=administrator(), reviewer=taker())
    assert work_of(leaving) == Work(0, 1)


def test_screen_offers_only_who_can_do_the_work_and_asks_for_somebody(client):
    leaving, taker = reviewer(), reviewer()
    in_review(editor(), leaving)
    client.force_login(administrator())
    form = client.get(screen(leaving))
    fields = form.context["form"].fields
    assert list(fields) == ["reviewer"]
    assert [account.pk for account in fields["reviewer"].queryset] == [taker.pk]
    assert errors_in(client.post(screen(leaving), {"reviewer": ""})) == [
        "Choose who takes the work over."
    ]


@pytest.mark.parametrize("who", [editor, reviewer, AccountFactory])
def test_only_administrators_hand_over(client, who):
    leaving, taker = editor(), editor()
    PageFactory().save_draft(by=leaving)
    person = who()
    client.force_login(person)
    assert client.get(screen(leaving)).status_code == 403
    assert client.post(screen(leaving), {"writer": taker.pk}).status_code == 403
    with pytest.raises(MoveRefused):
        hand_over(leaving, by=person, writer=taker)
    assert work_of(leaving) == Work(1, 0)


def test_closing_an_account_reminds_of_its_work(client):
    leaving = editor()
    PageFactory().save_draft(by=leaving)
    client.force_login(administrator())
    address = reverse("admin:auth_user_change", args=[leaving.pk])
    sent = form_data(client.get(address))
    sent.pop("is_active")
    answer = client.post(address, sent, follow=True)
    assert (
        f"{leaving.username.capitalize()} still has pages or reviews: hand them over with “Hand over work”."
        in messages_in(answer)
    )
