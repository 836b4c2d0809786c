"""Turning and scaling a face so that its five landmarks lie where they always lie."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]

PLACES = np.array([(0.342, 0.462), (0.656, 0.460), (0.500, 0.641), (0.371, 0.825), (0.632, 0.824)])
"""Eyes, nose and corners of the mouth of a frontal face, as shares of a tight square (ArcFace, Deng 2019)."""


def align(pixels: NDArray[np.uint8], landmarks: Points, size: int, context: float = 0.25) -> NDArray[np.uint8]:
    """The face, upright and centred, in a square with `context` more around it on each side."""
    wanted, given = places(size, context), np.array(landmarks, float)
    picture = Image.fromarray(pixels).convert("RGB")
    shrink = max(1, int(1 / np.linalg.norm(similarity(given, wanted)[:, 0])))
    back = similarity(wanted, (given + 0.5) / shrink - 0.5)
    # Pillow asks where the centre of each new pixel comes from, half a pixel off our whole-pixel points.
    offset = back[:, 2] + 0.5 - 0.5 * back[:, 0] - 0.5 * back[:, 1]
    affine = (*back[0, :2], offset[0], *back[1, :2], offset[1])
    turned = picture.reduce(shrink).transform((size, size), Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR)
    return np.asarray(turned, np.uint8)


def upright(landmarks: Points, size: int, context: float = 0.25) -> Floats:
    """Where `align` puts the picture: 3 x 3, from its edges to those of the square."""
    turn = similarity(np.array(landmarks, float) + 0.5, places(size, context) + 0.5)
    return np.vstack([turn, (0, 0, 1)])


def places(size: int, context: float) -> Floats:
    """The landmarks of the square."""
    found: Floats = (PLACES + context) / (1 + 2 * context) * size
    return found


def similarity(given: Floats, wanted: Floats) -> Floats:
    """Turn, scale and shift (2 x 3) that bring points nearest to others by least squares (Umeyama 1991)."""
    middle, goal = given.mean(0), wanted.mean(0)
    spread = given - middle
    left, strengths, right = np.linalg.svd((wanted - goal).T @ spread / len(given))
    mirror = np.array([1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    turn = left @ np.diag(mirror) @ right
    scale = (strengths * mirror).sum() / spread.var(0).sum()
    return np.column_stack([scale * turn, goal - scale * turn @ middle])
