"""Moves as buttons and list actions: offered where they are allowed, refused with a sentence."""

import threading
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import MoveRefused, Publication, StatusChange
from tests.factories import (
    AccountFactory,
    PageFactory,
    administrator,
    approve,
    editor,
    published_page,
    reviewer,
)
from tests.form_data import errors_in, form_data, messages_in
from tests.locks import wait_until_somebody_waits

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")
NOT_ALLOWED = "Your account may not do this. Ask a clinical reviewer or an administrator."


def move(name):
    return reverse("admin:articles_article_move", args=[name])


def change(page):
    return reverse("admin:articles_article_change", args=[page.pk])


def draft():
    page = PageFactory()
    page.save_draft(by=editor())
    return page


def approved():
    page = draft()
    approve(page)
    return page


def test_reviewer_publishes_what_they_have_read(client):
    page, person = approved(), reviewer()
    client.force_login(person)
    address = client.get(change(page)).context["moves"][0]["url"]
    asked = client.get(address)
    assert "Revision 1" in asked.content.decode()
    answer = client.post(address, form_data(asked, reason="Ready"), follow=True)
    assert messages_in(answer) == [f"“{page.title}” is published. Patients read these words now."]
    publication = Publication.objects.live().get()
    assert (publication.published_by, publication.revision.number) == (person, 1)
    assert StatusChange.objects.first().reason == "Ready"


def test_words_saved_after_the_reviewer_opened_the_page_are_not_published(client):
    page = approved()
    client.force_login(reviewer())
    address = client.get(change(page)).context["moves"][0]["url"]
    page.save_draft(by=editor())
    asked = client.get(address)
    assert "You opened revision 1." in asked.content.decode()
    answer = client.post(address, form_data(asked), follow=True)
    assert messages_in(answer) == [
        (
            f"{page.title}: The page was changed after you opened it (revision 2, you saw 1). Read the "
            "newest words, then decide."
        )
    ]
    assert not Publication.objects.exists()


def test_withdrawing_asks_why_and_keeps_the_page_up_until_it_is_said(client):
    page = published_page()
    client.force_login(reviewer())
    asked = client.get(move("withdraw"), {"page": page.pk})
    answer = client.post(move("withdraw"), form_data(asked))
    assert errors_in(answer) == ["Say why: your colleagues and the history need it."]
    assert Publication.objects.live().exists()
    client.post(move("withdraw"), form_data(answer, reason="A wrong dose"))
    assert not Publication.objects.live().exists()
    assert StatusChange.objects.first().reason == "A wrong dose"


def test_list_moves_several_pages_and_tells_each_that_could_not(client):
    ready, empty = approved(), PageFactory(sections=[])
    empty.save_draft(by=editor())
    client.force_login(administrator())
    asked = client.post(
        LIST, {"action": "publish", "_selected_action": [ready.pk, empty.pk]}, follow=True
    )
    answer = client.post(move("publish"), form_data(asked), follow=True)
    assert sorted(messages_in(answer)) == sorted(
        [
            (
                f"{empty.title}: A page that is “Draft” cannot become “Published”. "
                "Submit it for review first."
            ),
            f"“{ready.title}” is published. Patients read these words now.",
        ]
    )
    assert [p.page_id for p in Publication.objects.live()] == [ready.pk]
    assert answer.redirect_chain[-1][0] == LIST


@pytest.mark.parametrize("name", ["approve", "publish", "retire", "withdraw", "back-to-draft"])
def test_asking_for_a_move_without_permission_is_a_sentence(client, name):
    client.force_login(editor())
    answer = client.get(move(name), {"page": draft().pk})
    assert NOT_ALLOWED in answer.content.decode()


def test_move_needs_the_token_of_a_form():
    page, client = approved(), Client(enforce_csrf_checks=True)
    client.force_login(reviewer())
    assert client.post(move("publish"), {"page": page.pk}).status_code == 403
    assert not Publication.objects.exists()


@pytest.mark.parametrize("chosen", ["", "abc", "99999999999", "-1"])
def test_move_of_no_page_is_a_sentence(client, chosen):
    client.force_login(reviewer())
    answer = client.get(move("publish"), {"page": chosen})
    assert "Nothing was chosen." in answer.content.decode()
    assert client.post(move("publish"), {"page": chosen}).status_code == 302


def test_unknown_move_is_not_found(client):
    client.force_login(reviewer())
    assert client.get(move("explode")).status_code == 404


