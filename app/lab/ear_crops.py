"""Random crops around ears, so that a locator learns them at every size, turn and light."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.lab.ear_scenes import Scene

SMALLEST, LARGEST = 22.0, 320.0
"""Side of an ear in a crop of REFERENCE pixels, drawn log-uniformly between these."""
REFERENCE = 320
LEAST_VISIBLE = 0.4
"""An ear cut by the edge counts while this share of it shows."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A square picture with its ears: left, top, right, bottom in pixels."""

    pixels: NDArray[np.uint8]
    boxes: NDArray[np.float64]


def draw(scenes: Sequence[Scene], size: int, rng: np.random.Generator) -> Crop:
    """One crop, or four small ones side by side."""
    if rng.random() < 0.3:
        return _quarter(scenes, size, rng)
    return _recolour(_cut(scenes[int(rng.integers(len(scenes)))], size, rng), rng)


def _quarter(scenes: Sequence[Scene], size: int, rng: np.random.Generator) -> Crop:
    half = size // 2
    pixels = np.zeros((size, size, 3), dtype=np.uint8)
    boxes: list[NDArray[np.float64]] = []
    for left, top in ((0, 0), (half, 0), (0, half), (half, half)):
        crop = _recolour(_cut(scenes[int(rng.integers(len(scenes)))], half, rng), rng)
        pixels[top : top + half, left : left + half] = crop.pixels
        boxes.append(crop.boxes + np.array([left, top, left, top], dtype=np.float64))
    return Crop(pixels, np.vstack(boxes))


def _cut(scene: Scene, size: int, rng: np.random.Generator) -> Crop:
    centre, zoom = _aim(scene, size, rng)
    linear = zoom * _turn(rng)
    offset = size / 2 - linear @ centre
    soft = cv2.GaussianBlur(scene.pixels, (0, 0), 0.4 / zoom) if zoom < 0.6 else scene.pixels
    fill = [float(value) for value in rng.choice([0.0, 114.0, rng.uniform(0, 255)]) * np.ones(3)]
    matrix = np.hstack([linear, offset[:, None]])
    pixels = cv2.warpAffine(soft, matrix, (size, size), flags=cv2.INTER_LINEAR, borderValue=fill)
    return Crop(np.asarray(pixels, dtype=np.uint8), _visible(_move(scene.boxes, linear, offset), size))


def _aim(scene: Scene, size: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """Where the crop looks, and how much it magnifies."""
    height, width = scene.pixels.shape[:2]
    if len(scene.boxes) == 0 or rng.random() < 0.08:
        return rng.uniform(0.2, 0.8, 2) * (width, height), float(np.exp(rng.uniform(np.log(0.4), np.log(2.0))))
    left, top, right, bottom = scene.boxes[rng.integers(len(scene.boxes))]
    side = np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))) * size / REFERENCE
    zoom = float(np.clip(side / np.sqrt((right - left) * (bottom - top)), 0.25, 4.0))
    reach = 0.45 * size / zoom
    return np.array([left + right, top + bottom]) / 2 + rng.uniform(-reach, reach, 2), zoom


def _turn(rng: np.random.Generator) -> NDArray[np.float64]:
    """A quarter turn with a little tilt, perhaps mirrored."""
    angle = rng.integers(4) * np.pi / 2 + rng.normal(0, 0.12)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ np.diag([rng.choice([-1.0, 1.0]), rng.uniform(0.88, 1.12)])


def _move(boxes: NDArray[np.float64], linear: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes around the ellipses inside the old boxes, as an ear has no corners."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 @ linear.T + offset
    half = np.sqrt(((boxes[:, 2:] - boxes[:, :2]) / 2) ** 2 @ (linear**2).T)
    return np.hstack([centre - half, centre + half])


def _visible(boxes: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    inside = np.clip(boxes, 0, size)
    sides = inside[:, 2:] - inside[:, :2]
    whole = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    shows = (np.prod(sides, axis=1) >= LEAST_VISIBLE * whole) & (sides.min(axis=1, initial=size) >= 6)
    kept: NDArray[np.float64] = inside[shows]
    return kept


def _recolour(crop: Crop, rng: np.random.Generator) -> Crop:
    """Another light, another camera."""
    pixels: NDArray[np.floating] = crop.pixels.astype(np.float32)
    if rng.random() < 0.7:
        gray = pixels.mean(axis=2, keepdims=True)
        pixels = gray + (pixels - gray) * rng.choice([0.0, rng.uniform(0.5, 1.5)], p=[0.08, 0.92])
        pixels = 255 * np.clip(pixels / 255, 0, 1) ** np.exp(rng.normal(0, 0.3)) * rng.uniform(0.85, 1.15, 3)
    if rng.random() < 0.15:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 1.6)), dtype=np.float64)
    if rng.random() < 0.15:
        pixels = pixels + rng.normal(0, rng.uniform(2, 14), pixels.shape)
    return Crop(np.clip(pixels, 0, 255).astype(np.uint8), crop.boxes)
