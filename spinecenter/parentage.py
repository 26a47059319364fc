"""Processes that must not outlive the one that started them, however that one ends."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(by: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent dies, kill -9 included.

    Linux only; elsewhere the next start finds and ends what was left over.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)
