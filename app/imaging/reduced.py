"""A small copy of a picture, at a standard size, on which measures of different pictures can be compared."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]


def reduced(pixels: NDArray[np.uint8], side: int) -> Floats:
    """Height x width x 3 in 0 to 1, the shorter side at most `side`; smaller pictures keep their size."""
    picture = Image.fromarray(pixels)
    whole = min(picture.size) // side
    if whole > 1:
        picture = picture.reduce(whole)
    shrink = min(picture.size) / side
    if shrink > 1:
        size = (max(1, round(picture.width / shrink)), max(1, round(picture.height / shrink)))
        picture = picture.resize(size, Image.Resampling.BOX)
    return np.asarray(picture.convert("RGB"), np.float32) / np.float32(255)


def luminance(colours: Floats) -> Floats:
    """How bright a person sees it."""
    seen: Floats = colours @ np.array([0.299, 0.587, 0.114], np.float32)
    return seen


def strongest(colours: Floats) -> Floats:
    """The strongest colour of each pixel."""
    high: Floats = np.maximum(np.maximum(colours[..., 0], colours[..., 1]), colours[..., 2])
    return high


def weakest(colours: Floats) -> Floats:
    """The weakest colour of each pixel; equal to the strongest where it is gray."""
    low: Floats = np.minimum(np.minimum(colours[..., 0], colours[..., 1]), colours[..., 2])
    return low
