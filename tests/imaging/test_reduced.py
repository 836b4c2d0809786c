"""Small copies at a standard size."""

import numpy as np
import pytest

from app.imaging.reduced import luminance, reduced, strongest, weakest


@pytest.mark.parametrize(("shape", "size"), [((960, 1500), (64, 100)), ((64, 80), (64, 80)), ((20, 500), (20, 500))])
def test_the_shorter_side_shrinks_and_never_grows(shape: tuple[int, int], size: tuple[int, int]) -> None:
    assert reduced(np.zeros((*shape, 3), np.uint8), 64).shape == (*size, 3)


def test_a_gray_picture_gets_three_equal_colours() -> None:
    copy = reduced(np.full((300, 200), 51, np.uint8), 64)
    assert copy.min() == copy.max() == pytest.approx(0.2)


def test_strong_weak_and_bright_are_told_apart() -> None:
    green = np.array([[[0.1, 0.9, 0.2]]], np.float32)
    assert strongest(green)[0, 0] == pytest.approx(0.9)
    assert weakest(green)[0, 0] == pytest.approx(0.1)
    assert luminance(green)[0, 0] == pytest.approx(0.299 * 0.1 + 0.587 * 0.9 + 0.114 * 0.2)
