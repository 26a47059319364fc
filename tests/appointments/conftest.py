import pytest

from clinic.models import SafetyQuestionSet
from tests.factories import unlocked_questions


@pytest.fixture
def questions_of_old(db):
    """The safety questions have been in force for years, so tests may choose their own day."""
    with unlocked_questions():
        SafetyQuestionSet.objects.update(in_force_from="2020-01-01T00:00:00Z")
