"""Every move, tried by every role in every standing: by the buttons shown and by a hand-made POST."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.offers import PAGE_MOVES
from articles.models import Page
from tests.factories import (
    AccountFactory,
    PageFactory,
    ProviderFactory,
    administrator,
    approve,
    editor,
    published_page,
    reviewer,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")
NOT_ALLOWED = "Your account may not do this. Ask a clinical reviewer or an administrator."
OWN_WORDS = "Some of these words are your own. Ask another clinical reviewer to approve them."

# Who may do what. The author has both roles, a public name, and wrote every word of the page.
WRITERS = {"editor", "administrator", "superuser", "author"}
REVIEWERS = {"reviewer", "nameless reviewer", "superuser", "author"}
NAMED = {"reviewer"}
PUBLISHERS = {"reviewer", "nameless reviewer", "administrator", "superuser", "author"}
BLIND = {"anonymous", "without a role", "scheduler"}
ROLES = [*sorted(BLIND), *sorted(WRITERS | REVIEWERS)]

# In which standing which move is open, and to whom; everything else is forbidden.
TAKEN_DOWN = {"retire": PUBLISHERS, "withdraw": PUBLISHERS}
OPEN = {
    "draft": {"submit": WRITERS},
    "draft over live": {"submit": WRITERS, "review-again": NAMED, **TAKEN_DOWN},
    "in review": {"take-back": WRITERS, "approve": NAMED, "send-back": REVIEWERS},
    "approved": {"take-back": WRITERS, "send-back": REVIEWERS, "publish": PUBLISHERS},
    "scheduled": {"publish": PUBLISHERS, "cancel-plans": PUBLISHERS, **TAKEN_DOWN},
    "published": {"review-again": NAMED, **TAKEN_DOWN},
    "published until": {"review-again": NAMED, "cancel-plans": PUBLISHERS, **TAKEN_DOWN},
    "retired": {"back-to-draft": PUBLISHERS, "lead-on": PUBLISHERS},
}


def people():
    author = AccountFactory(groups=["Editors", "Clinical reviewers"])
    ProviderFactory(account=author)
    return {
        "anonymous": None,
        "without a role": AccountFactory(),
        "scheduler": AccountFactory(groups=["Schedulers"]),
        "editor": editor(),
        "reviewer": reviewer(),
        "nameless reviewer": AccountFactory(groups=["Clinical reviewers"]),
        "administrator": administrator(),
        "superuser": AccountFactory(is_superuser=True),
        "author": author,
    }


def page_standing(standing, author):
    """A page all of whose words the author wrote."""
    page, other, soon = PageFactory(), reviewer(), timezone.now() + timedelta(days=1)
    page.save_draft(by=author)
    if standing in ("draft", "in review"):
        if standing == "in review":
            page.submit_for_review(by=author)
        return page
    approve(page, by=other)
    if standing != "approved":
        page.publish(
            by=other,
            at=soon if standing == "scheduled" else None,
            until=soon if standing == "published until" else None,
        )
    if standing == "retired":
        page.retire(by=other)
    if standing == "draft over live":
        page.sections.update(body="<p>Newer words.</p>")
        page.save_draft(by=author)
    return page


def state_of(page):
    """All that a move could change."""
    now = Page.objects.get(pk=page.pk)
    return (
        (now.status, now.reviewer_id, now.successor_id, now.owner_id),
        sorted(now.publications.values_list("pk", "live_from", "live_until")),
        now.status_changes.count(),
        now.approvals.count(),
        now.revisions.count(),
    )


def post(client, name, page, beside):
    """Post a move by hand, telling nothing of which revision was read; for two pages at once, which
    is answered without drawing the confirmation anew."""
    client.cookies.pop("messages", None)  # what was said before has been read
    address = reverse("admin:articles_article_move", args=[name])
    sent = {"page": [page.pk, beside.pk], "reason": "By hand", "full_review": "yes"}
    return client.post(address, sent)


def sentences(answer):
    return [(m.level_tag, str(m)) for m in get_messages(answer.wsgi_request)]


def offered(client, page, role):
    answer = client.get(reverse("admin:articles_article_change", args=[page.pk]))
    if role in BLIND:
        assert answer.status_code == (302 if role == "anonymous" else 403)
        return set()
    return {offer["move"].name for offer in answer.context["moves"]}


def check_refused(client, name, page, beside, role):
    answer = post(client, name, page, beside)
    if role == "anonymous":
        assert answer["Location"].startswith("/admin/login/")
        return
    told = sentences(answer)
    if role in BLIND:  # who may not see the page does not learn its title either
        assert told == [("error", NOT_ALLOWED)], (role, name)
        return
    assert [level for level, _ in told] == ["error", "error"], (role, name)
    begun = sorted(sentence.split(": ")[0] for _, sentence in told)
    assert begun == sorted([page.title, beside.title]), (role, name)


def check_made(client, name, page, beside, role):
    before = state_of(page)
    with transaction.atomic():
        answer = post(client, name, page, beside)
        levels = sorted(level for level, _ in sentences(answer))
        assert levels == ["error", "success"], (role, name)
        assert state_of(page) != before, (role, name)
        transaction.set_rollback(True)


@pytest.mark.parametrize("standing", OPEN)
def test_every_move_is_offered_and_made_exactly_where_the_table_opens_it(standing):
    accounts = people()
    page = page_standing(standing, accounts["author"])
    beside = PageFactory(sections=[])  # nobody has written it, so nobody can move it
    for role in ROLES:
        client = Client()
        if accounts[role]:
            client.force_login(accounts[role])
        may = {name for name, who in OPEN[standing].items() if role in who}
        assert offered(client, page, role) == may, role
        before = state_of(page)
        for name in PAGE_MOVES.keys() - may:
            check_refused(client, name, page, beside, role)
        assert state_of(page) == before, role
        for name in may:
            check_made(client, name, page, beside, role)


def test_table_names_every_move():
    assert {name for moves in OPEN.values() for name in moves} == set(PAGE_MOVES)


LISTED = {
    "editor": ["submit", "take_back", "put_in_trash"],
    "reviewer": [
        "approve",
        "send_back",
        "publish",
        "review_again",
        "cancel_plans",
        "retire",
        "withdraw",
        "back_to_draft",
    ],
    "nameless reviewer": [
        "send_back",
        "publish",
        "cancel_plans",
        "retire",
        "withdraw",
        "back_to_draft",
    ],
    "administrator": [
        "submit",
        "take_back",
        "publish",
        "cancel_plans",
        "retire",
        "withdraw",
        "back_to_draft",
        "put_in_trash",
    ],
}


def test_list_offers_only_what_an_account_may_do(client):
    PageFactory()
    accounts = people()
    for role, names in LISTED.items():
        client.force_login(accounts[role])
        form = client.get(LIST).context["action_form"]
        assert [name for name, _ in form.fields["action"].choices if name] == names, role


def test_several_pages_are_moved_at_once_and_each_refusal_is_told(client):
    author, other = editor(), reviewer()
    ready, draft, own = PageFactory(), PageFactory(), PageFactory()
    for page, writer in ((ready, author), (draft, author), (own, other)):
        page.save_draft(by=writer)
    for page in (ready, own):
        page.submit_for_review(by=author)
    client.force_login(other)
    address = reverse("admin:articles_article_move", args=["approve"])
    sent = {"page": [ready.pk, draft.pk, own.pk], "full_review": "yes"}
    assert sorted(text for _, text in sentences(client.post(address, sent))) == sorted(
        [
            f"“{ready.title}” is approved. It can be published now or at a time.",
            (
                f"{draft.title}: A page that is “Draft” cannot become “Approved”. "
                "Submit it for review first."
            ),
            f"{own.title}: {OWN_WORDS}",
        ]
    )
    assert [page.pk for page in Page.objects.approved()] == [ready.pk]


def test_more_pages_than_can_be_confirmed_are_not_moved_in_part(client):
    for number in range(201):
        PageFactory(sections=[], title=f"Page {number}")
    client.force_login(editor())
    sent = {"action": "submit", "_selected_action": [1], "select_across": "1"}
    first = Page.objects.first()
    answer = client.post(LIST, sent | {"_selected_action": [first.pk]})
    assert sentences(answer) == [("error", "Choose at most 200 at once.")]


def test_refused_move_keeps_what_was_typed(client):
    page = published_page()
    client.force_login(reviewer())
    address = reverse("admin:articles_article_move", args=["retire"])
    page.retire(by=reviewer())
    answer = client.post(address, {"page": page.pk, "reason": "Outdated since the new guideline"})
    assert 'value="Outdated since the new guideline"' in answer.content.decode()