def test_article_is_not_moved_through_the_other_entry(client):
    page = approved()
    client.force_login(reviewer())
    client.post(reverse("admin:articles_conditionpage_move", args=["publish"]), {"page": page.pk})
    assert not Publication.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_publish_at_the_same_moment_make_one_publication():
    page = approved()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(reviewer())
    gate, answers = threading.Barrier(2), []

    def publish(client):
        gate.wait()
        answers.append(client.post(move("publish"), {"page": page.pk, f"seen-{page.pk}": "1"}))
        connection.close()

    threads = [threading.Thread(target=publish, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Publication.objects.count() == 1
    assert StatusChange.objects.filter(act="publish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_save_that_meets_a_publishing_colleague_does_not_write_the_old_status_back():
    page, writer, publisher = approved(), Client(), reviewer()
    writer.force_login(editor())
    sent = form_data(writer.get(change(page)), title="Newer title")

    def save():
        writer.post(change(page), sent)
        connection.close()

    saving = threading.Thread(target=save)
    with transaction.atomic():
        page.publish(by=publisher)  # not committed before the save has come to the row
        saving.start()
        wait_until_somebody_waits()
    saving.join()
    page.refresh_from_db()
    assert (page.title, page.status) == ("Newer title", "draft")
    assert Publication.objects.live().get().revision.number == 1
    moves = page.status_changes.order_by("pk").values_list("act", flat=True)
    assert list(moves) == ["submit", "approve", "publish", "save"]


@pytest.mark.parametrize("name", ["at", "until"])
def test_moment_that_no_calendar_holds_is_asked_again(client, name):
    page = approved()
    client.force_login(reviewer())
    sent = {"page": page.pk, name: "9999-12-31T23:59"}
    answer = client.post(move("publish"), sent)
    assert answer.context["form"].errors == {
        name: ["This moment is more than ten years away. Choose an earlier one."]
    }
    assert not Publication.objects.exists()


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "a\x00"])
def test_hand_made_numbers_are_answered(client, number):
    page = published_page()
    client.force_login(AccountFactory(is_superuser=True))

    def post(screen, **sent):
        address = reverse(f"admin:articles_article_{screen}", args=[page.pk])
        return client.post(address, sent).status_code

    moved = client.post(move("withdraw"), {"page": number, "reason": "x"}).status_code
    seen = {"page": page.pk, f"seen-{page.pk}": number}
    read = client.get(reverse("admin:articles_article_read", args=[page.pk]), {"revision": number})
    assert (moved, client.post(move("submit"), seen).status_code, read.status_code) == (
        302,
        200,
        200,
    )
    assert post("translations", revision=number) == 302
    assert (post("share", revoke=number), post("share", revision=number)) == (404, 404)
    assert post("restore", revision=number, seen=number) == 404
    assert Publication.objects.live().exists()


def test_end_that_was_planned_is_offered_with_the_next_version(client):
    page = published_page()
    until = (timezone.now() + timedelta(days=9)).replace(second=0, microsecond=0)
    page.retire(by=reviewer(), at=until)
    page.sections.update(body="<p>New words.</p>")
    page.save_draft(by=editor())
    approve(page)
    client.force_login(reviewer())
    asked = client.get(move("publish"), {"page": page.pk})
    client.post(move("publish"), form_data(asked))
    assert Publication.objects.live().get().live_until == until


def test_successor_that_is_no_page_is_refused_with_a_sentence(client):
    page = published_page()
    client.force_login(reviewer())
    answer = client.post(move("retire"), {"page": page.pk, "successor": "sciatica"})
    assert (answer.status_code, errors_in(answer)) == (
        200,
        ["Select a valid choice. That choice is not one of the available choices."],
    )
    assert Publication.objects.live().get().page == page


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "publish",
            "“{0}” is “Draft”, so “Publish” is not possible. Submit it for review first.",
        ),
        (
            "retire",
            (
                "“{0}” is “Draft”, so “Retire” is not possible. This page is not live, so there is "
                "nothing to take down."
            ),
        ),
        (
            "lead-on",
            (
                "“{0}” is “Draft”, so “Name a successor” is not possible. Name the successor when you "
                "retire it."
            ),
        ),
    ],
)
def test_move_that_does_not_fit_is_answered_before_a_form_is_filled_in(client, name, why):
    page = draft()
    client.force_login(administrator())
    asked = client.get(move(name), {"page": page.pk})
    assert asked.context["form"] is None
    assert asked.context["refusal"] == why.format(page.title)
    assert why.format(page.title) in asked.content.decode()


def test_author_is_told_at_once_that_another_reviewer_approves(client):
    page, person = PageFactory(), reviewer()
    page.save_draft(by=person)
    page.submit_for_review(by=editor())
    client.force_login(person)
    asked = client.get(move("approve"), {"page": page.pk})
    assert "Ask another clinical reviewer to approve them." in asked.context["refusal"]


def test_successor_is_for_a_retired_page(client):
    page = published_page()
    with pytest.raises(MoveRefused, match="Only a retired page leads on to another"):
        page.lead_on(by=reviewer())


def test_next_step_stands_first_beside_the_words_and_alone_stands_out(client):
    page = draft()
    client.force_login(editor())
    soup = BeautifulSoup(client.get(change(page)).content, "html.parser")
    beside = soup.select_one("aside.beside")
    assert [x.text for x in beside.select(".default")] == ["Submit for review…"]
    assert "Draft" in beside.select_one("section").text
    assert beside.select_one("section .default")
    page.submit_for_review(by=editor())
    client.force_login(reviewer())
    read = BeautifulSoup(client.get(change(page)).content, "html.parser")
    assert read.select_one("aside.beside section .default").text == "Approve…"
    assert [x.text for x in read.select("aside.beside .default")] == ["Approve…"]
