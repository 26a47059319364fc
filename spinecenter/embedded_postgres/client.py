"""What a process does that needs the embedded server: ask for it, use it, forget it."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

MAJOR_VERSION = 18
DATABASE = "spinecenter"
USER = "postgres"
START_SECONDS = 60
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes on Linux and 103 on macOS
LONGEST_LOG = 5_000_000  # bytes; then the next start begins a new one
SOCKET_NAME = ".s.PGSQL.5432"


class EmbeddedPostgresError(Exception):
    """The embedded server cannot run here; the message is one sentence for a person."""


class EmbeddedPostgres:
    """The server whose data lies in `home/.postgres`."""

    def __init__(self, home: Path | str) -> None:
        self.home = Path(home).resolve()
        self.data = self.home / ".postgres"
        self.local = self.home / ".local"
        self.log = self.local / "postgres.log"
        self._in_use: IO[str] | None = None

    @property
    def socket_folder(self) -> Path:
        """The data folder; where its path is too long or has a comma, a private one with a short name."""
        path = self.data / SOCKET_NAME
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and "," not in str(path):
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"spinecenter-{os.getuid()}-{name}"

    @property
    def url(self) -> str:
        """The same server as a DATABASE_URL."""
        return f"postgres://{USER}@/{DATABASE}?host={quote(str(self.socket_folder), safe='')}"

    def use(self) -> None:
        """Start the server unless it runs, and keep it running as long as this process lives."""
        self._refuse_other_versions()
        if self._in_use is None:
            self._in_use = self.lock("users", fcntl.LOCK_SH)
        with self.lock("start", fcntl.LOCK_EX):
            if not self.is_kept():
                self._start_keeper()
            self._wait_for_answer()

    def is_kept(self) -> bool:
        """True while a keeper process looks after the server."""
        return not self._is_free("keeper", fcntl.LOCK_SH)

    def release(self) -> bool:
        """Need the server no longer, and wait until it has stopped; False if others still use it."""
        if self._in_use:
            self._in_use.close()
            self._in_use = None
        while self.is_kept():
            # The keeper holds this lock alone while it stops the server; other users share it.
            others = not self._is_free("users", fcntl.LOCK_EX) and self._is_free(
                "users", fcntl.LOCK_SH
            )
            if others:
                return False
            time.sleep(0.05)
        return True

    def lock(self, name: str, kind: int) -> IO[str]:
        """An open file that holds the lock until it is closed or this process ends."""
        file = self.file(name)
        try:
            fcntl.flock(file, kind)
        except BaseException:
            file.close()
            raise
        return file

    def file(self, name: str) -> IO[str]:
        self.local.mkdir(mode=0o700, exist_ok=True)
        return (self.local / f"postgres-{name}.lock").open("a")

    def _is_free(self, name: str, kind: int) -> bool:
        try:
            self.lock(name, kind | fcntl.LOCK_NB).close()
        except BlockingIOError:
            return False
        return True

    def _refuse_other_versions(self) -> None:
        marker = self.data / "PG_VERSION"
        try:
            found = marker.read_text().strip() if marker.exists() else str(MAJOR_VERSION)
        except PermissionError:
            raise EmbeddedPostgresError(
                f"{self.data} belongs to another user of this machine; run as that user, or move it away."
            ) from None
        if found != str(MAJOR_VERSION):
            raise EmbeddedPostgresError(
                f"{self.data} was made by PostgreSQL {found} and this site runs PostgreSQL {MAJOR_VERSION}. "
                "It was left untouched: move it away to start afresh, "
                "or set DATABASE_URL to a server that can read it."
            )

    def connect(self, database: str = DATABASE) -> Connection:
        return psycopg2.connect(host=str(self.socket_folder), user=USER, dbname=database)

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _start_keeper(self) -> None:
        """Start the keeper; it has its lock and is on its own when this returns."""
        too_long = self.log.exists() and self.log.stat().st_size > LONGEST_LOG
        with self.log.open("w" if too_long else "a") as log:
            subprocess.run(
                [sys.executable, "-m", "spinecenter.embedded_postgres.keeper", self.home],
                cwd=Path(__file__).resolve().parents[2],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                check=False,
            )

    def _wait_for_answer(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > give_up or not self.is_kept():
                raise EmbeddedPostgresError(
                    f"the embedded PostgreSQL did not start; {self.log} says why."
                )
            time.sleep(0.05)
