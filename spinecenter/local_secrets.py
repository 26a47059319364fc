"""Secrets for a checkout on a developer's machine: made once, kept in `.local/`, never in git."""

import contextlib
import secrets
import tempfile
from pathlib import Path


def kept(folder: Path, name: str) -> str:
    """The secret of that name in the folder; a new random one when there is none yet."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name
    if not file.exists():
        make(file)
    return file.read_text().strip()


def make(file: Path) -> None:
    """Write it whole or not at all: of two processes that start together, one wins."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent) as fresh:
        fresh.write(secrets.token_urlsafe(48))
        fresh.flush()
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(fresh.name)
