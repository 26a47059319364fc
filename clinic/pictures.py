"""Pictures from staff: checked by content, turned upright, re-encoded, and made in smaller sizes."""

import io
import uuid
import warnings
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000  # about 8,600 x 5,800; more is a mistake or an attack on our memory
# A WebP is unpacked several times over, so fewer of its pixels fit into the same memory.
MAX_PIXELS_OF = {"WEBP": 20_000_000}
LONGEST_SIDE = 2400
# A GIF keeps its first picture only: moving pictures distract people who read in pain.
FORMATS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
ORIENTATION = 0x0112  # the EXIF tag; its values and how each is turned upright
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
MODES = {"L", "RGB", "CMYK"}  # these and RGBA scale well; all else is converted first

# From a small phone to a text column on a dense screen; docs/decisions/images.md has the measurements.
WIDTHS = (480, 800, 1200, 1600)
# The few browsers without AVIF get these beside the file itself.
FALLBACK_WIDTHS = (800, 1600)
OPTIONS = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
    "AVIF": {"quality": 60, "speed": 8},
}

REFUSED = _("This is not a picture we can use. Choose a JPEG, PNG, WebP or GIF file.")
TOO_LARGE = _("This file is larger than 10 MB. Make the picture smaller and try again.")
TOO_MANY_PIXELS = _(
    "This picture has too many pixels. Make it smaller than %(most)s megapixels, or save it as a JPEG."
)


@dataclass(frozen=True)
class Size:
    """A picture made smaller, or in a format that takes fewer bytes; `type` is what browsers ask."""

    content: bytes
    type: str
    extension: str
    width: int
    height: int


def re_encode(upload: IO[bytes], *, longest_side: int = LONGEST_SIDE) -> ContentFile:
    """A fresh picture file with a name of our own; raises ValidationError with what to do.

    The type is read from the content, never from the name. Orientation is applied, colors are
    brought to sRGB, metadata (EXIF, location) is left behind and long sides are scaled down.
    """
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    try:
        picture, kind = _decode(content, longest_side)
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(REFUSED, code="not_a_picture") from error
    return ContentFile(_encode(picture, kind), name=f"{uuid.uuid4().hex}.{EXTENSIONS[kind]}")


def sizes_of(file: IO[bytes]) -> list[Size]:
    """A picture of ours in every width that is asked for: as AVIF, and in its own format.

    None is larger than the picture. A small drawing that AVIF would only make heavier has no AVIF.
    """
    file.seek(0)
    content = file.read()
    picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
    kind = picture.format or ""
    picture.load()
    modern = [_size(picture, "AVIF", width) for width in _widths(picture, WIDTHS)]
    if modern[-1].width == picture.width and len(modern[-1].content) >= len(content):
        modern = []
    return modern + [_size(picture, kind, w) for w in FALLBACK_WIDTHS if w < picture.width]


def _widths(picture: Image.Image, wanted: tuple[int, ...]) -> list[int]:
    return [*(w for w in wanted if w < picture.width), picture.width][: len(wanted)]


def _size(picture: Image.Image, kind: str, width: int) -> Size:
    height = max(1, round(picture.height * width / picture.width))
    scaled = picture.resize((width, height), Image.Resampling.LANCZOS)
    return Size(
        content=_encode(scaled, kind),
        type=Image.MIME[kind],
        extension=EXTENSIONS[kind],
        width=width,
        height=height,
    )


def _decode(content: bytes, longest_side: int) -> tuple[Image.Image, str]:
    with warnings.catch_warnings():
        # Pillow only warns of the smaller bombs; our own limit below decides.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        source = Image.open(io.BytesIO(content), formats=list(FORMATS))
    _check_pixels(source)
    kind = FORMATS[source.format or ""]
    picture = source if _scales_well(source) else _plain(source)
    # Scaled first, so that only one picture of full size is ever in memory; a JPEG is even decoded
    # at a smaller size.
    picture.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    picture.load()
    return _in_srgb(_upright(picture)), kind


def _check_pixels(source: Image.Image) -> None:
    most = min(MAX_PIXELS, MAX_PIXELS_OF.get(source.format or "", MAX_PIXELS))
    if source.width * source.height > most:
        raise ValidationError(
            TOO_MANY_PIXELS, code="too_many_pixels", params={"most": most // 1_000_000}
        )


def _scales_well(picture: Image.Image) -> bool:
    # One color of an RGB picture may stand for “nothing”: scaled, its edges would take that color.
    return picture.mode == "RGBA" or (picture.mode in MODES and not picture.has_transparency_data)


def _plain(picture: Image.Image) -> Image.Image:
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _upright(picture: Image.Image) -> Image.Image:
    # ImageOps.exif_transpose would write all other tags anew, too, and fail on the odd ones of real cameras.
    turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    return picture.transpose(turn) if turn is not None else picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            return converted or picture
        except ImageCms.PyCMSError:
            pass  # a broken profile says nothing of the colors: read them as they stand
    return _plain(picture)


def _encode(picture: Image.Image, kind: str) -> bytes:
    if kind == "JPEG":
        picture = picture.convert("RGB")
    # A new image from the pixels alone: nothing that travelled in the file comes along.
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    clean.save(out, kind, **OPTIONS[kind])
    return out.getvalue()
