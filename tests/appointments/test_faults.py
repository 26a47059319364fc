"""Real web workers, killed in the midst of their work."""

import pytest

from bench import faults

ROUNDS = 3  # `make faults` runs a hundred


@pytest.mark.django_db(transaction=True)
def test_every_request_that_was_confirmed_stands_once_whoever_was_killed():
    tally = faults.run(ROUNDS)
    assert tally.shown == ROUNDS * faults.SENDERS
    assert tally.kills >= ROUNDS
