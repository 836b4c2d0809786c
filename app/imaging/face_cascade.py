"""Finding faces with their five landmarks: the cascade of MTCNN (Zhang 2016) around three given networks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box

Floats = NDArray[np.float32]
Sums = NDArray[np.float64]
"""Running sums over a picture, 3 x (height + 1) x (width + 1)."""
Network = Callable[[Floats], dict[str, Floats]]
"""Pictures, N x 3 x h x w, to `chance`, `shift` and, from the last network, `points`."""

CELL, STRIDE = 12, 2
"""What the first network sees at once, and how far apart its answers lie, in pixels of a scaled picture."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """Three networks, each surer than the one before."""

    propose: Network
    refine: Network
    outline: Network
    thresholds: tuple[float, float, float] = (0.6, 0.7, 0.7)
    shrink: float = 0.709
    """From one level of the picture pyramid to the next."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face; landmarks are both eyes, the nose, both corners of the mouth, the picture's left first."""

    box: Box
    chance: float
    landmarks: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Boxes (left, top, right, bottom) that may be faces, and how sure each is."""

    boxes: Floats
    chances: Floats

    def pick(self, places: NDArray[np.intp]) -> "Candidates":
        return Candidates(self.boxes[places], self.chances[places])


def find_faces(pixels: NDArray[np.uint8], cascade: Cascade, smallest: float = 20.0) -> list[Face]:
    """The faces of a picture (height x width x 3) of at least `smallest` pixels, the surest first."""
    sums = add_up(pixels)
    return outline(sums, refine(sums, propose(sums, cascade, smallest), cascade), cascade)


def propose(sums: Sums, cascade: Cascade, smallest: float) -> Candidates:
    """Square candidates from every level of the pyramid."""
    height, width = sums.shape[1] - 1, sums.shape[2] - 1
    levels = [look(sums, scale, cascade) for scale in scales(min(height, width), cascade.shrink, smallest)]
    if not levels:
        return Candidates(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))
    found = Candidates(
        np.concatenate([level.boxes for level, _ in levels]),
        np.concatenate([level.chances for level, _ in levels]),
    )
    places = suppress(found, 0.7)
    shift = np.concatenate([shift for _, shift in levels])[places]
    return Candidates(squared(moved(found.boxes[places], shift, extra=0)), found.chances[places])


def scales(side: int, shrink: float, smallest: float) -> list[float]:
    """How much to shrink the picture so that each size of face once fills the first network's cell."""
    scale, found = CELL / smallest, []
    while side * scale >= CELL:
        found.append(scale)
        scale *= shrink
    return found


def look(sums: Sums, scale: float, cascade: Cascade) -> tuple[Candidates, Floats]:
    """The first network's candidates at one scale, and how it would move them."""
    height, width = sums.shape[1] - 1, sums.shape[2] - 1
    size = (int(height * scale + 1), int(width * scale + 1))
    answer = cascade.propose(standard(resample(sums, (0, 0, width, height), size))[None])
    chance, shift = answer["chance"][0], answer["shift"][0]
    rows, columns = np.nonzero(chance >= cascade.thresholds[0])
    corner = np.stack([columns, rows], 1).astype(np.float32) * STRIDE
    near, far = (np.floor((corner + reach) / np.float32(scale)) for reach in (1, CELL))
    found = Candidates(np.concatenate([near, far], 1), chance[rows, columns])
    places = suppress(found, 0.5)
    return found.pick(places), shift[:, rows, columns].T[places]


def refine(sums: Sums, candidates: Candidates, cascade: Cascade) -> Candidates:
    """The second network throws most away and corrects the rest."""
    if not len(candidates.boxes):
        return candidates
    answer = cascade.refine(crops(sums, candidates.boxes, 24))
    sure = np.flatnonzero(answer["chance"] > cascade.thresholds[1])
    found = Candidates(candidates.boxes[sure], answer["chance"][sure])
    places = suppress(found, 0.7)
    boxes = squared(moved(found.boxes[places], answer["shift"][sure][places], extra=1))
    return Candidates(boxes, found.chances[places])


