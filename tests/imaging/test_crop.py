"""A cut stays within its picture."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.box import Box
from app.imaging.crop import bounds, crop, mirror

PICTURE = np.arange(48, dtype=np.uint8).reshape(6, 8)


def test_a_box_is_cut_out() -> None:
    assert np.array_equal(crop(PICTURE, Box(2, 1, 5, 4)), PICTURE[1:4, 2:5])


def test_a_margin_is_a_share_of_the_longer_side() -> None:
    assert np.array_equal(crop(PICTURE, Box(2, 2, 6, 4), 0.25), PICTURE[1:5, 1:7])


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(0.1, 30), st.floats(0.1, 30), st.floats(0, 2))
def test_no_box_leaves_the_picture_or_comes_out_empty(
    left: float, top: float, width: float, height: float, margin: float
) -> None:
    x0, y0, x1, y1 = bounds(Box(left, top, left + width, top + height), margin, 8, 6)
    assert 0 <= x0 < x1 <= 8
    assert 0 <= y0 < y1 <= 6


def test_mirroring_twice_changes_nothing() -> None:
    assert mirror(PICTURE)[0, 0] == PICTURE[0, -1]
    assert np.array_equal(mirror(mirror(PICTURE)), PICTURE)
