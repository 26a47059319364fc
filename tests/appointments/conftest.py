import pytest

from clinic.models import SafetyQuestionSet


@pytest.fixture
def questions_of_old(db):
    """The safety questions have been in force for years, so tests may choose their own day."""
    long_ago = "2020-01-01T00:00:00Z"
    SafetyQuestionSet.objects.update(in_force_from=long_ago)
