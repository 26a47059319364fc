"""The embedded server on a folder of its own, with real processes and real signals."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import environ
import psutil
import psycopg2
import pytest

from spinecenter.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from tests.locks import PATIENCE

USE_IT = """
import sys
from spinecenter.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(sys.argv[1])
server.use()
print("in use", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def empty_home():
    """A path with spaces and quotes; every server in it is gone when the test ends."""
    home = Path(tempfile.mkdtemp(prefix='spine "2" d\'été '))
    yield home
    EmbeddedPostgres(home).release()
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def data_of_a_first_start(tmp_path_factory):
    """Making it anew takes longer than most tests."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("made"))
    server.use()
    server.release()
    return server.data


@pytest.fixture
def home(empty_home, data_of_a_first_start):
    """One where a server was used before; its data goes on to the next test."""
    server = EmbeddedPostgres(empty_home)
    data_of_a_first_start.rename(server.data)
    yield empty_home
    server.release()
    server.data.rename(data_of_a_first_start)


@pytest.fixture
def new_server(empty_home):
    """One that never started."""
    server = EmbeddedPostgres(empty_home)
    yield server
    server.release()


@pytest.fixture
def server(home):
    server = EmbeddedPostgres(home)
    yield server
    server.release()


def asks(server, question="SELECT 1"):
    connection = server.connect()
    with connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone()[0]
    connection.close()
    return answer


def postmaster(server):
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def another_user(home):
    process = subprocess.Popen(
        [sys.executable, "-c", USE_IT, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "in use\n"
    return process


def end(process, by=None):
    if by:
        process.send_signal(by)
    process.communicate()


def eventually(true):
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.05)


def test_server_is_the_pinned_version_and_listens_on_no_network(new_server):
    new_server.use()
    assert asks(new_server, "SHOW server_version").startswith("18.")
    assert asks(new_server, "SHOW listen_addresses") == ""


def test_server_stops_with_its_last_user_and_leaves_only_its_data(server):
    server.use()
    process = postmaster(server)
    assert server.release() is True
    assert not process.is_running()
    assert not (server.data / "postmaster.pid").exists()
    assert list(server.data.glob(".s.PGSQL*")) == []


def test_release_says_that_others_still_use_the_server(server, home):
    server.use()
    other = another_user(home)
    assert server.release() is False
    assert asks(server) == 1
    end(other)


@pytest.mark.parametrize("by", [None, signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_server_stops_however_its_last_user_ends(server, home, by):
    other = another_user(home)
    process = postmaster(server)
    end(other, by)
    eventually(lambda: not process.is_running())
    assert not server.is_kept()


def test_server_stays_for_whoever_still_uses_it(server, home):
    starter = another_user(home)
    server.use()
    process = postmaster(server)
    end(starter, signal.SIGKILL)
    time.sleep(1)
    assert process.is_running()
    assert asks(server) == 1


def test_data_survives_a_killed_postmaster_and_the_next_use_waits_for_the_new_one(server):
    server.use()
    connection = server.connect()
    connection.autocommit = True
    connection.cursor().execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS seven")
    connection.close()
    postmaster(server).kill()
    server.use()
    eventually(lambda: answers(server))
    assert asks(server, "SELECT seven FROM kept") == 7


def answers(server):
    try:
        return asks(server) == 1
    except psycopg2.OperationalError:
        return False


def test_killed_keeper_takes_the_server_down_and_the_next_use_starts_it_again(server):
    server.use()
    old = postmaster(server)
    old.parent().kill()
    eventually(lambda: not server.is_kept())
    server.use()
    assert asks(server) == 1
    assert postmaster(server).pid != old.pid


def test_number_of_a_dead_server_that_a_stranger_has_now_does_not_hinder_the_start(server):
    server.use()
    number = (server.data / "postmaster.pid").read_text()
    server.release()
    marker = server.data / "postmaster.pid"
    marker.write_text(number.replace(number.split()[0], str(os.getpid()), 1))
    server.use()
    assert asks(server) == 1


def test_interrupted_first_start_leaves_nothing_in_the_way(new_server):
    half_made = new_server.home / ".postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    new_server.use()
    assert asks(new_server) == 1
    assert not half_made.exists()


@pytest.mark.parametrize("name", ["very long " * 20, "one, two"])
def test_unusual_path_gets_a_short_private_socket_folder(tmp_path, name):
    home = tmp_path / name
    home.mkdir()
    server = EmbeddedPostgres(home)
    assert server.socket_folder != server.data
    server.use()
    try:
        assert asks(server) == 1
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    finally:
        server.release()
    assert not server.socket_folder.exists()


def test_data_of_another_version_is_named_and_left_alone(new_server):
    new_server.data.mkdir()
    (new_server.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 16 .* left untouched"):
        new_server.use()
    assert [file.name for file in new_server.data.iterdir()] == ["PG_VERSION"]


def test_server_that_cannot_start_is_one_sentence_that_names_its_log(new_server):
    new_server.data.mkdir()
    (new_server.data / "PG_VERSION").write_text("18\n")
    with pytest.raises(EmbeddedPostgresError, match=r"did not start; .*postgres\.log says why"):
        new_server.use()


def test_two_folders_have_two_servers(server, tmp_path):
    second = EmbeddedPostgres(tmp_path)
    server.use()
    second.use()
    try:
        assert postmaster(server).pid != postmaster(second).pid
    finally:
        second.release()
    assert asks(server) == 1


def test_url_is_a_database_url_for_the_same_server(new_server):
    assert new_server.socket_folder == new_server.data
    config = environ.Env.db_url_config(new_server.url)
    assert (config["NAME"], config["USER"]) == ("spinecenter", "postgres")
    assert config["OPTIONS"] == {"host": str(new_server.data)}
