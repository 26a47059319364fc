"""What waits for me today: counts that lead to exactly those rows."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from appointments.models import AppointmentRequest
from articles.models import Kind, LinkCheck, Page, Publication
from articles.models.links import Outcome
from articles.waiting import WAITING
from spinecenter.desk import tasks_for
from tests.appointments.factories import RequestFactory
from tests.factories import (
    AccountFactory,
    CareCardFactory,
    PageFactory,
    TopicFactory,
    administrator,
    editor,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db


def waiting(account):
    return {str(task.label): task.count for task in tasks_for(account) if task.count}


def everything_waits(writer, asked):
    """One article in each of the ways in which a page can wait, all written by one editor."""
    for name in ("drafting", "back", "asked", "anybody", "approved", "scheduled", "ends"):
        page = PageFactory(title=name)
        page.save_draft(by=writer)
        if name != "drafting":
            page.submit_for_review(by=writer, reviewer=asked if name == "asked" else None)
        if name == "back":
            page.send_back(by=asked, reason="Say how long it takes.")
        if name in ("approved", "scheduled", "ends"):
            page.approve(by=asked)
        if name == "scheduled":
            page.publish(by=asked, at=timezone.now() + timedelta(days=1))
        if name == "ends":
            page.publish(by=asked, until=timezone.now() + timedelta(days=1))
    for days in (-1, 0, 30, 31):
        due = published_page(by=asked, title=f"due in {days} days")
        day = timezone.localdate() + timedelta(days=days)
        Publication.objects.filter(page=due).update(review_due=day)
    LinkCheck.objects.create(url="https://example.org/gone", outcome=Outcome.BROKEN)
    LinkCheck.objects.create(url="https://example.org/there")
    CareCardFactory().save_words(by=writer)
    card = CareCardFactory()
    card.save_words(by=writer)
    card.submit_for_review(by=writer)


KEPT_UP = {
    "Articles: overdue for review": 1,
    "Articles: due for review in the next 30 days": 2,
    "Articles: with something scheduled": 2,
}


def test_editor_sees_what_they_write_and_what_falls_due():
    writer = editor()
    everything_waits(writer, reviewer())
    PageFactory(kind="condition-page").save_draft(by=writer)
    PageFactory().save_draft(by=editor())
    assert waiting(writer) == KEPT_UP | {
        "Care cards to submit for review": 1,
        "Broken links": 1,
        "Articles: sent back to me": 1,
        "Articles: my drafts": 1,
        "Condition pages: my drafts": 1,
        "Articles: mine, in review": 2,
    }


def test_reviewer_sees_what_they_were_asked_and_what_anybody_was_asked():
    asked = reviewer()
    everything_waits(editor(), asked)
    of_another = PageFactory()
    of_another.save_draft(by=editor())
    of_another.submit_for_review(by=editor(), reviewer=reviewer())
    assert waiting(asked) == KEPT_UP | {
        "Care cards to review": 1,
        "Articles: to review, asked of me": 1,
        "Articles: to review, asked of anybody": 1,
        "Articles: approved, to be published": 1,
    }


def test_administrator_sees_what_is_to_be_published_and_their_own_drafts():
    person = administrator()
    everything_waits(editor(), reviewer())
    PageFactory().save_draft(by=person)
    assert waiting(person) == KEPT_UP | {
        "Care cards to submit for review": 1,
        "Broken links": 1,
        "Articles: approved, to be published": 1,
        "Articles: my drafts": 1,
    }


def test_page_that_came_back_is_named_with_the_reason(client):
    writer = editor()
    everything_waits(writer, reviewer())
    client.force_login(writer)
    page = Page.objects.get(title="back")
    desk = BeautifulSoup(client.get(reverse("admin:index")).content, "html.parser")
    [remark] = desk.select(".remarks a")
    assert remark.text == "back: Say how long it takes."
    assert remark["href"] == reverse("admin:articles_article_change", args=[page.pk])


def test_scheduler_sees_requests_and_no_pages():
    PageFactory().save_draft(by=editor())
    RequestFactory()
    RequestFactory(urgency="urgent")
    AppointmentRequest.objects.filter(urgency="routine").update(
        answer_due=timezone.now() - timedelta(hours=1)
    )
    account = scheduler()
    RequestFactory(owner=account).messages.create(name="confirmation", state="failed")
    RequestFactory(held_because="burst")
    assert waiting(account) == {
        "Urgent requests": 1,
        "Requests past their promised answer": 1,
        "Messages that were refused: call": 1,
        "My requests": 1,
        "Requests that are nobody’s": 2,
        "Open requests": 3,
        "Requests held apart for a look": 1,
    }
    assert [task.urgent for task in tasks_for(account) if task.count] == [
        *(True, True, True, False, False, False, True)
    ]


def test_editor_sees_no_requests():
    RequestFactory()
    assert waiting(editor()) == {}


def scheduler():
    return AccountFactory(groups=["Schedulers"])


@pytest.mark.parametrize("account", [editor, reviewer, scheduler, administrator])
def test_every_task_leads_to_exactly_the_rows_it_counts(client, account):
    person = account()
    writer = person if account is editor else editor()
    everything_waits(writer, person if account is reviewer else reviewer())
    PageFactory(kind="condition-page").save_draft(by=person)
    RequestFactory().messages.create(name="confirmation", state="failed")
    RequestFactory(urgency="urgent")
    AppointmentRequest.objects.filter(urgency="routine").update(
        answer_due=timezone.now() - timedelta(hours=1)
    )
    client.force_login(person)
    tasks = [task for task in tasks_for(person) if task.count]
    assert tasks
    for task in tasks:
        answer = client.get(task.url)
        assert answer.status_code == 200, task.url
        assert len(answer.context["cl"].result_list) == task.count, task.url


def test_list_of_what_falls_due_stands_in_the_order_of_its_days(client):
    everything_waits(editor(), reviewer())
    client.force_login(reviewer())
    address = reverse("admin:articles_article_changelist")
    for query, titles in (
        ({"review": "overdue"}, ["due in -1 days"]),
        ({"review": "30"}, ["due in 0 days", "due in 30 days"]),
        ({"review": "60"}, ["due in 0 days", "due in 30 days", "due in 31 days"]),
    ):
        found = client.get(address, query).context["cl"].result_list
        assert [page.title for page in found] == titles


def test_desk_shows_what_waits_and_says_when_nothing_does(client):
    person = reviewer()
    PageFactory().save_draft(by=person)
    page = PageFactory()
    page.save_draft(by=editor())
    page.submit_for_review(by=editor())
    client.force_login(person)
    desk = BeautifulSoup(client.get(reverse("admin:index")).content, "html.parser")
    assert "What waits for you today" in desk.h1.text
    shown = [" ".join(task.text.split()) for task in desk.select(".tasks > li")]
    assert shown == ["1 Articles: to review, asked of anybody"]
    assert desk.select_one(".clear").text == "Nothing else waits for you."
    page.put_in_trash(by=editor())
    desk = BeautifulSoup(client.get(reverse("admin:index")).content, "html.parser")
    assert desk.select(".tasks") == []
    assert desk.select_one(".clear").text == "All done: nothing waits for you today."


def test_filter_by_what_waits_counts_what_the_desk_counts(client):
    person = editor()
    everything_waits(person, reviewer())
    TopicFactory(name="Nerve pain")
    client.force_login(person)
    shown = client.get(reverse("admin:articles_article_changelist"))
    words = BeautifulSoup(shown.content, "html.parser").select_one("#changelist-filter").text
    for waiting in WAITING.values():
        if waiting.is_for(person):
            count = waiting.find(Page.objects.of_kind(Kind.ARTICLE), person).count()
            assert f"{waiting.label} ({count})" in words
    assert "No topic (11)" in words
