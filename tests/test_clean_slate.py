"""Tests that commit leave nothing behind, and take nothing away."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, connection

from clinic.models import SafetyQuestion
from tests import clean_slate
from tests.factories import published_page

pytestmark = pytest.mark.django_db(transaction=True)


def everything():
    return connection.creation.serialize_db_to_string()


def test_whatever_a_test_commits_is_gone_and_what_it_took_away_is_back():
    before = everything()
    published_page()
    Group.objects.filter(name="Editors").update(name="Gone")
    Permission.objects.all().delete()
    assert everything() != before
    clean_slate.start_again()
    assert everything() == before


def test_what_guards_the_tables_stands_afterwards():
    clean_slate.start_again()
    question = SafetyQuestion.objects.first()
    with pytest.raises(IntegrityError, match="are never changed"):
        question.question_set.questions.create(code="new", tier="urgent", text="New")