def outline(sums: Sums, candidates: Candidates, cascade: Cascade) -> list[Face]:
    """The third network decides, corrects and places the landmarks."""
    if not len(candidates.boxes):
        return []
    answer = cascade.outline(crops(sums, candidates.boxes, 48))
    sure = np.flatnonzero(answer["chance"] > cascade.thresholds[2])
    boxes = candidates.boxes[sure]
    points = landmarks(boxes, answer["points"][sure])
    found = Candidates(moved(boxes, answer["shift"][sure], extra=1), answer["chance"][sure])
    return [
        Face(
            Box(*found.boxes[place].tolist()),
            float(found.chances[place]),
            tuple(map(tuple, points[place].tolist())),
        )
        for place in suppress(found, 0.7, nested=True)
    ]


def landmarks(boxes: Floats, points: Floats) -> Floats:
    """Five x and five y, as shares of the box, to pixels of the picture: N x 5 x 2."""
    size = boxes[:, 2:] - boxes[:, :2] + 1
    return points.reshape(-1, 2, 5).transpose(0, 2, 1) * size[:, None] + boxes[:, None, :2] - 1


def crops(sums: Sums, boxes: Floats, size: int) -> Floats:
    """The boxes cut out, cropped by the picture's edge, and resized."""
    whole = np.trunc(boxes).astype(int)
    edges = np.array([sums.shape[2] - 1, sums.shape[1] - 1])
    near = np.clip(whole[:, :2] - 1, 0, edges - 1)
    far = np.maximum(np.minimum(whole[:, 2:], edges), near + 1)
    windows = np.concatenate([near, far], 1).tolist()
    return standard(np.stack([resample(sums, tuple(window), (size, size)) for window in windows]))


def standard(pictures: Floats) -> Floats:
    """Bytes to the range the networks were trained with."""
    return (pictures - np.float32(127.5)) * np.float32(0.0078125)


def add_up(pixels: NDArray[np.uint8]) -> Sums:
    """What lies above and left of each pixel, so that the mean of any window costs four look-ups."""
    sums = np.zeros((3, pixels.shape[0] + 1, pixels.shape[1] + 1))
    sums[:, 1:, 1:] = pixels.transpose(2, 0, 1).cumsum(1, dtype=np.float64).cumsum(2)
    return sums


def resample(sums: Sums, window: tuple[int, ...], size: tuple[int, int]) -> Floats:
    """A window (left, top, right, bottom) at a new size (rows, columns), by the mean of what lies under."""
    left, top, right, bottom = window
    above, below = strips(top, bottom, size[0])
    before, after = strips(left, right, size[1])
    rows = sums[:, below] - sums[:, above]
    total = rows[:, :, after] - rows[:, :, before]
    resized: Floats = (total / ((below - above)[:, None] * (after - before))).astype(np.float32)
    return resized


def strips(start: int, stop: int, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each of `count` even strips begins and ends, in whole pixels."""
    steps, length = np.arange(count), stop - start
    return start + steps * length // count, start - (-(steps + 1) * length // count)


def moved(boxes: Floats, shift: Floats, extra: int) -> Floats:
    """Boxes corrected by shares of their own size."""
    size = boxes[:, 2:] - boxes[:, :2] + extra
    better: Floats = (boxes + shift * np.concatenate([size, size], 1)).astype(np.float32)
    return better


def squared(boxes: Floats) -> Floats:
    """The smallest square around each box's centre that holds its longer side."""
    size = boxes[:, 2:] - boxes[:, :2]
    side = size.max(1, keepdims=True)
    corner = boxes[:, :2] + size * 0.5 - side * 0.5
    return np.concatenate([corner, corner + side], 1)


def suppress(candidates: Candidates, limit: float, *, nested: bool = False) -> NDArray[np.intp]:
    """The surest of boxes that overlap; `nested` measures the overlap by the smaller box, in whole pixels."""
    extra = 1.0 if nested else 0.0
    boxes = candidates.boxes
    area = np.prod(boxes[:, 2:] - boxes[:, :2] + extra, axis=1)
    left = np.argsort(-candidates.chances, kind="stable")
    kept: list[int] = []
    while len(left):
        first, rest = left[0], left[1:]
        kept.append(int(first))
        edge = np.minimum(boxes[first, 2:], boxes[rest, 2:]) - np.maximum(boxes[first, :2], boxes[rest, :2])
        shared = np.prod(np.maximum(edge + extra, 0), axis=1)
        whole = np.minimum(area[first], area[rest]) if nested else area[first] + area[rest] - shared
        left = rest[shared <= limit * whole]
    return np.array(kept, np.intp)
