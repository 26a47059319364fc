"""Real web workers, killed in the midst of their work, and cut off from the database."""

from contextlib import closing, contextmanager

import psycopg2
import pytest
from django.db import connection
from psycopg2 import sql

from appointments.models import AppointmentRequest
from bench import faults
from bench.web import REQUEST_FORM, Sender, Web, database_url
from tests.appointments.typed import hidden

ROUNDS = 3  # `make faults` runs a hundred


@pytest.mark.django_db(transaction=True)
def test_every_request_that_was_confirmed_stands_once_whoever_was_killed():
    tally = faults.run(ROUNDS)
    assert tally.shown == ROUNDS * faults.SENDERS
    assert tally.kills >= ROUNDS


@contextmanager
def nobody_gets_in():
    """The database as the site sees it while it is stopped: connections are cut, and new ones refused."""
    here = connection.settings_dict
    server = psycopg2.connect(database_url(here | {"NAME": "postgres"}))
    server.autocommit = True
    name = sql.Identifier(here["NAME"])
    with closing(server), server.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        try:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.close()
            cursor.execute(cut, [here["NAME"]])
            yield
        finally:
            cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stops_under_a_running_site_costs_nobody_their_answers(monkeypatch):
    monkeypatch.setenv("PHONE_FALLBACK", "(555) 010-0100")
    url = database_url(connection.settings_dict)
    web = Web(url)
    try:
        with nobody_gets_in():
            with pytest.raises(psycopg2.OperationalError):
                psycopg2.connect(url)
            status, _address, page = web.ask("POST", REQUEST_FORM, Sender(1).form())
        assert status == 503
        assert "(555) 010-0100" in page
        status, address, _page = web.ask("POST", REQUEST_FORM, hidden(page))
    finally:
        web.stop()
    assert status == 302
    [made] = AppointmentRequest.objects.all()
    assert address == f"/appointments/sent/{made.display_reference}/"
    assert made.story == "My left leg goes numb after two blocks."
