"""The pictures' files that come with an import: from a folder that was named, and from nowhere else."""

import io
from pathlib import Path

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image as Pillow

from articles.models import Image
from articles.pictures import adopt
from clinic.pictures import LONGEST_SIDE, MAX_BYTES, re_encode

from .lines import LineRefused

# What a picture of ours says of itself; anything else (place, camera, comments) stays behind.
HARMLESS = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "adobe",
    "adobe_transform", "loop", "background", "timestamp", "duration", "dpi", "gamma", "srgb",
}  # fmt: skip
ENDS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}


def store_picture(image: Image, name: str, folder: Path, *, by: User) -> None:
    """Take a picture's file in under its own name; raises LineRefused."""
    content = _read(name, folder)
    storage = Image._meta.get_field("file").storage
    if storage.exists(name):
        with storage.open(name) as there:
            if there.read() != content:
                raise LineRefused(f"file: another picture is called “{name}” here. Rename this one")
    else:
        storage.save(name, ContentFile(content))
    image.file.name = name
    image.width, image.height = Pillow.open(io.BytesIO(content)).size
    adopt(image, by=by)


def _read(name: str, folder: Path) -> bytes:
    root = folder.resolve()
    for path in (folder / name, folder / name.removeprefix("images/")):
        found = path.resolve()
        if found.is_file() and found.is_relative_to(root):
            break
    else:
        raise LineRefused(f"file: there is no “{name}” in {folder}")
    try:
        with found.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        fresh = re_encode(io.BytesIO(content)).read()
        return content if _is_fresh(content) else fresh
    except ValidationError as error:
        raise LineRefused(f"file: {' '.join(error.messages)}") from error
    except OSError as error:
        raise LineRefused(f"file: “{name}” cannot be read ({error.strerror})") from error


def _is_fresh(content: bytes) -> bool:
    """Whether a picture that can be read is as our own upload would leave it.

    Encoding a JPEG or a WebP anew would take some of it away each time it moves between two sites.
    """
    picture = Pillow.open(io.BytesIO(content))
    if picture.format == "WEBP":
        ends = int.from_bytes(content[4:8], "little") + 8 == len(content)
    else:
        ends = content.endswith(ENDS.get(picture.format or "", b"\0no"))
    is_still = getattr(picture, "n_frames", 1) == 1
    return (
        ends and is_still and picture.info.keys() <= HARMLESS and max(picture.size) <= LONGEST_SIDE
    )
