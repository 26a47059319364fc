"""How long an import takes that publishes 10,000 pages, and the memory it takes: `python -m bench.importing`.

Then how long the staff's lists take with these pages in them (bench.staff_lists).

It works in a database of its own on the embedded server, on the demonstration's pages under other ids. The
promise is three minutes and 500 MB on two cores.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import psutil

from bench.own_database import fresh_database
from spinecenter.embedded_postgres.client import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "bench_import"
PAGES = 10_000
ELSEWHERE = ("lead_image", "providers", "related")  # what the empty database does not have
ACCOUNT = "bench"


def lines(count):
    """The demonstration's pages, over and over."""
    pages = [
        json.loads(path.read_text()) for path in sorted(ROOT.glob("spinecenter/demo/pages/*.json"))
    ]
    for number, page in enumerate(islice(cycle(pages), count)):
        words = {key: value for key, value in page.items() if key not in ELSEWHERE}
        for section in words["sections"]:
            section.pop("care_card", None)
        yield words | {"source_id": f"bench-{number}", "slug": f"{page['slug'][:100]}-{number}"}


def memory(process):
    """Bytes of a process and its children; what they share is counted for each."""
    try:
        together = [process, *process.children(recursive=True)]
        return sum(each.memory_info().rss for each in together)
    except psutil.Error:
        return 0


def watched(command, environment):
    """Seconds until a command has ended, and the most memory that it took."""
    started, peak = time.perf_counter(), 0
    process = psutil.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, memory(process))
        time.sleep(0.1)
    if process.returncode:
        sys.exit("The import failed.")
    return time.perf_counter() - started, peak


def main(count=PAGES):
    server = EmbeddedPostgres(ROOT)
    server.use()
    environment = os.environ | {
        "DATABASE_URL": fresh_database(server, DATABASE),
        "DEBUG": "on",
        "DJANGO_SUPERUSER_PASSWORD": ACCOUNT,
    }
    manage = [sys.executable, "manage.py"]
    new_account = ["createsuperuser", "--noinput", f"--username={ACCOUNT}", "--email=a@b.example"]
    for step in (["migrate", "-v0"], [*new_account, "-v0"]):
        subprocess.run([*manage, *step, "--skip-checks"], cwd=ROOT, env=environment, check=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pages.jsonl"
        with file.open("w") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines(count))
        command = [*manage, "import_pages", str(file), "--publish", "--as", ACCOUNT]
        seconds, peak = watched(command, environment)
    print(f"{f'import and publish {count:,} pages':<44} {seconds:8.1f} s")
    print(f"{'  pages a second':<44} {count / seconds:8.0f}")
    print(f"{'  most memory at once':<44} {peak / 1024**2:8.0f} MB", flush=True)
    lists = [sys.executable, "-m", "bench.staff_lists", ACCOUNT]
    subprocess.run(lists, cwd=ROOT, env=environment, check=True)
    fresh_database(server, DATABASE)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
