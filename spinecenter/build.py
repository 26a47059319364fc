"""Which build of code and static files this process runs: a part of every ETag."""

import hashlib
from collections.abc import Iterator
from pathlib import Path


def identify(folder: Path) -> str:
    """A short id that changes when code, templates or static files change."""
    digest = hashlib.sha256()
    for file in sorted(_files(folder)):
        stat = file.stat()
        digest.update(f"{file.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


def _files(folder: Path) -> Iterator[Path]:
    for part in ("spinecenter", "clinic", "articles", "appointments", "templates", "static"):
        yield from (
            file for file in (folder / part).rglob("*") if file.is_file() and file.suffix != ".pyc"
        )
