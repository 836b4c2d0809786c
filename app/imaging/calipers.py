"""Calipers: the small bright crosses that an examiner leaves where something was measured."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from app.domain.box import Box

LARGEST = 1600
"""Longer side that is searched as it is, larger ones shrunk: crosses are drawn in pixels of a screen."""
ARMS = (3, 5, 8)
"""Lengths looked for, in pixels."""
STANDS_OUT = 40
"""Gray levels by which every pixel of the arms is brighter than every one between them."""


def find_calipers(pixels: NDArray[np.uint8]) -> tuple[Box, ...]:
    """A box around each cross; empty where fewer than two alike were found, for calipers come in pairs."""
    shrink = -(-max(pixels.shape[:2]) // LARGEST)
    bright = np.pad(_brightest(pixels, shrink), ARMS[-1])
    places = _candidates(bright)
    found: tuple[Box, ...] = ()
    for arm in ARMS:
        places = places[_clearness(bright, places, arm) >= STANDS_OUT]
        alike = _apart(places, 2 * arm + 1)
        if len(alike) > 1:
            found = tuple(_box(row, column, arm + 1, shrink, pixels.shape) for row, column in alike)
    return found


def _brightest(pixels: NDArray[np.uint8], shrink: int) -> NDArray[np.uint8]:
    """The strongest colour of each pixel: calipers are white, yellow or green."""
    picture = Image.fromarray(pixels)
    if shrink > 1:
        picture = picture.reduce(shrink)
    return np.asarray(reduce(ImageChops.lighter, picture.split()))


def _candidates(bright: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Rows and columns of pixels brighter than their diagonal neighbours on all four sides; few are left."""
    arms = reduce(np.minimum, (_moved(bright, *step) for step in _around(1, 0)))
    arms = reduce(np.minimum, (_moved(bright, *step) for step in _around(2, 0)), arms)
    between = reduce(np.maximum, (_moved(bright, *step) for step in _around(2, 2)))
    clear = arms > np.minimum(between, 255 - STANDS_OUT) + np.uint8(STANDS_OUT - 1)
    return np.transpose(np.unravel_index(np.flatnonzero(clear), clear.shape)) + ARMS[-1]


def _clearness(bright: NDArray[np.uint8], places: NDArray[np.intp], arm: int) -> NDArray[np.int16]:
    """By how much the darkest pixel of four arms is brighter than the brightest one between them."""
    rows, columns = places[:, 0], places[:, 1]
    along = [bright[rows + y, columns + x] for step in range(1, arm + 1) for y, x in _around(step, 0)]
    between = [bright[rows + y, columns + x] for step in range(2, arm + 1) for y, x in _around(step, step)]
    clear: NDArray[np.int16] = np.min(along, axis=0).astype(np.int16) - np.max(between, axis=0)
    return clear


def _around(far: int, beside: int) -> tuple[tuple[int, int], ...]:
    """Four steps, a quarter turn apart."""
    return (far, beside), (beside, -far), (-far, -beside), (-beside, far)


def _moved(bright: NDArray[np.uint8], down: int, across: int) -> NDArray[np.uint8]:
    """The picture within its border, as seen from so many pixels away."""
    edge = ARMS[-1]
    height, width = bright.shape
    return bright[edge + down : height - edge + down, edge + across : width - edge + across]


def _apart(places: NDArray[np.intp], gap: int) -> list[tuple[int, int]]:
    """Centres of different crosses."""
    kept: list[tuple[int, int]] = []
    for row, column in places[:200].tolist():
        if all(abs(row - other) >= gap or abs(column - beside) >= gap for other, beside in kept):
            kept.append((row, column))
    return kept


def _box(row: int, column: int, reach: int, shrink: int, shape: tuple[int, ...]) -> Box:
    middle, centre = row - ARMS[-1], column - ARMS[-1]
    left, top = max(centre - reach, 0) * shrink, max(middle - reach, 0) * shrink
    right, bottom = (centre + reach + 1) * shrink, (middle + reach + 1) * shrink
    return Box(float(left), float(top), float(min(right, shape[1])), float(min(bottom, shape[0])))
