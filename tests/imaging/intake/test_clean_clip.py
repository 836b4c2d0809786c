"""Copies of clips that may be stored."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.imaging.intake import clean_copy, open_picture
from tests.imaging.intake.filmed import filmed

NAME = "Wang Xiaoming"


def frames() -> list[NDArray[np.uint8]]:
    return [np.full((64, 96, 3), 20 + 15 * index, np.uint8) for index in range(12)]


@pytest.mark.parametrize(
    ("codec", "container"),
    [("libx264", "mp4"), ("libx265", "mov"), ("mpeg4", "mp4"), ("mpeg4", "avi"), ("mjpeg", "avi")],
)
def test_the_copy_holds_the_same_pictures_and_nothing_else(codec: str, container: str) -> None:
    content = filmed(frames(), codec, container, {"title": NAME, "comment": NAME}, sound=container == "mp4")
    assert NAME.encode() in content
    copy = clean_copy(content)
    assert NAME.encode() not in copy.content
    assert b"x264" not in copy.content and b"soun" not in copy.content
    before, after = open_picture(content), open_picture(copy.content)
    assert (after.media_type, after.frames) == (copy.media_type, before.frames)
    assert after.frame_seconds == pytest.approx(before.frame_seconds)
    assert all(np.array_equal(before.frame(index), after.frame(index)) for index in range(before.frames))
    assert clean_copy(content) == copy
