"""Signed distances to simple shapes, negative inside: the pen that draws synthetic anatomy."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from app.imaging.sector import Field


def place(x: Field, y: Field, centre: tuple[float, float], angle: float) -> tuple[Field, Field]:
    """Coordinates of a body that lies at `centre`, turned by `angle` radians."""
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    across, down = x - np.float32(centre[0]), y - np.float32(centre[1])
    return across * cosine + down * sine, down * cosine - across * sine


def ellipse(u: Field, v: Field, centre: tuple[float, float], radii: tuple[float, float]) -> Field:
    """Nearly the distance to an ellipse along the axes."""
    across, down = (u - np.float32(centre[0])), (v - np.float32(centre[1]))
    a, b = np.float32(radii[0]), np.float32(radii[1])
    level = np.sqrt((across / a) ** 2 + (down / b) ** 2)
    slope = np.sqrt((across / (a * a)) ** 2 + (down / (b * b)) ** 2)
    tiny = np.float32(1e-6)
    distance: Field = (level + tiny) / (slope + tiny / min(a, b)) * (level - 1)
    return distance


def path(u: Field, v: Field, points: Sequence[tuple[float, float]], thick: float) -> Field:
    """Distance to a line through the points, `thick` to either side."""
    pieces = [_segment(u, v, start, end) for start, end in itertools.pairwise(points)]
    distance: Field = np.sqrt(np.minimum.reduce(pieces)) - np.float32(thick)
    return distance


def _segment(u: Field, v: Field, start: tuple[float, float], end: tuple[float, float]) -> Field:
    along, rise = np.float32(end[0] - start[0]), np.float32(end[1] - start[1])
    across, down = u - np.float32(start[0]), v - np.float32(start[1])
    share: Field = np.clip((across * along + down * rise) / (along**2 + rise**2 + np.float32(1e-9)), 0, 1)
    square: Field = (across - share * along) ** 2 + (down - share * rise) ** 2
    return square


def ripple(u: Field, v: Field, rng: Generator, wavelength: float, waves: int = 4) -> Field:
    """A smooth random field of about unit size, made of waves near the given length."""
    total = np.zeros_like(u)
    for _ in range(waves):
        angle, phase = rng.uniform(0, 2 * np.pi, 2)
        number = 2 * np.pi / (wavelength * rng.uniform(0.6, 1.6))
        total += np.sin(
            u * np.float32(number * np.cos(angle)) + v * np.float32(number * np.sin(angle)) + np.float32(phase)
        )
    return total * np.float32(np.sqrt(2 / waves))
