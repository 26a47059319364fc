"""What waits for me today: counts that lead to exactly those rows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appointments.models import AppointmentRequest
from spinecenter.desk import tasks_for
from tests.appointments.factories import RequestFactory
from tests.factories import (
    AccountFactory,
    PageFactory,
    administrator,
    editor,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db


def waiting(account):
    return {str(task.label): task.count for task in tasks_for(account) if task.count}


def test_editor_sees_their_own_drafts_and_what_falls_due():
    writer = editor()
    PageFactory().save_draft(by=writer)
    PageFactory(kind="condition-page").save_draft(by=editor())
    due = published_page()
    due.publications.update(review_due=timezone.localdate() - timedelta(days=1))
    assert waiting(writer) == {
        "My articles that are not published yet": 1,
        "Articles due for review": 1,
    }


@pytest.mark.parametrize("account", [reviewer, administrator])
def test_those_who_publish_see_every_draft(account):
    PageFactory().save_draft(by=editor())
    PageFactory(kind="condition-page").save_draft(by=editor())
    assert waiting(account()) == {
        "Articles to read and publish": 1,
        "Condition pages to read and publish": 1,
    }


def test_scheduler_sees_requests_and_no_pages():
    PageFactory().save_draft(by=editor())
    RequestFactory()
    RequestFactory(urgency="urgent")
    AppointmentRequest.objects.filter(urgency="routine").update(
        answer_due=timezone.now() - timedelta(hours=1)
    )
    account = scheduler()
    assert waiting(account) == {
        "Urgent requests": 1,
        "Requests past their promised answer": 1,
        "Open requests": 2,
    }
    assert [task.urgent for task in tasks_for(account)] == [True, True, False]


def test_editor_sees_no_requests():
    RequestFactory()
    assert waiting(editor()) == {}


def scheduler():
    return AccountFactory(groups=["Schedulers"])


@pytest.mark.parametrize("account", [editor, reviewer, scheduler, administrator])
def test_every_task_leads_to_as_many_rows_as_it_counts(client, account):
    person = account()
    PageFactory().save_draft(by=person)
    PageFactory().save_draft(by=editor())
    published_page()
    RequestFactory()
    RequestFactory(urgency="urgent")
    AppointmentRequest.objects.filter(urgency="routine").update(
        answer_due=timezone.now() - timedelta(hours=1)
    )
    client.force_login(person)
    for task in tasks_for(person):
        answer = client.get(task.url)
        assert answer.status_code == 200, task.url
        assert len(answer.context["cl"].result_list) == task.count, task.url


def test_desk_shows_the_tasks(client):
    person = reviewer()
    PageFactory().save_draft(by=editor())
    client.force_login(person)
    page = client.get(reverse("admin:index")).content.decode()
    assert "What waits for you today" in page
    assert "Articles to read and publish" in page
