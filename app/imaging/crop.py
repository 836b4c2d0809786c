"""Cutting the region of interest out of a picture."""

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box


def crop(pixels: NDArray[np.uint8], box: Box, margin: float = 0.0) -> NDArray[np.uint8]:
    """The box, widened by a share of its longer side on every side, within the picture."""
    left, top, right, bottom = bounds(box, margin, pixels.shape[1], pixels.shape[0])
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def bounds(box: Box, margin: float, width: int, height: int) -> tuple[int, int, int, int]:
    """The widened box in whole pixels, never empty, never outside."""
    extra = margin * max(box.width, box.height)
    left = min(max(round(box.left - extra), 0), width - 1)
    top = min(max(round(box.top - extra), 0), height - 1)
    right = min(max(round(box.right + extra), left + 1), width)
    bottom = min(max(round(box.bottom + extra), top + 1), height)
    return left, top, right, bottom


def mirror(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Left and right exchanged, so that right ears look like left ones."""
    return np.ascontiguousarray(pixels[:, ::-1])
