"""The outer ear as lines of cartilage in its own measure, and how each deformity bends them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from app.imaging.relief import Points, smooth

OUTLINE = np.array([
    (-0.40, -0.38), (-0.43, -0.66), (-0.26, -0.91), (0.08, -1.00), (0.40, -0.86), (0.58, -0.52), (0.59, -0.10),
    (0.49, 0.28), (0.35, 0.60), (0.21, 0.87), (-0.05, 0.99), (-0.28, 0.86), (-0.37, 0.52), (-0.45, 0.10),
])  # fmt: skip
"""A left ear: front is left, up is negative; clockwise from where the rim leaves the cheek. Half its length is one."""
RIM_END = 8 / 14
"""The rim runs over this share of the outline."""
DENSE = 168


@dataclass(frozen=True, slots=True)
class Ridge:
    """A fold of cartilage (or a furrow, where its height is negative)."""

    points: Points
    radius: tuple[float, float]
    height: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ear:
    """All that is needed to draw one ear."""

    outline: Points
    ridges: tuple[Ridge, ...]
    tilt: float
    """How far the back edge stands off the head."""
    buried: float
    """Share of the upper pole under the skin of the head."""


@dataclass(frozen=True, slots=True)
class Individual:
    """How one baby's ear differs from the next baby's."""

    width: float
    lobule: float
    fold: float
    """Strength of the antihelix."""
    bowl: float
    rim: float
    tilt: float
    wobble: Points
    bend: Points
    kink: float
    side: float


def any_individual(rng: np.random.Generator) -> Individual:
    return Individual(
        width=rng.uniform(0.88, 1.14),
        lobule=rng.uniform(0.7, 1.2),
        fold=rng.uniform(0.7, 1.25),
        bowl=rng.uniform(0.8, 1.2),
        rim=rng.uniform(0.8, 1.25),
        tilt=rng.uniform(0.1, 0.2),
        wobble=rng.normal(0, 0.022, OUTLINE.shape),
        bend=rng.normal(0, 0.02, (8, 2)),
        kink=rng.uniform(0.26, 0.46),
        side=rng.uniform(-1, 1),
    )


def shape(individual: Individual, degrees: Mapping[str, float]) -> Ear:
    """This individual's ear with these deformities, each of a degree in [0, 1]."""
    outline = smooth(_pulled(OUTLINE + individual.wobble, degrees.get("stahl", 0.0)), DENSE, closed=True)
    outline = _dented(outline, individual, degrees.get("helical_rim", 0.0))
    ridges = _rim(outline, individual, degrees) + _folds(individual, degrees) + _additions(individual, degrees)
    bent = tuple(replace(ridge, points=_bend(ridge.points, individual, degrees)) for ridge in ridges)
    tilt = individual.tilt + 0.35 * degrees.get("prominent", 0.0) + 0.1 * degrees.get("cup", 0.0)
    return Ear(_bend(outline, individual, degrees), bent, tilt, degrees.get("cryptotia", 0.0))


def _pulled(points: Points, degree: float) -> Points:
    """Stahl: the upper back of the outline drawn out to a point."""
    moves = np.zeros_like(points)
    moves[4] = (0.17, -0.10)
    moves[3], moves[5] = (-0.06, 0.10), (-0.05, 0.02)
    return np.asarray(points + degree * moves)


def _dented(outline: Points, individual: Individual, degree: float) -> Points:
    """Kinks of the rim: a notch, and a smaller one further on."""
    along = np.arange(DENSE) / DENSE
    notch = np.exp(-(((along - individual.kink) / 0.022) ** 2))
    second = 0.6 * np.exp(-(((along - individual.kink + 0.085) / 0.02) ** 2))
    bulge = 0.45 * np.exp(-(((along - individual.kink - 0.05) / 0.025) ** 2))
    return outline + _inward(outline) * (degree * 0.17 * (notch + second - bulge))[:, None]


def _inward(line: Points) -> Points:
    along = np.gradient(line, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    return np.asarray(normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9))


def _rim(outline: Points, individual: Individual, degrees: Mapping[str, float]) -> tuple[Ridge, ...]:
    """The helix, the furrow inside it, and where it dives into the bowl."""
    cup, flat = degrees.get("cup", 0.0), degrees.get("helical_rim", 0.0)
    arc = outline[: int(DENSE * RIM_END)]
    inward = _inward(outline)[: len(arc)]
    thick = 0.062 * (1 + 0.75 * cup)
    tall = 0.2 * individual.rim * (1 + 0.9 * cup)
    rim = Ridge(arc + inward * (0.055 + 0.1 * cup), (thick, 0.045), (tall, 0.11 + 0.1 * cup))
    furrow = Ridge(arc[12:-6] + inward[12:-6] * (0.15 + 0.16 * cup), (0.045, 0.05), (-0.13 - 0.14 * cup, -0.07))
    at = int(DENSE * individual.kink)
    gap = Ridge(arc[at - 4 : at + 5] + inward[at - 4 : at + 5] * 0.05, (0.05, 0.05), (-0.16 * flat, -0.16 * flat))
    root = np.array([outline[1], outline[0], (-0.36, -0.16), (-0.22, -0.05), (-0.05, -0.03)])
    return rim, furrow, gap, Ridge(root, (0.06, 0.05), (0.17 * individual.rim, 0.09))


