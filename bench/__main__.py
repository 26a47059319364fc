"""`make bench`: how long pages, search, a request and the start take on this machine, on this checkout's own content."""

import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench import importing

ROOT = Path(__file__).resolve().parent.parent
TIMES = 200
SEARCHES = ("back pain", "herniated disk", "numb legs", "what is a spinal fusion", "zzz nothing")
START_SECONDS = 120
VISITORS = 8  # as many as the site has threads
EACH = 50


class Site:
    """`manage.py run_site` on a free port, and one connection to it."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        started = time.perf_counter()
        command = [sys.executable, "manage.py", "run_site", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        while not self.is_ready():
            if time.perf_counter() - started > START_SECONDS or self.process.poll() is not None:
                sys.exit("The site did not start.")
            time.sleep(0.02)
        self.start_seconds = time.perf_counter() - started

    def is_ready(self):
        try:
            return self.get(self.connect(), "/health/ready")[0] == 200
        except OSError:
            return False

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, connection, path):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def stop(self):
        """Seconds until everything has ended."""
        started = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        return time.perf_counter() - started

    def pages(self):
        words = self.get(self.connect(), "/sitemap.xml")[1].decode()
        return [urlsplit(address).path for address in re.findall(r"<loc>(.+?)</loc>", words)]


def line(name, seconds):
    """One measured row: the middle one and the slowest of twenty, in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    return f"{name:<44} {statistics.median(ordered) * 1000:8.1f} ms {p95 * 1000:8.1f} ms"


def timed(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def one_after_another(site, paths, times=TIMES):
    connection = site.connect()
    return [
        timed(lambda path=path: site.get(connection, path)) for path in islice(cycle(paths), times)
    ]


def all_at_once(site, paths):
    """Answers a second when several visitors read without a pause."""
    started = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as visitors:
        list(visitors.map(lambda _: one_after_another(site, paths, EACH), range(VISITORS)))
    return VISITORS * EACH / (time.perf_counter() - started)


def in_process(paths):
    """The same pages without a server around them, in a process with DEBUG off."""
    command = [sys.executable, "-m", "bench.in_process", str(TIMES), *paths]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [float(word) for word in answer.stdout.split()]


def form_of_a_page(site):
    """How many queries the form of a page with 25 sections takes, and when it is ready for typing."""
    command = [sys.executable, "-m", "bench.page_form", str(site.port)]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    queries, *seconds = answer.stdout.split()
    return int(queries), [float(word) for word in seconds]


def main():
    site = Site()
    pages = site.pages()
    articles = [
        path for path in pages if path.startswith("/health-library/") and path.count("/") == 3
    ]
    searches = [f"/search/?q={words.replace(' ', '+')}" for words in SEARCHES]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"{len(articles)} articles; {TIMES} requests each")
    print(f"{'':<44} {'p50':>11} {'p95':>11}")
    print(line("an article, in process", in_process(articles)))
    print(line("an article, through gunicorn", one_after_another(site, articles)))
    print(line("the home page, through gunicorn", one_after_another(site, ["/"])))
    print(line("the A-Z, through gunicorn", one_after_another(site, ["/health-library/"])))
    print(line("a search, through gunicorn", one_after_another(site, searches)))
    print(
        f"{'articles a second to ' + str(VISITORS) + ' readers at once':<44} {all_at_once(site, articles):8.0f}"
    )
    queries, seconds = form_of_a_page(site)
    print(line("a form of 25 sections, ready for typing", seconds))
    print(f"{'a form of 25 sections, queries (30 at most)':<44} {queries:8.0f}")
    print(f"{'start until ready':<44} {site.start_seconds:8.1f} s")
    print(f"{'stop':<44} {site.stop():8.1f} s")
    # A server with the database's own writes, so after the site has stopped.
    subprocess.run([sys.executable, "-m", "bench.own_database", "submitting"], cwd=ROOT, check=True)
    importing.main()


if __name__ == "__main__":
    main()
