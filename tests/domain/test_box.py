"""Where something is in a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.box import Box

EDGE = st.integers(0, 500)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    EDGE, EDGE, st.integers(1, 300), st.integers(1, 300),
)  # fmt: skip


def test_a_box_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="positive area"):
        Box(5, 5, 5, 9)


def test_half_of_a_box_overlaps_it_by_half() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(0, 0, 5, 10)) == 0.5


@given(BOXES, BOXES)
def test_overlap_is_a_share_and_the_same_both_ways(one: Box, other: Box) -> None:
    assert 0 <= one.overlap(other) <= 1
    assert one.overlap(other) == other.overlap(one)
    assert one.overlap(one) == 1
