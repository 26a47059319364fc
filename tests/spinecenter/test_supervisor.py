"""The supervisor of `make run` listens, whatever it is doing."""

import signal
import subprocess
import sys
import time

from tests.locks import PATIENCE

# Without a pause the signal falls anywhere in the loop, its waiting included.
SUPERVISOR = """
from spinecenter import supervisor
supervisor.LOOK_EVERY = 0
said = []
supervisor.Supervisor([], lambda: said or said.append(print("up", flush=True))).run()
"""


def start():
    return subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True)


def test_supervisor_stops_wherever_in_its_loop_the_signal_finds_it():
    processes = [start() for _ in range(12)]
    for process in processes:
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
    try:
        assert [process.wait(PATIENCE) for process in processes] == [0] * 12
    finally:
        for process in processes:
            process.kill()
            process.communicate()
