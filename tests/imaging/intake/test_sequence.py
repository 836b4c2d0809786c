"""Files of several pictures."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.errors import Invalid, NotFound, TooLarge
from app.imaging.intake import Limits, open_picture

COUNT = 5


def frames(mode: str = "RGB") -> list[Image.Image]:
    """A bright bar that wanders downwards over few colours."""
    drawn: list[Image.Image] = []
    for place in range(COUNT):
        pixels = np.full((40, 60, 3), (20, 40, 60), np.uint8)
        pixels[place * 8 : place * 8 + 8] = (200, 120, 40 * place)
        drawn.append(Image.fromarray(pixels).convert(mode))
    return drawn


def saved(format: str, pictures: list[Image.Image], **options: object) -> bytes:
    file = BytesIO()
    pictures[0].save(file, format, save_all=True, append_images=pictures[1:], **options)
    return file.getvalue()


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image, np.uint8)


@pytest.mark.parametrize(
    ("format", "options", "seconds"),
    [
        ("GIF", {"duration": [50, 150, 100, 100, 100]}, 0.1),
        ("PNG", {"duration": 40}, 0.04),
        ("WEBP", {"duration": 40, "lossless": True}, 0.04),
        ("TIFF", {}, None),
    ],
)
def test_frames_come_in_any_order(format: str, options: dict[str, object], seconds: float | None) -> None:
    picture = open_picture(saved(format, frames(), **options))
    assert (picture.width, picture.height, picture.frames) == (60, 40, COUNT)
    assert picture.frame_seconds == pytest.approx(seconds)
    for index in (0, 3, 4, 1, 1, 2, 0):
        assert np.array_equal(picture.frame(index), pixels(frames()[index]))


def test_a_gray_gif_has_frames_alike() -> None:
    picture = open_picture(saved("GIF", frames("L")))
    assert {picture.frame(index).shape for index in range(COUNT)} == {(40, 60, 3)}


def test_previews_in_a_tiff_are_no_frames() -> None:
    pages = [frames()[0], frames()[0].resize((15, 10)), frames()[1]]
    picture = open_picture(saved("TIFF", pages))
    assert picture.frames == 2
    assert np.array_equal(picture.frame(1), pixels(frames()[1]))


def test_a_frame_that_is_not_there_is_not_found() -> None:
    picture = open_picture(saved("GIF", frames()))
    with pytest.raises(NotFound, match="no picture 6"):
        picture.frame(COUNT)


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_too_many_frames_are_refused(format: str) -> None:
    content = saved(format, frames())
    with pytest.raises(TooLarge, match="at most 3"):
        open_picture(content, Limits(frames=3))
    with pytest.raises(TooLarge, match="million pixels in all"):
        open_picture(content, Limits(clip=10_000))


def test_a_clip_that_lasts_too_long_is_refused() -> None:
    with pytest.raises(TooLarge, match="lasts 5 seconds"):
        open_picture(saved("GIF", frames(), duration=1000), Limits(seconds=4))


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_a_clip_cut_short_says_so(format: str) -> None:
    content = saved(format, frames())
    with pytest.raises(Invalid, match="cut short"):
        open_picture(content[: len(content) * 2 // 3]).frame(COUNT - 1)


def test_pages_that_go_in_a_circle_end() -> None:
    content = bytearray(saved("TIFF", frames()[:1]))
    first = int.from_bytes(content[4:8], "little")
    count = int.from_bytes(content[first : first + 2], "little")
    content[first + 2 + 12 * count : first + 6 + 12 * count] = content[4:8]
    assert open_picture(bytes(content)).frames == 1
