"""Human skin over the whole Monk scale, as light reflects from it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.imaging.relief import Field

MONK = (
    "f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a", "292420",
)  # fmt: skip
"""The ten tones of the Monk scale, lightest first."""


def tone(number: int) -> Field:
    """Linear red, green and blue of a tone, 1 to 10."""
    if not 1 <= number <= len(MONK):
        raise ValueError(f"a Monk tone is 1 to {len(MONK)}, got {number}")
    swatch = np.frombuffer(bytes.fromhex(MONK[number - 1]), dtype=np.uint8)
    return linear(np.asarray(swatch, dtype=np.float32) / np.float32(255))


def linear(display: Field) -> Field:
    """Light from display values in [0, 1]; a camera's curve is near enough a square root."""
    return np.asarray(display**2, dtype=np.float32)


def flushed(number: int, rng: np.random.Generator) -> Field:
    """One person's skin of this tone: a little redder, yellower or darker than the swatch."""
    blood = rng.uniform(0.0, 0.15) * np.array([0.0, -1.0, -0.9])
    yellow = rng.uniform(0.0, 0.1) * np.array([0.0, -0.2, -1.0])
    depth = rng.uniform(0.82, 1.05) * (0.88 if number <= 4 else 1.45 if number >= 9 else 1.0)
    warmth = np.array([1.35, 1.0, 0.82]) if number >= 8 else np.ones(3)
    return np.asarray(tone(number) * depth * warmth * (1 + blood + yellow), dtype=np.float32)


def mottle(shape: tuple[int, int], rng: np.random.Generator, grain: float) -> Field:
    """Uneven colour, from patches down to pores: mean zero, about one wide."""
    field = np.zeros(shape, dtype=np.float32)
    for cells, weight in ((5, 0.5), (14, 0.35), (40, 0.3), (110, grain)):
        field += weight * patches(shape, cells, rng)
    return field


def patches(shape: tuple[int, int], cells: int, rng: np.random.Generator) -> Field:
    """Smooth random clouds, about this many across."""
    coarse = rng.standard_normal((cells + 3, cells + 3), dtype=np.float32)
    size = (int(shape[1] * (cells + 3) / cells), int(shape[0] * (cells + 3) / cells))
    return np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC))[: shape[0], : shape[1]]


def painted(light: NDArray[np.float32], albedo: NDArray[np.float32], shine: Field) -> Field:
    """Linear colour of lit skin."""
    return np.asarray(light * albedo + shine[..., None], dtype=np.float32)
