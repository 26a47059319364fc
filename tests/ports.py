"""Ports for servers that tests start."""

import contextlib
import random
import socket

# Below those that the system gives to whoever asks for any: nobody comes by one of these between our
# look and the server's start.
OURS = range(20_000, 32_000)


def free_port():
    """A port where nobody listens on this machine."""
    for port in random.sample(OURS, 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("None of a hundred ports is free.")
