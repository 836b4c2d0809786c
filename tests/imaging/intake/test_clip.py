"""Clips of handhelds and phones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import Invalid, TooLarge
from app.imaging.intake import Limits, open_picture
from tests.imaging.intake.filmed import filmed

COUNT = 30


def drawn(index: int) -> NDArray[np.uint8]:
    """As bright as its place in the clip, with a mark in the upper left."""
    pixels = np.full((64, 96, 3), 20 + 7 * index, np.uint8)
    pixels[:16, :16] = 255
    return pixels


def clip(codec: str, container: str) -> bytes:
    return filmed([drawn(index) for index in range(COUNT)], codec, container)


KINDS = [("libx264", "mp4"), ("libx265", "mov"), ("mpeg4", "avi"), ("mjpeg", "avi"), ("mpeg4", "mp4")]


@pytest.mark.parametrize(("codec", "container"), KINDS)
def test_frames_come_in_any_order(codec: str, container: str) -> None:
    picture = open_picture(clip(codec, container))
    assert (picture.width, picture.height, picture.frames) == (96, 64, COUNT)
    assert picture.frame_seconds == pytest.approx(0.05)
    for index in (0, 1, 17, 29, 29, 4, 3):
        shown = picture.frame(index).astype(np.int16)
        assert np.abs(shown - drawn(index)).mean() < 5


def test_a_clip_cut_short_says_so() -> None:
    content = clip("mjpeg", "avi")
    with pytest.raises(Invalid, match="cut short"):
        open_picture(content[: len(content) // 3])
    with pytest.raises(Invalid, match="cut short"):
        open_picture(clip("libx264", "mp4")[:500])


def test_a_clip_beyond_the_limits_is_refused() -> None:
    content = clip("libx264", "mp4")
    with pytest.raises(TooLarge, match="pictures"):
        open_picture(content, Limits(frames=20))
    with pytest.raises(TooLarge, match="lasts"):
        open_picture(content, Limits(seconds=1.0))
    with pytest.raises(TooLarge, match="pixels"):
        open_picture(content, Limits(pixels=5000))
