"""Finds the Chromium that the browser tests drive; as a command, installs one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# Chromium without windows: the same engine, and a new page costs a quarter of the time.
WITHOUT_WINDOWS = "chromium-headless-shell"
# What staff read is in the system's font, and how wide it is decides what fits a narrow screen; Playwright's own
# driver needs the library.
BESIDE = ("fonts-liberation", "libatomic1")
NAMES = (WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HELP = (
    "No Chromium was found, and the browser tests are never skipped. Install one (Debian: "
    "`sudo apt-get install chromium-headless-shell fonts-liberation libatomic1`; elsewhere: `.venv/bin/python -m playwright install chromium`) "
    "or set CHROMIUM to the path of one."
)


class NoBrowserError(Exception):
    """No usable browser; the message is one sentence that says what to do."""


def find():
    """Path of the browser: CHROMIUM, else an installed one, else Playwright's own."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        if path := shutil.which(wanted):
            return path
        raise NoBrowserError(f"CHROMIUM is set to {wanted}, and no program is there.")
    path = installed() or playwrights_own()
    if not path:
        raise NoBrowserError(HELP)
    return path


def installed():
    found = filter(None, map(shutil.which, NAMES))
    return next(found, str(MAC) if MAC.exists() else None)


def playwrights_own():
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_from_debian():
    """Install Debian's package where this user can; say nothing where not."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"No {WITHOUT_WINDOWS} yet: installing Debian's package.", file=sys.stderr)
    apt_get("update")
    apt_get("install", "-y", WITHOUT_WINDOWS, *BESIDE)
    if not installed():  # an older Debian
        apt_get("install", "-y", "chromium", *BESIDE)


def apt_get(*what):
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    }
    patience = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20")
    subprocess.run(["apt-get", "-qq", *patience, *what], check=False, **quiet)


def main():
    if not os.environ.get("CHROMIUM") and not shutil.which(WITHOUT_WINDOWS):
        install_from_debian()
    try:
        print(f"Browser tests use {find()}")
    except NoBrowserError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
