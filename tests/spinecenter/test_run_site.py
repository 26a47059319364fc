"""`make run` in a checkout of its own, with real processes and real signals."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from tests.ports import free_port

# Only what is broken takes so long, however busy the machine is.
START_SECONDS = 300
STOP_SECONDS = 120
NOT_COPIED = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".env",
    ".local",
    ".postgres*",
    "staticfiles",
    "media",
    "__pycache__",
    ".*_cache",
)


@contextlib.contextmanager
def new_folder():
    folder = Path(tempfile.mkdtemp(prefix="spine center ")).resolve()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def quiet_checkout():
    """A copy of the site in a folder with spaces, sharing our virtual environment.

    It was started once, which takes a while; nothing runs in it between tests.
    """
    with new_folder() as folder:
        shutil.copytree(settings.BASE_DIR, folder, ignore=NOT_COPIED, dirs_exist_ok=True)
        (folder / ".venv").symlink_to(settings.BASE_DIR / ".venv")
        for name in ("requirements.txt", "constraints.txt", "deploy/make-venv"):
            os.utime(folder / name, (0, 0))  # older than what is installed: nothing to install
        first = Site(folder, free_port())
        first.wait_until_announced()
        first.end()
        first.eventually(first.is_gone)
        yield folder


@pytest.fixture(scope="module")
def checkout(quiet_checkout):
    """Another one, for a site that goes on from test to test."""
    with new_folder() as folder:
        subprocess.run(["cp", "-a", f"{quiet_checkout}/.", folder], check=True)
        yield folder


class Site:
    """One `make run`, and what a person sees of it."""

    def __init__(self, checkout, port):
        self.checkout = checkout
        self.port = port
        self.log = checkout / f"run-{port}.log"
        environment = {k: v for k, v in os.environ.items() if k not in LEFT_TO_THE_CHECKOUT}
        with self.log.open("w") as log:
            self.make = subprocess.Popen(
                ["make", "run"],
                cwd=checkout,
                env=environment | {"PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_announced(self):
        self.eventually(
            lambda: f"runs at http://127.0.0.1:{self.port}" in self.words(), START_SECONDS
        )

    def words(self):
        return self.log.read_text()

    def status(self, path="/health/ready"):
        """HTTP status of a page; 0 when nobody answers."""
        site = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            site.request("GET", path)
            return site.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            site.close()

    def processes(self, pattern=""):
        """Our processes whose command line has the pattern; make included."""
        return [p for p in psutil.process_iter() if self.owns(p, pattern)]

    def owns(self, process, pattern):
        try:
            command, folder, status = process.cmdline(), process.cwd(), process.status()
        except psutil.Error:
            return False  # gone meanwhile, or another user's
        ours = any(str(self.checkout) in place for place in [folder, *command])
        return (
            ours and status != psutil.STATUS_ZOMBIE and bool(re.search(pattern, " ".join(command)))
        )

    def eventually(self, true, seconds=STOP_SECONDS):
        give_up = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < give_up, self.words()
            time.sleep(0.1)

    def is_gone(self):
        return self.processes() == [] and self.status() == 0

    def end(self):
        self.make.terminate()
        self.make.wait(STOP_SECONDS)


LEFT_TO_THE_CHECKOUT = (
    "DATABASE_URL",
    "DEBUG",
    "SECRET_KEY",
    "PARTICULARS_KEYS",
    "SITE_URL",
    "MAKEFLAGS",
)


@pytest.fixture
def fresh_site(quiet_checkout):
    site = Site(quiet_checkout, free_port())
    site.wait_until_announced()
    return site


@pytest.fixture(scope="module")
def site(checkout):
    site = Site(checkout, free_port())
    site.wait_until_announced()
    yield site
    site.end()


def stop_make(site):
    site.make.terminate()


def stop_only_the_supervisor(site):
    site.processes("run_site")[0].terminate()


def press_control_c(site):
    os.killpg(site.make.pid, signal.SIGINT)


def stop_the_whole_group(site):
    os.killpg(site.make.pid, signal.SIGTERM)


def kill_make(site):
    site.make.kill()


def kill_the_supervisor(site):
    site.processes("run_site")[0].kill()


ENDS = (
    stop_make,
    stop_only_the_supervisor,
    press_control_c,
    stop_the_whole_group,
    kill_make,
    kill_the_supervisor,
)


@pytest.mark.parametrize("end", ENDS)
def test_site_leaves_nothing_behind_however_it_ends(fresh_site, end):
    end(fresh_site)
    fresh_site.make.wait(STOP_SECONDS)
    fresh_site.eventually(fresh_site.is_gone)
    assert list((fresh_site.checkout / ".postgres").glob(".s.PGSQL*")) == []
    assert not (fresh_site.checkout / ".postgres/postmaster.pid").exists()


def test_site_starts_again_after_everything_was_killed_at_once(fresh_site):
    for process in fresh_site.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    fresh_site.make.wait(STOP_SECONDS)
    fresh_site.eventually(fresh_site.is_gone)
    again = Site(fresh_site.checkout, fresh_site.port)
    again.wait_until_announced()
    assert again.status("/") == 200
    again.end()


PARTS = ("gunicorn", "deliver_messages", r"/postgres -D", r"embedded_postgres\.keeper")


@pytest.mark.parametrize("part", PARTS)
def test_site_recovers_when_a_part_is_killed(site, part):
    victim = site.processes(part)[0]
    victim.kill()
    site.eventually(lambda: not victim.is_running() and site.processes(part))
    site.eventually(lambda: site.status() == 200)
    assert site.make.poll() is None


def test_killed_gunicorn_worker_is_replaced(site):
    worker = site.processes("gunicorn")[-1]
    worker.kill()
    site.eventually(lambda: len(site.processes("gunicorn")) == 3)
    assert site.status() == 200


def test_command_beside_the_running_site_leaves_its_server_alone(site):
    server = site.processes(r"/postgres -D")[0]
    manage(site.checkout, "showmigrations", "clinic")
    time.sleep(1)
    assert server.is_running()
    assert site.status() == 200


def manage(checkout, *arguments, **environment):
    environment = {
        k: v for k, v in os.environ.items() if k not in LEFT_TO_THE_CHECKOUT
    } | environment
    command = [".venv/bin/python", "manage.py", *arguments]
    return subprocess.run(
        command, cwd=checkout, env=environment, check=False, capture_output=True, text=True
    )


def test_port_in_use_is_one_clear_sentence(checkout):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = manage(checkout, "run_site", "--port", str(port), DEBUG="on")
    assert answer.returncode == 1
    assert answer.stderr == (
        f"CommandError: Port {port} is in use; choose another one, as in: PORT=8123 make run\n"
    )


def test_site_runs_with_debug_off_and_its_demo_accounts_are_told(site):
    assert site.status("/no-such-page/") == 404
    assert "admin, editor, reviewer, scheduler; password: spine-demo" in site.words()


def test_two_sites_from_one_checkout_share_the_database(site):
    second = Site(site.checkout, free_port())
    second.wait_until_announced()
    assert len(site.processes(r"/postgres -D")) == 1
    second.end()
    assert site.status() == 200
