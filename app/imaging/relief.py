"""Soft relief for synthetic skin: heights built of beads along lines, and the light that falls on them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Field = NDArray[np.float32]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beads:
    """Round soft hills (or pits, where the height is negative) in pixels of the picture."""

    centres: Points
    radii: NDArray[np.float64]
    heights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lighting:
    """Where the light comes from and how it spreads."""

    direction: tuple[float, float, float]
    """Right, down, towards the viewer; need not be of unit length."""
    ambient: float = 0.35
    occlusion: float = 0.5
    shine: float = 0.15
    wrap: tuple[float, float, float] = (0.45, 0.2, 0.12)
    """How far red, green and blue light bleed round an edge under the skin."""


def string(points: Points, radius: tuple[float, float], height: tuple[float, float], count: int = 14) -> Beads:
    """A ridge along a smooth line; radius and height change from its first to its last point."""
    centres = smooth(points, count)
    radii = np.linspace(*radius, count)
    gaps = np.linalg.norm(np.diff(centres, axis=0), axis=1)
    spacing = np.concatenate([gaps[:1], (gaps[1:] + gaps[:-1]) / 2, gaps[-1:]])
    return Beads(centres, radii, np.linspace(*height, count) * spacing / (radii * 2.507))


def together(parts: Sequence[Beads]) -> Beads:
    return Beads(
        np.vstack([part.centres for part in parts]),
        np.concatenate([part.radii for part in parts]),
        np.concatenate([part.heights for part in parts]),
    )


def heights(beads: Beads, shape: tuple[int, int]) -> Field:
    """The sum of all beads as a field: one matrix product, since a round hill is separable."""
    rows = (np.arange(shape[0])[:, None] - beads.centres[:, 1]) / beads.radii
    columns = (np.arange(shape[1])[:, None] - beads.centres[:, 0]) / beads.radii
    down = np.exp(-0.5 * rows.astype(np.float32) ** 2) * beads.heights.astype(np.float32)
    across = np.exp(-0.5 * columns.astype(np.float32) ** 2)
    return np.asarray(down @ across.T, dtype=np.float32)


def smooth(points: Points, count: int, *, closed: bool = False) -> Points:
    """A Catmull-Rom line through the points."""
    if closed:
        padded = np.vstack([points[-1:], points, points[:2]])
    else:
        padded = np.vstack([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    place = np.linspace(0, len(padded) - 3, count, endpoint=not closed)
    start = np.minimum(place.astype(int), len(padded) - 4)
    part = (place - start)[:, None]
    before, first, second, after = (padded[start + step] for step in range(4))
    bend = 2 * before - 5 * first + 4 * second - after
    return np.asarray(
        first + 0.5 * part * (second - before + part * (bend + part * (3 * (first - second) + after - before)))
    )


def fill(points: Points, shape: tuple[int, int]) -> Field:
    """How much of each pixel lies inside the outline, 0 to 1."""
    canvas = Image.new("L", (shape[1] * 3, shape[0] * 3))
    ImageDraw.Draw(canvas).polygon([(3 * x + 1.5, 3 * y + 1.5) for x, y in points], fill=255)
    return np.asarray(canvas.reduce(3), dtype=np.float32) / np.float32(255)


def blur(field: Field, radius: float) -> Field:
    """A wide soft blur, made on a smaller copy."""
    factor = max(1, int(radius / 1.2))
    height, width = field.shape
    small = Image.fromarray(field).reduce(factor) if factor > 1 else Image.fromarray(field)
    kernel = np.exp(-0.5 * (np.arange(-5, 6) * factor / radius) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    values = np.pad(np.asarray(small), 5, mode="edge")
    columns = sum(weight * values[:, step : values.shape[1] - 10 + step] for step, weight in enumerate(kernel))
    both = sum(weight * columns[step : columns.shape[0] - 10 + step] for step, weight in enumerate(kernel))
    wide = Image.fromarray(np.asarray(both, dtype=np.float32))
    size = (wide.width * factor, wide.height * factor)
    full = np.asarray(wide.resize(size, Image.Resampling.BICUBIC) if factor > 1 else wide, dtype=np.float32)
    return full[:height, :width]


def lit(surface: Field, lighting: Lighting, size: float) -> tuple[Field, Field]:
    """Light per colour (height x width x 3) and shine; `size` is the body's own size in pixels."""
    down, across = np.gradient(surface)
    inverse = 1 / np.sqrt(down * down + across * across + 1)
    right, below, front = _unit(lighting.direction)
    facing = (front - across * right - down * below) * inverse
    wrap = np.array(lighting.wrap, dtype=np.float32)
    free = _open(surface, lighting, size)[..., None]
    bleed = 0.85 - 0.6 * wrap
    direct = np.maximum((facing[..., None] + wrap) / (1 + wrap), 0) * (1 - bleed + bleed * free)
    light = direct * (1 - lighting.ambient) + lighting.ambient * _sky(surface, lighting, size)
    right, below, front = _unit((right, below, front + 1))
    glance = np.clip((front - across * right - down * below) * inverse, 0, 1) ** 2
    return light, lighting.shine * glance**2 * (glance**2) ** 2 * free[..., 0]


def _unit(direction: tuple[float, float, float]) -> tuple[float, float, float]:
    length = math.hypot(*direction)
    return direction[0] / length, direction[1] / length, direction[2] / length


def _open(surface: Field, lighting: Lighting, size: float) -> Field:
    """One where light falls freely, less in the shadow of what stands between."""
    across, down, up = lighting.direction
    flat = max(math.hypot(across, down), 1e-6)
    blocked = np.zeros_like(surface)
    for reach in (0.02, 0.045, 0.08):
        step = reach * size
        moved = shift(surface, -across / flat * step, -down / flat * step)
        blocked = np.maximum(blocked, (moved - surface - step * up / flat) * (1 / (0.03 * size)))
    return np.asarray(1 - np.minimum(blocked, 1))


def _sky(surface: Field, lighting: Lighting, size: float) -> Field:
    """Hollows see less of the room than hills do; what light they get has bounced off skin."""
    hollow = np.clip((blur(surface, 0.03 * size) - surface) * (1 / (0.02 * size)), -0.5, 1.2)
    wide = np.clip((blur(surface, 0.1 * size) - surface) * (1 / (0.06 * size)), -0.5, 1.2)
    depth = lighting.occlusion * (0.5 * hollow + 0.6 * wide)
    red, others = np.exp(-0.85 * depth), np.exp(-1.15 * depth)
    return np.stack([red, others, others], axis=-1)


def shift(field: Field, right: float, down: float) -> Field:
    """The field moved by whole pixels, its edge repeated."""
    rows = np.clip(np.arange(field.shape[0]) - round(down), 0, field.shape[0] - 1)
    columns = np.clip(np.arange(field.shape[1]) - round(right), 0, field.shape[1] - 1)
    return field[rows][:, columns]
