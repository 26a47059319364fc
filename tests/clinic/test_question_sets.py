"""Safety questions: written as a new version, approved by somebody else, in force, and never changed again."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.urls import reverse
from django.utils import timezone, translation

from clinic.models import NotReady, SafetyQuestion, SafetyQuestionSet
from spinecenter.desk import tasks_for
from tests.factories import administrator, reviewer
from tests.form_data import form_data, messages_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    """An administrator, signed in."""
    account = administrator()
    client.force_login(account)
    return account


def set_form(questions):
    return reverse("admin:clinic_safetyquestionset_change", args=[questions.pk])


def press(client, questions, step):
    address = reverse("admin:clinic_safetyquestionset_step", args=[questions.pk])
    return client.post(address, {"step": step}, follow=True)


def first():
    return SafetyQuestionSet.objects.get(version=1)


def approved(by=None):
    questions = first().new_version(by=by or administrator())
    questions.approve(by=reviewer())
    questions.refresh_from_db()
    return questions


def refused(change):
    """Whether the database itself refuses a change."""
    with pytest.raises((IntegrityError, RestrictedError)), transaction.atomic():
        change()
    return True


# --- the way of a version ---


def test_a_new_version_is_written_approved_by_a_reviewer_and_put_in_force(client, author):
    answer = press(client, first(), "new-version")
    draft = SafetyQuestionSet.objects.get(version=2)
    assert answer.redirect_chain[-1][0] == set_form(draft)
    kept = ("code", "tier", "text", "text_es", "order")
    assert list(draft.questions.values(*kept)) == list(first().questions.values(*kept))
    client.post(set_form(draft), form_data(answer, **{"questions-0-text": "New words"}))
    assert draft.questions.first().text == "New words"
    refusal = messages_in(press(client, draft, "put-in-force"))[-1]
    assert refusal == "A clinical reviewer has to approve this set first."

    client.force_login(reviewer())
    page = client.get(set_form(draft)).content.decode()
    assert "<ins>New words (Emergency: call 911 now)</ins>" in page
    assert "Only the English words changed." in page
    press(client, draft, "approve")
    client.force_login(author)
    press(client, draft, "put-in-force")
    assert SafetyQuestionSet.objects.in_force() == draft
    assert first().questions.first().text != "New words"


def test_words_that_changed_since_they_were_read_are_not_approved(client):
    draft = first().new_version(by=administrator())
    client.force_login(reviewer())
    page = client.get(set_form(draft)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    draft.questions.filter(code="fever").update(text="Fever above 100.4 °F")
    address = reverse("admin:clinic_safetyquestionset_step", args=[draft.pk])
    answer = client.post(address, {"step": "approve", "seen": seen}, follow=True)
    assert messages_in(answer) == ["Somebody has changed these questions since you opened them."]
    draft.refresh_from_db()
    assert draft.is_draft()


def test_nobody_approves_what_they_wrote():
    both = reviewer()
    draft = first().new_version(by=both)
    with pytest.raises(NotReady, match="Somebody else has to approve"):
        draft.approve(by=both)
    draft.approve(by=reviewer())


def test_whoever_changes_a_word_is_an_author(client, author):
    draft = first().new_version(by=administrator())
    client.post(set_form(draft), form_data(client.get(set_form(draft))))
    assert author not in draft.authors.all()
    form = form_data(client.get(set_form(draft)), **{"questions-0-text_es": "Otras palabras"})
    client.post(set_form(draft), form)
    assert author in draft.authors.all()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda draft: draft.questions.filter(order=3).update(text_es=""), "no Spanish words"),
        (lambda draft: draft.questions.filter(tier="emergency").delete(), "tells an emergency"),
    ],
)
def test_an_unfinished_set_is_not_approved(spoil, reason):
    draft = first().new_version(by=administrator())
    spoil(draft)
    with pytest.raises(NotReady, match=reason):
        draft.approve(by=reviewer())


def test_approved_words_are_opened_again_as_a_draft(client, author):
    questions = approved()
    assert client.post(set_form(questions), {"sources": "mine"}).status_code == 403
    press(client, questions, "back-to-draft")
    questions.refresh_from_db()
    assert (questions.is_draft(), questions.approved_by) == (True, None)
    with pytest.raises(NotReady):
        first().back_to_draft()


def test_a_set_is_put_in_force_at_a_given_moment_and_once():
    later = timezone.now() + timedelta(days=1)
    questions = approved()
    questions.put_in_force(later)
    assert SafetyQuestionSet.objects.in_force(later) == questions
    assert SafetyQuestionSet.objects.in_force() == first()
    with pytest.raises(NotReady, match="in force already"):
        questions.put_in_force()


# --- who may ---


@pytest.mark.parametrize("step", ["new-version", "put-in-force", "back-to-draft"])
def test_a_reviewer_approves_and_does_nothing_else(client, step):
    questions = approved()
    client.force_login(reviewer())
    assert client.get(set_form(questions)).status_code == 200
    assert press(client, questions, step).status_code == 403


def test_an_administrator_does_not_approve(client, author):
    draft = first().new_version(by=author)
    assert press(client, draft, "approve").status_code == 403
    assert b'value="approve"' not in client.get(set_form(draft)).content


def test_a_set_in_force_has_no_form(client, author):
    assert b'name="_save"' not in client.get(set_form(first())).content
    assert client.post(set_form(first()), {"sources": "mine"}).status_code == 403
    delete = reverse("admin:clinic_safetyquestionset_delete", args=[first().pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_the_first_set_is_said_to_be_nobodys(client, author):
    assert (
        "no clinician of yours has approved them" in client.get(set_form(first())).content.decode()
    )


def test_the_desk_tells_who_has_to_do_something_next(author):
    def waiting(who):
        return {
            str(task.label): task.count for task in tasks_for(who) if "Safety" in str(task.label)
        }

    draft = first().new_version(by=author)
    assert waiting(reviewer()) == {"Safety questions to approve": 1}
    assert waiting(author) == {"Safety questions to put in force": 0}
    draft.approve(by=reviewer())
    assert waiting(reviewer()) == {"Safety questions to approve": 0}
    assert waiting(author) == {"Safety questions to put in force": 1}


# --- the database refuses ---


@pytest.mark.parametrize(
    "change",
    [
        lambda: SafetyQuestionSet.objects.filter(version=1).update(sources="mine"),
        lambda: SafetyQuestionSet.objects.filter(version=1).update(in_force_from=None),
        lambda: SafetyQuestion.objects.filter(code="fever").update(text="Nothing"),
        lambda: SafetyQuestion.objects.filter(code="fever").delete(),
        lambda: SafetyQuestionSet.objects.all().delete(),
    ],
)
def test_a_set_in_force_is_never_changed_by_whatever_way(change):
    assert refused(change)


def test_a_set_in_force_takes_no_new_question():
    assert refused(lambda: first().questions.create(code="new", tier="urgent", text="New"))
    draft = first().new_version(by=administrator())
    draft.questions.create(code="new", tier="urgent", text="New", text_es="Nuevo")


def test_approved_words_are_not_changed_and_nothing_comes_in_force_without_approval():
    questions = approved()
    assert refused(lambda: questions.questions.update(text="Other"))
    draft = first().new_version(by=administrator())
    now = timezone.now()
    draft_row = SafetyQuestionSet.objects.filter(pk=draft.pk)
    assert refused(lambda: draft_row.update(in_force_from=now))
    assert refused(lambda: draft_row.update(approved_at=now))


# --- two languages ---


def test_every_question_has_spanish_words_that_spanish_pages_show():
    assert not first().questions.filter(text_es="").exists()
    question = first().questions.get(code="cancer")
    assert question.words == "Cancer, now or in the past"
    with translation.override("es"):
        assert question.words == "Cáncer, ahora o en el pasado"
        question.text_es = ""
        assert question.words == "Cancer, now or in the past"
