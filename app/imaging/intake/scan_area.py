"""Where the scan is on a screen whose file does not say: the large bright part, without the strips around it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.picture import Pixels
from app.imaging.intake.cut import Cut

Mask = NDArray[np.bool_]
Point = tuple[int, int]

CELLS = 60
"""Along the shorter side: a line of writing is a cell or two high, and parted from the scan by one."""
BRIGHT = 14
"""Of 255: dim speckle counts, the noise of a coded black screen does not."""
FILLED = 0.12
"""Share of a cell's pixels that must be bright."""
BESIDE = 0.2
"""A part so large against the largest is a second scan, not writing."""
TALL, WIDE = 0.35, 0.25
"""Shares of the screen that a scan takes at the least: a bar of buttons is no scan, and then there is no telling."""
ROOM = 2
"""Cells kept around, one of them for the one that thinning took."""


def scan_area(frames: Sequence[Pixels]) -> Cut | None:
    """The part within the strips at the border; None where nothing stands out, so that nothing is taken away."""
    brightest = np.max([frame if frame.ndim == 2 else frame.max(axis=2) for frame in frames], axis=0)
    height, width = brightest.shape
    cell = max(4, round(min(height, width) / CELLS))
    filled = _cells(brightest, cell)
    parts = _parts(_thinned(filled))
    if not parts or not _large(parts[0], filled.shape):
        return None
    kept = np.array([place for part in parts if len(part) >= BESIDE * len(parts[0]) for place in part])
    top, left, bottom, right = (int(edge) * cell for edge in (*kept.min(axis=0) - ROOM, *kept.max(axis=0) + 1 + ROOM))
    return Cut(max(left, 0), max(top, 0), min(right, width), min(bottom, height))


def _cells(brightest: Pixels, cell: int) -> Mask:
    """The screen in squares: which of them hold light."""
    height, width = brightest.shape
    lit = np.zeros((-(-height // cell) * cell, -(-width // cell) * cell), np.float32)
    lit[:height, :width] = brightest > BRIGHT
    squares = lit.reshape(lit.shape[0] // cell, cell, lit.shape[1] // cell, cell)
    filled: Mask = squares.mean(axis=(1, 3)) >= FILLED
    return filled


def _large(part: list[Point], screen: tuple[int, ...]) -> bool:
    (top, left), (bottom, right) = np.min(part, axis=0), np.max(part, axis=0)
    return bool(bottom + 1 - top >= TALL * screen[0] and right + 1 - left >= WIDE * screen[1])


def _thinned(lit: Mask) -> Mask:
    """Only squares amid others: lines, arrows and bars no longer tie the writing to the scan."""
    padded = np.pad(lit, 1, mode="edge")
    rows, columns = lit.shape
    shifted = [padded[down : down + rows, across : across + columns] for down in range(3) for across in range(3)]
    amid: Mask = np.all(shifted, axis=0)
    return amid


def _parts(lit: Mask) -> list[list[Point]]:
    """Squares that touch by a side, the largest part first."""
    left = {(int(row), int(column)) for row, column in np.argwhere(lit)}
    parts: list[list[Point]] = []
    while left:
        part, edge = [], [left.pop()]
        while edge:
            row, column = edge.pop()
            part.append((row, column))
            near = {(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)} & left
            left -= near
            edge += sorted(near)
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), min(part)))
