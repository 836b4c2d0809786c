"""Measurement crosses are found, alone on tissue or not; speckle and letters are not taken for them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.imaging.calipers import find_calipers

Pixels = NDArray[np.uint8]


def tissue(seed: int = 0, size: tuple[int, int] = (480, 640)) -> Pixels:
    """Speckle of gray level 90, more or less."""
    return np.random.default_rng(seed).rayleigh(70, size).clip(0, 180).astype(np.uint8)


def marked(pixels: Pixels, places: list[tuple[int, int]], arm: int, fill: int = 255) -> Pixels:
    image = Image.fromarray(pixels)
    pen = ImageDraw.Draw(image)
    for column, row in places:
        pen.line([(column - arm, row), (column + arm, row)], fill=fill)
        pen.line([(column, row - arm), (column, row + arm)], fill=fill)
    return np.asarray(image)


@pytest.mark.parametrize("arm", [3, 5, 9, 12])
def test_a_pair_of_crosses_is_found_and_outlined(arm: int) -> None:
    boxes = find_calipers(marked(tissue(), [(200, 150), (340, 260)], arm))
    assert len(boxes) == 2
    assert {(round((box.left + box.right) / 2), round((box.top + box.bottom) / 2)) for box in boxes} == {
        (200, 150),
        (340, 260),
    }


def test_one_cross_alone_is_no_pair() -> None:
    assert find_calipers(marked(tissue(), [(200, 150)], 5)) == ()


@pytest.mark.parametrize("seed", range(5))
def test_speckle_alone_has_none(seed: int) -> None:
    assert find_calipers(tissue(seed)) == ()


def test_yellow_crosses_are_found_and_a_large_picture_is_searched_too() -> None:
    gray = marked(np.kron(tissue(0), np.ones((4, 4), np.uint8)), [], 5)
    colour = np.repeat(gray[..., None], 3, axis=2)
    for column, row in ((800, 600), (1600, 900)):
        colour[row - 2 : row + 2, column - 24 : column + 24] = (255, 255, 0)
        colour[row - 24 : row + 24, column - 2 : column + 2] = (255, 255, 0)
    boxes = find_calipers(colour)
    assert len(boxes) == 2
    assert sorted(round(box.left, -2) for box in boxes) == [800, 1600]


def test_boxes_stay_within_the_picture() -> None:
    for box in find_calipers(marked(tissue(), [(5, 5), (634, 474)], 4)):
        assert 0 <= box.left < box.right <= 640
        assert 0 <= box.top < box.bottom <= 480


def test_a_tiny_picture_has_none() -> None:
    assert find_calipers(np.zeros((6, 6), np.uint8)) == ()
