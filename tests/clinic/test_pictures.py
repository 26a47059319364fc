"""Pictures from staff: checked by content, upright, without metadata."""

import io
import struct

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from clinic import pictures
from clinic.pictures import re_encode, sizes_of

ORIENTATION, GPS = 0x0112, 0x8825


def file_of(kind, *, size=(40, 20), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **options)
    return io.BytesIO(out.getvalue())


@pytest.mark.parametrize(
    ("kind", "extension", "stored"),
    [("JPEG", ".jpg", "JPEG"), ("PNG", ".png", "PNG"), ("WEBP", ".webp", "WEBP"), ("GIF", ".png", "PNG")],
)  # fmt: skip
def test_picture_is_encoded_anew_under_a_name_of_our_own(kind, extension, stored):
    content = re_encode(file_of(kind))
    picture = Image.open(content)
    assert (picture.format, picture.size) == (stored, (40, 20))
    assert content.name.endswith(extension)


def test_picture_loses_where_it_was_taken_and_is_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # lies on its side
    exif.get_ifd(GPS)[1] = "N"
    picture = Image.open(re_encode(file_of("JPEG", exif=exif)))
    assert picture.size == (20, 40)
    assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("orientation", range(10))
def test_picture_is_turned_as_its_camera_says(orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    photo = Image.radial_gradient("L").crop((0, 0, 90, 60))
    file = io.BytesIO()
    photo.save(file, "PNG", exif=exif)
    turned = Image.open(re_encode(file)).convert("L")
    assert turned.tobytes() == ImageOps.exif_transpose(Image.open(file)).tobytes()


def test_picture_of_a_camera_that_writes_odd_tags_is_taken():
    on_its_side = struct.pack(">HHI4s", ORIENTATION, 3, 1, b"\0\6\0\0")
    words_for_a_number = struct.pack(">HHI4s", 0x011A, 2, 4, b"300\0")
    tags = struct.pack(">H", 2) + on_its_side + words_for_a_number + bytes(4)
    photo = file_of("JPEG", exif=b"Exif\0\0MM\0*" + struct.pack(">I", 8) + tags)
    assert Image.open(re_encode(photo)).size == (20, 40)


def test_picture_keeps_its_transparency():
    assert Image.open(re_encode(file_of("PNG", mode="RGBA"))).mode == "RGBA"


def test_color_that_stands_for_nothing_stays_see_through_when_scaled():
    half = Image.new("RGB", (4800, 20), "red")
    half.paste("white", (2400, 0, 4800, 20))
    file = io.BytesIO()
    half.save(file, "PNG", transparency=(255, 255, 255))
    picture = Image.open(re_encode(file))
    left, right = picture.getpixel((10, 5)), picture.getpixel((2390, 5))
    assert (left, right[3]) == ((255, 0, 0, 255), 0)


def test_large_picture_is_scaled_down():
    assert Image.open(re_encode(file_of("PNG", size=(4800, 1200)))).size == (2400, 600)
    small = re_encode(file_of("JPEG", size=(1000, 2000)), longest_side=480)
    assert Image.open(small).size == (240, 480)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        file_of("PNG").getvalue()[:60],
        file_of("BMP").getvalue(),
        file_of("TIFF").getvalue(),
    ],
    ids=["empty", "svg", "html", "html as gif", "broken png", "cut png", "bmp", "tiff"],
)
def test_anything_else_is_refused_with_a_sentence(content):
    with pytest.raises(ValidationError, match="Choose a JPEG, PNG, WebP or GIF file"):
        re_encode(io.BytesIO(content))


def test_script_hidden_in_a_picture_does_not_survive():
    polyglot = io.BytesIO(file_of("PNG").getvalue() + b"<script>alert(1)</script>")
    assert b"<script>" not in re_encode(polyglot).read()


def test_file_over_the_limit_is_refused():
    with pytest.raises(ValidationError, match="larger than 10 MB"):
        re_encode(io.BytesIO(b"x" * (pictures.MAX_BYTES + 1)))


def test_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded():
    with pytest.raises(ValidationError, match="too many pixels"):
        re_encode(file_of("PNG", mode="1", size=(10_000, 6_000)))
    with pytest.raises(ValidationError):
        re_encode(file_of("PNG", mode="1", size=(20_000, 20_000)))
    with pytest.raises(ValidationError, match="smaller than 20 megapixels"):
        re_encode(file_of("WEBP", size=(5_000, 4_001)))


# --- smaller sizes


def photo(kind, size=(2000, 500), mode="RGB"):
    out = io.BytesIO()
    Image.effect_noise((200, 50), 60).resize(size).convert(mode).save(out, kind)
    return io.BytesIO(out.getvalue())


def opened(size):
    """Format and dimensions as the file itself says, with what the record says beside them."""
    with Image.open(io.BytesIO(size.content)) as picture:
        picture.load()
        return (picture.format, *picture.size), (size.extension, size.type, size.width, size.height)


@pytest.mark.parametrize(
    ("kind", "extension", "type_"),
    [("JPEG", "jpg", "image/jpeg"), ("PNG", "png", "image/png"), ("WEBP", "webp", "image/webp")],
)
def test_picture_gets_smaller_files_as_avif_and_in_its_own_format(kind, extension, type_):
    assert [opened(size) for size in sizes_of(photo(kind))] == [
        (("AVIF", 480, 120), ("avif", "image/avif", 480, 120)),
        (("AVIF", 800, 200), ("avif", "image/avif", 800, 200)),
        (("AVIF", 1200, 300), ("avif", "image/avif", 1200, 300)),
        (("AVIF", 1600, 400), ("avif", "image/avif", 1600, 400)),
        ((kind, 800, 200), (extension, type_, 800, 200)),
        ((kind, 1600, 400), (extension, type_, 1600, 400)),
    ]


def test_sizes_of_a_photo_take_fewer_bytes_the_smaller_they_are():
    file = photo("JPEG")
    lengths = [len(size.content) for size in sizes_of(file)[:4]]
    assert lengths == sorted(lengths)
    assert lengths[0] * 4 < lengths[-1] < len(file.getvalue())


@pytest.mark.parametrize(
    ("size", "widths"),
    [((700, 500), [480, 700]), ((480, 10), [480]), ((481, 1), [480, 481]), ((300, 900), [300])],
)
def test_no_size_is_larger_than_the_picture(size, widths):
    assert [
        made.width for made in sizes_of(photo("JPEG", size)) if made.extension == "avif"
    ] == widths


def test_drawing_that_avif_would_make_heavier_has_none():
    assert sizes_of(file_of("PNG", size=(60, 40))) == []


def test_sizes_keep_what_is_see_through():
    drawing = Image.effect_noise((600, 400), 60).convert("RGBA")
    drawing.paste((0, 0, 0, 0), (0, 0, 300, 400))
    file = io.BytesIO()
    drawing.save(file, "PNG")
    made = Image.open(io.BytesIO(sizes_of(file)[0].content)).convert("RGBA")
    assert [made.getpixel((x, 100))[3] for x in (20, 460)] == [0, 255]
