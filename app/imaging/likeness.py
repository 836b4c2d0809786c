"""Telling that two pictures are the same: exactly, or but for size and compression."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE, KEPT = 32, 8
"""The picture is shrunk to SIDE; the KEPT lowest waves across and down are its print."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One picture's two prints."""

    exact: str
    """Hash of its pixels, whatever file they came in."""
    perceptual: int
    """64 bits of its coarse shape (a perceptual hash by cosine transform)."""

    def distance(self, other: "Fingerprint") -> int:
        """How many of the 64 bits differ."""
        return (self.perceptual ^ other.perceptual).bit_count()


def fingerprint(pixels: NDArray[np.uint8]) -> Fingerprint:
    """Both prints of a picture."""
    shape = "x".join(map(str, pixels.shape)).encode()
    exact = sha256(shape + np.ascontiguousarray(pixels).tobytes()).hexdigest()
    return Fingerprint(exact, perceptual(pixels))


def perceptual(pixels: NDArray[np.uint8]) -> int:
    """Which of the coarse waves are stronger than their median."""
    small = Image.fromarray(pixels).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    waves = WAVES @ np.asarray(small, np.float64) @ WAVES.T
    strong = (waves > np.median(waves)).ravel()
    return int("".join("1" if bit else "0" for bit in strong), 2)


def _waves() -> NDArray[np.float64]:
    """The KEPT lowest waves of the cosine transform after the constant one."""
    order, place = np.arange(1, KEPT + 1)[:, None], np.arange(SIDE)[None, :]
    return np.asarray(np.cos(np.pi * (2 * place + 1) * order / (2 * SIDE)))


WAVES = _waves()
