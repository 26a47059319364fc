"""Pictures from staff: checked by content, turned upright, re-encoded without their metadata."""

import io
import uuid
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000  # about 8,600 x 5,800; more is a mistake or an attack on our memory
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
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

REFUSED = _("This is not a picture we can use. Choose a JPEG, PNG, WebP or GIF file.")
TOO_LARGE = _("This file is larger than 10 MB. Make the picture smaller and try again.")
TOO_MANY_PIXELS = _("This picture has too many pixels. Make it smaller than 50 megapixels.")


def re_encode(upload: IO[bytes]) -> ContentFile:
    """A fresh picture file with a name of our own; raises ValidationError with what to do.

    The type is read from the content, never from the name. Orientation is applied, colors are
    brought to sRGB, metadata (EXIF, location) is left behind and long sides are scaled down.
    """
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    try:
        picture, kind = _decode(content)
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(REFUSED, code="not_a_picture") from error
    return ContentFile(_encode(picture, kind), name=f"{uuid.uuid4().hex}.{EXTENSIONS[kind]}")


def _decode(content: bytes) -> tuple[Image.Image, str]:
    with warnings.catch_warnings():
        # Pillow only warns of the smaller bombs; our own limit below decides.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        source = Image.open(io.BytesIO(content), formats=list(FORMATS))
    if source.width * source.height > MAX_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")
    kind = FORMATS[source.format or ""]
    source.load()
    picture = _in_srgb(_upright(source))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture, kind


def _upright(picture: Image.Image) -> Image.Image:
    # ImageOps.exif_transpose would write all other tags anew, too, and fail on the odd ones of real cameras.
    turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    return picture.transpose(turn) if turn is not None else picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    transparent = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            return converted or picture
        except ImageCms.PyCMSError:
            pass  # a broken profile says nothing of the colors: read them as they stand
    return picture.convert("RGBA" if transparent else "RGB")


def _encode(picture: Image.Image, kind: str) -> bytes:
    if kind == "JPEG":
        picture = picture.convert("RGB")
    # A new image from the pixels alone: nothing that travelled in the file comes along.
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    clean.save(out, kind, quality=85, optimize=True)
    return out.getvalue()
