"""The files of the demonstration, in demo/, as they are read."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from clinic.pictures import Size, re_encode, sizes_of

DEMO = Path(__file__).parent / "demo"


def read(name: str) -> Any:
    """One of the demonstration's JSON files."""
    return json.loads((DEMO / name).read_text())


def page_lines() -> list[dict[str, Any]]:
    """Every page of the demonstration: articles before condition pages, translations last."""
    lines = [json.loads(path.read_text()) for path in sorted(DEMO.glob("pages/**/*.json"))]
    return sorted(lines, key=lambda line: ("translation_of" in line, line["kind"]))


def drawing(name: str) -> ContentFile:
    """One of our drawings, taken in as an upload would be."""
    content, file_name = _encoded(name)
    return ContentFile(content, name=file_name)


@cache
def _encoded(name: str) -> tuple[bytes, str]:
    with (DEMO / "images" / name).open("rb") as file:
        encoded = re_encode(file)
    return encoded.read(), str(encoded.name)


@cache
def sizes(name: str) -> list[Size]:
    """A drawing in every size that browsers may ask for.

    Scaling takes longer than all else: whoever loads the demonstration again has them already.
    """
    return sizes_of(drawing(name))
