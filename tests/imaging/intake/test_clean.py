"""Copies of photographs that may be stored."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from app.imaging.intake import clean_copy, open_picture

NAME = b"Wang Xiaoming"
KINDS = ["JPEG", "MPO", "PNG", "WEBP", "GIF", "HEIF", "TIFF", "BMP"]


def shaded() -> Image.Image:
    across, down = np.meshgrid(np.linspace(0, 255, 64), np.linspace(0, 255, 48))
    return Image.fromarray(np.stack([across, down, np.full_like(across, 90)], axis=-1).astype(np.uint8))


def told(format: str, orientation: int = 1) -> bytes:
    """A picture with the patient's name wherever the format has room for it, and after its end."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = NAME.decode()
    exif.get_ifd(0x8769)[0x9286] = NAME
    text = PngInfo()
    text.add_text("Patient", NAME.decode())
    text.add_itxt("XML:com.adobe.xmp", f"<x>{NAME.decode()}</x>")
    formats: dict[str, dict[str, Any]] = {
        "JPEG": {"exif": exif, "comment": NAME, "xmp": b"<x>" + NAME + b"</x>"},
        "MPO": {"exif": exif, "comment": NAME},
        "PNG": {"exif": exif, "pnginfo": text},
        "WEBP": {"exif": exif, "xmp": b"<x>" + NAME + b"</x>", "lossless": True},
        "GIF": {"comment": NAME},
        "HEIF": {"exif": exif, "xmp": b"<x>" + NAME + b"</x>"},
        "TIFF": {"exif": exif},
        "BMP": {},
    }
    options = formats[format]
    file = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if format not in ("GIF", "BMP"):
        options["icc_profile"] = profile
    shaded().save(file, format, **options)
    return file.getvalue() + (b"" if format == "HEIF" else NAME)


@pytest.mark.parametrize("format", KINDS)
def test_nothing_of_the_person_is_left(format: str) -> None:
    content = told(format)
    assert NAME in content
    assert NAME not in clean_copy(content).content


@pytest.mark.parametrize("format", KINDS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_copy_shows_the_same_pixels(format: str, orientation: int) -> None:
    content = told(format, orientation)
    copy = clean_copy(content)
    before, after = open_picture(content), open_picture(copy.content)
    assert (before.width, before.height) == (after.width, after.height)
    assert after.media_type == copy.media_type
    assert np.array_equal(before.frame(), after.frame())


@pytest.mark.parametrize("format", KINDS)
def test_a_copy_of_a_copy_is_the_same(format: str) -> None:
    copy = clean_copy(told(format, 6))
    assert clean_copy(told(format, 6)) == copy
    assert clean_copy(copy.content) == copy


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_colour_profile_stays(format: str) -> None:
    with Image.open(BytesIO(clean_copy(told(format)).content)) as copy:
        assert copy.info["icc_profile"]


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_what_moves_goes_on_moving(format: str) -> None:
    frames = [shaded().rotate(90 * turn).quantize(64).convert("RGB") for turn in range(4)]
    file = BytesIO()
    options = {} if format == "TIFF" else {"duration": 80}
    frames[0].save(file, format, save_all=True, append_images=frames[1:], **options)
    before, after = open_picture(file.getvalue()), open_picture(clean_copy(file.getvalue()).content)
    assert (after.frames, after.frame_seconds) == (before.frames, before.frame_seconds) == (4, before.frame_seconds)
    assert all(np.array_equal(before.frame(index), after.frame(index)) for index in range(4))


def test_a_scan_of_a_progressive_jpeg_is_not_touched() -> None:
    file = BytesIO()
    shaded().save(file, "JPEG", progressive=True, restart_marker_rows=1)
    assert np.array_equal(
        open_picture(clean_copy(file.getvalue()).content).frame(), open_picture(file.getvalue()).frame()
    )
