"""Colours of blood flow in a gray picture."""

import numpy as np

from app.domain.box import Box
from app.imaging.flow import find_flow
from app.imaging.reduced import Floats


def gray(level: float = 0.4) -> Floats:
    return np.full((256, 320, 3), level, np.float32)


def test_a_gray_picture_has_no_flow() -> None:
    assert find_flow(gray()).share == 0
    assert find_flow(gray()).box is None


def test_a_coloured_field_is_found_where_it_lies() -> None:
    frame = gray()
    frame[64:128, 80:160] = (0.9, 0.1, 0.1)
    flow = find_flow(frame)
    assert flow.share == (64 * 80) / (256 * 320)
    assert flow.box == Box(80, 64, 160, 128)


def test_coloured_letters_and_a_sepia_tint_are_no_flow() -> None:
    frame = gray()
    frame[20:23, :] = (1, 1, 0)
    frame[:, 100:102] = (0, 1, 0)
    assert find_flow(frame).share == 0
    assert find_flow(np.full((256, 256, 3), (0.6, 0.5, 0.4), np.float32)).share == 0


def test_a_tiny_picture_has_no_flow() -> None:
    assert find_flow(np.ones((4, 4, 3), np.float32)).share == 0
