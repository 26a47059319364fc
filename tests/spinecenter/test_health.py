import pytest


def test_live_answers_without_the_database(client):
    assert client.get("/health/live").content == b"ok\n"


@pytest.mark.django_db
def test_ready_says_ok_when_the_database_is_migrated(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
