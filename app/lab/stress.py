"""The synthetic stress test: six ways in which pictures get worse, at five levels each."""

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter, rotate

Pixels = NDArray[np.uint8]
Change = Callable[[Pixels, int, np.random.Generator], NDArray[np.float64] | Pixels]

LEVELS = (1, 2, 3, 4, 5)
BLUR = (0.004, 0.008, 0.014, 0.022, 0.034)
"""Width of the blur as a share of the picture's side."""
NOISE = (6.0, 12.0, 22.0, 36.0, 55.0)
"""Standard deviation in gray levels of 255."""
QUALITY = (50, 30, 18, 10, 5)
"""Of JPEG."""
LIGHT = (0.85, 0.7, 0.55, 0.4, 0.28)
"""What is left of the light on the darker side; the lighter side keeps half of the loss."""
DEGREES = (5.0, 10.0, 20.0, 30.0, 45.0)
COVERED = (0.02, 0.05, 0.10, 0.16, 0.25)
"""Share of the picture under a gray patch."""


def corrupt(pixels: Pixels, kind: str, level: int, seed: int) -> Pixels:
    """A worse copy of a picture, height × width (× channels); the same seed gives the same copy."""
    if level not in LEVELS:
        raise ValueError(f"a stress level is one of {LEVELS}, got {level}")
    worse = KINDS[kind](pixels, level - 1, np.random.default_rng([seed, level]))
    return np.clip(np.rint(worse), 0, 255).astype(np.uint8)


def corrupt_all(pictures: Pixels, kind: str, level: int, seed: int) -> Pixels:
    """Pictures × height × width × channels, each with its own chance."""
    return np.stack([corrupt(one, kind, level, seed * 1_000_003 + place) for place, one in enumerate(pictures)])


def conditions() -> Iterator[tuple[str, int]]:
    """Every kind at every level, milder first."""
    for kind in KINDS:
        for level in LEVELS:
            yield kind, level


def blur(pixels: Pixels, level: int, _random: np.random.Generator) -> NDArray[np.float64]:
    """Out of focus."""
    width = BLUR[level] * min(pixels.shape[:2])
    return np.asarray(gaussian_filter(pixels.astype(np.float64), (width, width, 0)[: pixels.ndim]))


def noise(pixels: Pixels, level: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Too little light for the sensor."""
    return pixels + random.normal(0, NOISE[level], pixels.shape)


def compression(pixels: Pixels, level: int, _random: np.random.Generator) -> Pixels:
    """Sent on by a messenger."""
    stream = BytesIO()
    Image.fromarray(pixels.squeeze()).save(stream, format="JPEG", quality=QUALITY[level])
    with Image.open(stream) as again:
        return np.array(again, np.uint8).reshape(pixels.shape)


def light(pixels: Pixels, level: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Dim, and dimmer towards one side."""
    height, width = pixels.shape[:2]
    angle = random.uniform(0, 2 * np.pi)
    across = np.linspace(-0.5, 0.5, width)[None, :] * np.cos(angle)
    down = np.linspace(-0.5, 0.5, height)[:, None] * np.sin(angle)
    left = LIGHT[level]
    lit = left + (1 - left) / 2 * (0.5 + (across + down) / np.sqrt(2))
    return np.asarray(pixels * lit.reshape(height, width, *[1] * (pixels.ndim - 2)))


def rotation(pixels: Pixels, level: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Held askew, to either side."""
    degrees = DEGREES[level] * random.choice([-1, 1])
    turned = rotate(pixels.astype(np.float64), degrees, reshape=False, order=1, mode="nearest")
    return np.asarray(turned)


def occlusion(pixels: Pixels, level: int, random: np.random.Generator) -> Pixels:
    """Something in front of it, gray and square."""
    height, width = pixels.shape[:2]
    side = np.sqrt(COVERED[level])
    tall, wide = max(1, round(height * side)), max(1, round(width * side))
    top, left = random.integers(0, height - tall + 1), random.integers(0, width - wide + 1)
    covered = pixels.copy()
    covered[top : top + tall, left : left + wide] = 128
    return covered


KINDS: dict[str, Change] = {
    "blur": blur,
    "noise": noise,
    "compression": compression,
    "light": light,
    "rotation": rotation,
    "occlusion": occlusion,
}
