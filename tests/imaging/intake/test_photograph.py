"""Photographs and stills, opened."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.errors import Invalid, TooLarge, UnknownKind
from app.imaging.intake import Limits, open_picture


def shaded(width: int = 60, height: int = 40) -> Image.Image:
    """Red grows to the right, green downwards: every corner is told from the others."""
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([across, down, np.full_like(across, 90)], axis=-1).astype(np.uint8))


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_a_lossless_picture_comes_as_it_was_saved(format: str) -> None:
    picture = open_picture(saved(shaded(), format))
    assert (picture.width, picture.height, picture.frames) == (60, 40, 1)
    assert np.array_equal(picture.frame(), np.asarray(shaded()))


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright(orientation: int, format: str) -> None:
    turns = [None, 0, 3, 1, 5, 2, 6, 4]
    turn = turns[orientation - 1]
    stored = shaded() if turn is None else shaded().transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = open_picture(saved(stored, format, exif=exif, lossless=True))
    assert (picture.width, picture.height) == (60, 40)
    assert np.array_equal(picture.frame(), np.asarray(shaded()))


@pytest.mark.parametrize("least", [20, 60, 128, 400, 800])
def test_a_scaled_decode_keeps_twice_the_pixels_asked_for(least: int) -> None:
    picture = open_picture(saved(shaded(2000, 1500), "JPEG"))
    height, width = picture.frame(least=least).shape[:2]
    assert min(width, height) >= min(2 * least, 1500)
    assert (picture.width, picture.height) == (2000, 1500)


def test_a_photograph_of_a_phone_in_heic_is_read() -> None:
    picture = open_picture(saved(shaded(), "HEIF", quality=-1, chroma="444"))
    assert (picture.media_type, picture.width, picture.height, picture.frames) == ("image/heic", 60, 40, 1)
    assert np.abs(picture.frame().astype(np.int16) - np.asarray(shaded(), np.int16)).max() < 8


def test_of_a_burst_in_one_jpeg_the_first_picture_counts() -> None:
    burst = saved(shaded(), "MPO", save_all=True, append_images=[shaded().rotate(180)], quality=95)
    picture = open_picture(burst)
    assert picture.frames == 1
    assert np.abs(picture.frame().astype(np.int16) - np.asarray(shaded(), np.int16)).mean() < 4


def test_a_scaled_decode_shows_the_same_picture() -> None:
    picture = open_picture(saved(shaded(1600, 1200), "JPEG", quality=95))
    small = Image.fromarray(picture.frame(least=300))
    assert small.size == (800, 600)
    whole = Image.fromarray(picture.frame()).resize((800, 600), Image.Resampling.BOX)
    assert np.abs(np.asarray(small, np.int16) - np.asarray(whole, np.int16)).mean() < 1


def test_what_is_transparent_is_black() -> None:
    image = shaded().convert("RGBA")
    image.paste((200, 10, 10, 0), (0, 0, 30, 40))
    pixels = open_picture(saved(image, "PNG")).frame()
    assert not pixels[:, :30].any()
    assert np.array_equal(pixels[:, 30:], np.asarray(shaded())[:, 30:])


def test_sixteen_bits_become_eight() -> None:
    deep = np.linspace(0, 65535, 40 * 60).reshape(40, 60).astype(np.uint16)
    pixels = open_picture(saved(Image.fromarray(deep), "PNG")).frame()
    assert np.array_equal(pixels, (deep >> 8).astype(np.uint8))


def test_a_palette_and_one_bit_are_looked_up() -> None:
    palette = shaded().quantize(32)
    assert np.array_equal(open_picture(saved(palette, "PNG")).frame(), np.asarray(palette.convert("RGB")))
    bits = shaded().convert("1")
    assert np.array_equal(open_picture(saved(bits, "PNG")).frame(), np.asarray(bits.convert("L")))


def test_ink_becomes_light() -> None:
    ink = Image.new("CMYK", (40, 40), (0, 255, 255, 0))
    red, green, blue = open_picture(saved(ink, "JPEG", quality=100)).frame()[20, 20]
    assert red > 250 and green < 5 and blue < 5


def swapped() -> bytes:
    """A profile in which red is what green was, and green what red was."""
    profile = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(b"\0s\0R", b"\0x\0R")
    )
    tags = {}
    for entry in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        start, size = (int.from_bytes(profile[entry + at : entry + at + 4], "big") for at in (4, 8))
        tags[bytes(profile[entry : entry + 4])] = slice(start, start + size)
    profile[tags[b"rXYZ"]], profile[tags[b"gXYZ"]] = profile[tags[b"gXYZ"]], profile[tags[b"rXYZ"]]
    return bytes(profile)


def test_a_profile_is_taken_to_srgb() -> None:
    common = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(open_picture(saved(shaded(), "PNG", icc_profile=common)).frame(), np.asarray(shaded()))
    shown = open_picture(saved(shaded(), "PNG", icc_profile=swapped())).frame()
    assert np.abs(shown.astype(int) - np.asarray(shaded(), int)[..., [1, 0, 2]]).max() <= 3
    assert np.array_equal(open_picture(saved(shaded(), "PNG", icc_profile=b"nonsense")).frame(), np.asarray(shaded()))


def test_gray_stays_gray() -> None:
    gray = shaded().convert("L")
    assert np.array_equal(open_picture(saved(gray, "PNG")).frame(), np.asarray(gray))


def test_colours_of_32_bits_are_refused_with_a_way_out() -> None:
    deep = Image.fromarray(np.zeros((8, 8), np.float32))
    with pytest.raises(Invalid, match="8 bits a colour"):
        open_picture(saved(deep, "TIFF")).frame()


def test_a_picture_of_one_pixel_is_one_pixel() -> None:
    assert open_picture(saved(shaded(1, 1), "PNG")).frame().shape == (1, 1, 3)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP", "TIFF"])
def test_a_file_cut_short_says_so(format: str) -> None:
    content = saved(shaded(), format)
    with pytest.raises(Invalid, match="cut short"):
        open_picture(content[: len(content) // 2]).frame()


def test_nothing_a_document_and_something_else_are_told_apart() -> None:
    with pytest.raises(Invalid, match="empty"):
        open_picture(b"")
    with pytest.raises(UnknownKind, match="PDF"):
        open_picture(b"%PDF-1.7\n1 0 obj << /Encrypt 2 0 R >>")
    with pytest.raises(UnknownKind, match="no picture"):
        open_picture(b"\0\0\0\x1cftypavif" + bytes(40))
    with pytest.raises(UnknownKind, match="no picture"):
        open_picture(b"PK\x03\x04 a folder of things")


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    content = saved(shaded(1000, 1000), "JPEG", progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    assert open_picture(content).frame().shape == (1000, 1000, 3)
    with pytest.raises(Invalid, match="too long"):
        open_picture(content[:-2] + scan * 1000 + b"\xff\xd9")


def test_scans_of_single_colours_are_counted_too() -> None:
    content = saved(shaded(1000, 1000), "JPEG")
    scan = content.rindex(b"\xff\xda")
    of_one = content[: scan + 4] + b"\1" + content[scan + 5 : -2]
    with pytest.raises(Invalid, match="too long"):
        open_picture(of_one + of_one[scan:] * 1000 + b"\xff\xd9")


def test_what_follows_a_scan_of_all_colours_is_refused_as_damage() -> None:
    content = saved(shaded(1000, 1000), "JPEG")
    scan = content[content.rindex(b"\xff\xda") : -2]
    endless = open_picture(content[:-2] + scan * 1000 + b"\xff\xd9")
    with pytest.raises(Invalid, match="damaged"):
        endless.frame()


def test_too_many_pixels_are_refused_from_the_header() -> None:
    with pytest.raises(TooLarge, match="at most 1 million"):
        open_picture(saved(Image.new("1", (2000, 2000)), "PNG"), Limits(pixels=1_000_000))