def _folds(individual: Individual, degrees: Mapping[str, float]) -> tuple[Ridge, ...]:
    """Antihelix with its two crura, bowl, tragus, antitragus and lobule."""
    fold = individual.fold * (1 - 0.85 * degrees.get("prominent", 0.0)) * (1 - 0.4 * degrees.get("cup", 0.0))
    upper = fold * (1 - 0.8 * degrees.get("lop", 0.0)) * (1 - 0.5 * degrees.get("stahl", 0.0))
    bowl = individual.bowl * (1 + 0.45 * degrees.get("prominent", 0.0) + 0.35 * degrees.get("cup", 0.0))
    stem = np.array([(-0.02, 0.50), (0.16, 0.40), (0.28, 0.20), (0.33, -0.06), (0.29, -0.30)])
    bend = individual.bend
    return (
        Ridge(stem + bend[:5], (0.075, 0.085), (0.15 * fold, 0.2 * fold)),
        Ridge(np.array([(0.29, -0.30), (0.24, -0.5), (0.18, -0.72)]) + bend[5], (0.085, 0.08), (0.17 * upper, 0.07)),
        Ridge(np.array([(0.29, -0.30), (0.08, -0.40), (-0.24, -0.42)]) + bend[6], (0.07, 0.055), (0.15 * fold, 0.09)),
        Ridge(np.array([(0.05, -0.56), (-0.14, -0.60)]) + bend[6], (0.1, 0.08), (-0.12, -0.08)),
        Ridge(np.array([(0.16, -0.2), (-0.06, -0.24), (-0.2, -0.25)]), (0.09, 0.06), (-0.2 * bowl, -0.12 * bowl)),
        Ridge(np.array([(0.12, 0.0), (0.08, 0.17), (-0.1, 0.24)]), (0.14, 0.11), (-0.26 * bowl, -0.22 * bowl)),
        Ridge(np.array([(-0.2, 0.06), (-0.22, 0.13)]), (0.055, 0.055), (-0.32, -0.32)),
        Ridge(np.array([(-0.36, -0.02), (-0.32, 0.12), (-0.32, 0.24)]), (0.065, 0.06), (0.2, 0.14)),
        Ridge(np.array([(-0.2, 0.36), (-0.19, 0.42)]), (0.05, 0.05), (-0.16, -0.12)),
        Ridge(np.array([(-0.1, 0.45), (0.02, 0.50)]) + bend[7], (0.07, 0.06), (0.16, 0.13)),
        Ridge(np.array([(-0.1, 0.68), (-0.06, 0.82)]), (0.16, 0.13), (0.12 * individual.lobule, 0.14)),
    )


def _additions(individual: Individual, degrees: Mapping[str, float]) -> tuple[Ridge, ...]:
    """Folds that a regular ear does not have."""
    lop, stahl, bar = (degrees.get(name, 0.0) for name in ("lop", "stahl", "conchal_crus"))
    lid = np.array([(-0.40, -0.52), (-0.2, -0.50), (0.1, -0.46), (0.36, -0.42), (0.52, -0.30)])
    third = np.array([(0.30, -0.28), (0.40, -0.52), (0.52, -0.86)])
    across = np.array([(-0.16, -0.04), (0.06, 0.02), (0.31, 0.05 + 0.06 * individual.side)])
    return (
        Ridge(lid, (0.11, 0.1), (0.4 * lop, 0.3 * lop)),
        Ridge(lid + np.array([0.0, 0.17]), (0.055, 0.055), (-0.34 * lop, -0.26 * lop)),
        Ridge(third, (0.065, 0.06), (0.2 * stahl, 0.24 * stahl)),
        Ridge(across, (0.065, 0.065), (0.36 * bar, 0.42 * bar)),
    )


def _bend(points: Points, individual: Individual, degrees: Mapping[str, float]) -> Points:
    """Whole parts of the ear moved: folded down, drawn tight, turned out or shrunk."""
    across, down = points[:, 0] * individual.width, points[:, 1].copy()
    lop, cup, prominent = (degrees.get(name, 0.0) for name in ("lop", "cup", "prominent"))
    over = np.clip(-0.25 - down, 0, None)
    down += over * 0.58 * lop
    across += over * 0.12 * lop
    down = np.where(down < 0, down * (1 - 0.3 * cup), down)
    across *= (1 - cup * (0.1 + 0.26 * np.clip(0.3 - down, 0, 1))) * (1 + 0.14 * prominent)
    return _shrunk(np.stack([across, down], axis=1), individual, degrees.get("malformation", 0.0))


def _shrunk(points: Points, individual: Individual, degree: float) -> Points:
    """Microtia: a small upright peanut where the ear should be."""
    across, down = points[:, 0], points[:, 1]
    waist = 1 - 0.45 * degree * np.exp(-(((down - 0.15) / 0.35) ** 2))
    narrow = across * (1 - 0.52 * degree) * waist + 0.1 * degree * individual.side * down
    return np.stack([narrow - 0.12 * degree, down * (1 - 0.4 * degree) + 0.12 * degree], axis=1)
