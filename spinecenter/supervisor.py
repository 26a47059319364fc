"""Keeps a few child processes running, and takes them all down with itself."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from spinecenter.parentage import end_with_parent

LOOK_EVERY = 0.5  # seconds
STOP_SECONDS = 20  # then a child that does not listen is killed
SHORT_LIFE = 10  # a child that lived shorter is started again more and more slowly
LONGEST_PAUSE = 30
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Child:
    """One process with all that it starts, in a process group of its own."""

    def __init__(
        self, name: str, command: list[str], env: dict[str, str], pass_fds: Sequence[int] = ()
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.pass_fds = pass_fds
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = 0.0
        self.start_again_at: float | None = None

    def keep_up(self, now: float) -> None:
        """Start the process if it does not run, with longer and longer pauses if it keeps dying."""
        if self.process is None:
            self.start(now)
        elif self.process.poll() is None:
            return
        elif self.start_again_at is None:
            self.bury(self.process, now)
        elif now >= self.start_again_at:
            self.start(now)

    def start(self, now: float) -> None:
        self.started = now
        self.start_again_at = None
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - the supervisor has no threads
            process_group=0,
        )

    def bury(self, process: subprocess.Popen[bytes], now: float) -> None:
        long_lived = now - self.started > SHORT_LIFE
        self.pause = 0.0 if long_lived else min(max(1.0, self.pause * 2), LONGEST_PAUSE)
        self.start_again_at = now + self.pause
        print(f"The {self.name} ended ({process.returncode}); starting it again.", flush=True)
        kill(process)

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for the process to end, then end whatever of its group is still there."""
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
            kill(self.process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the process's whole group: a killed gunicorn master leaves its workers behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Supervisor:
    """Runs children until a signal asks to stop; calls `every_look` in between."""

    def __init__(self, children: list[Child], every_look: Callable[[], None]) -> None:
        self.children = children
        self.every_look = every_look
        self.asked_to_stop = False

    def run(self) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self.note)
        try:
            while not self.asked_to_stop:
                self.look()
                time.sleep(LOOK_EVERY)
        finally:
            self.stop()

    def note(self, *_: object) -> None:
        # No Event: a signal that comes while this very thread holds its lock would wait for ever.
        self.asked_to_stop = True

    def look(self) -> None:
        for child in self.children:
            child.keep_up(time.monotonic())
        self.every_look()

    def stop(self) -> None:
        give_up = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait(max(0.0, give_up - time.monotonic()))
