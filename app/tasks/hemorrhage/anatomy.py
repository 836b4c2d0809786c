"""A newborn's brain through the fontanelle as shapes: where blood lies and what looks like it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from app.imaging.sector import Field
from app.imaging.shape import ellipse, path, place, ripple
from app.imaging.tissue import FLUID, Tissue


@dataclass(frozen=True, slots=True)
class Plane:
    """One way of holding the probe."""

    view: str
    level: int
    """Coronal: 0 anterior, 1 at the third ventricle, 2 posterior. Sagittal: -1 left, 0 middle, 1 right."""

    @property
    def label(self) -> str:
        """What the examiner types on the screen."""
        if self.view == "coronal":
            return f"COR{self.level + 1}"
        return ("LEFT", "MID", "RIGHT")[self.level + 1]


PLANES = tuple(Plane("coronal", level) for level in (0, 1, 2)) + tuple(Plane("sagittal", side) for side in (-1, 0, 1))


SCALES = (0.98, 1.2)
"""Sizes of brains from the most premature to those born at term."""


@dataclass(frozen=True, slots=True)
class Brain:
    """One newborn's brain, the same in every frame of the exam."""

    bleeds: bool
    degree: int
    """0 none; 1 germinal matrix, 2 into the ventricle, 3 with dilatation, 4 in the tissue."""
    side: int
    """-1 left, 1 right: where the bleed is."""
    extent: float
    """0 to 1 within the degree."""
    fresh: float
    """Echo of the blood in decibels."""
    dilatation: tuple[float, float]
    """Of the left and right ventricle: 1 a slit, 4 wide."""
    plexus: float
    """How bulky the choroid plexus is."""
    blush: float
    """Echo around the ventricles that is no blood, in decibels."""
    scale: float

    @classmethod
    def draw(cls, bleeds: bool, rng: Generator) -> "Brain":
        """A newborn, with or without a bleed; wide ventricles and bulky plexus occur in both."""
        degree = int(rng.choice((1, 2, 3, 4), p=(0.25, 0.3, 0.25, 0.2))) if bleeds else 0
        wide = rng.uniform(2.2, 4.0) if rng.random() < 0.25 or degree >= 3 else rng.uniform(0.7, 1.9)
        sides = tuple(float(wide * rng.uniform(0.75, 1.25)) for _ in range(2))
        return cls(
            bleeds=bleeds,
            degree=degree,
            side=-1 if rng.random() < 0.5 else 1,
            extent=float(rng.random()),
            fresh=float(rng.uniform(-19, -10)),
            dilatation=(sides[0], sides[1]),
            plexus=float(rng.uniform(0.7, 1.5)),
            blush=float(rng.uniform(0, 6)),
            scale=float(rng.uniform(*SCALES)),
        )

    @property
    def weeks(self) -> int:
        """Of gestation at birth: the larger the brain, the older the child."""
        smallest, largest = SCALES
        return round(24 + 17 * (self.scale - smallest) / (largest - smallest))

    def width(self, side: int) -> float:
        """Half the thickness of this side's ventricle."""
        return 1.5 * self.dilatation[(side + 1) // 2]


def shows(brain: Brain, plane: Plane) -> bool:
    """Whether this plane cuts the bleed."""
    if plane.view == "sagittal":
        return plane.level == brain.side
    return plane.level <= 1 or brain.degree == 3 or (brain.degree == 2 and brain.extent > 0.5)


def _frame(tissue: Tissue, brain: Brain, rng: Generator) -> tuple[Field, Field]:
    scale = brain.scale * rng.uniform(0.93, 1.07)
    tissue.unit = scale
    u, v = place(tissue.x, tissue.y, (rng.normal(0, 4), rng.normal(0, 2)), rng.normal(0, 0.12))
    u, v = u / np.float32(scale), v / np.float32(scale)
    return u + 0.9 * ripple(u, v, rng, 35), v + 0.9 * ripple(u, v, rng, 35)


def _head(tissue: Tissue, u: Field, v: Field, rng: Generator, radii: tuple[float, float]) -> None:
    """Brain tissue with its sulci, the skull far from the fontanelle, the scalp under the probe."""
    skull = ellipse(u, v, (0, 46), radii) + 0.5 * ripple(u, v, rng, 12)
    tissue.fill(skull, rng.uniform(-43, -36), edge=1.5)
    inside = np.clip(-skull, 0, 1)
    tissue.echo += inside * (2.5 * ripple(u, v, rng, 30) + 2 * ripple(u, v, rng, 9) + 2 * ripple(u, v, rng, 4))
    _sulci(tissue, u, v, skull, rng)
    away: Field = np.clip((v - np.float32(rng.uniform(18, 40))) / 14, 0, 1)
    thick, bone = rng.uniform(0.8, 1.3), rng.uniform(1.5, 4)
    tissue.wall(skull, rng.uniform(-10, -2), thick, loss=2.5, facing=bone, keep=away)
    tissue.wall(skull - np.float32(rng.uniform(2.5, 4)), rng.uniform(-26, -14), thick, facing=bone, keep=away)
    reach = np.hypot(tissue.x, tissue.y + np.float32(tissue.sector.radius)) - np.float32(tissue.sector.radius)
    scalp = reach - np.float32(rng.uniform(2, 4.5)) - 0.5 * ripple(u, v, rng, 20)
    tissue.fill(scalp, rng.uniform(-32, -24), edge=2.0)
    tissue.wall(scalp, rng.uniform(-22, -12), 0.6)


def _sulci(tissue: Tissue, u: Field, v: Field, skull: Field, rng: Generator) -> None:
    """Crooked bright lines in the cortex; more of them the nearer the newborn is to term."""
    depth, mature = rng.uniform(8, 16), rng.uniform(0.4, 1.0)
    cortex = np.clip((skull + np.float32(depth)) / 4, 0, 1) * np.clip(-skull / 2, 0, 1)
    folds = 5 * ripple(u, v, rng, rng.uniform(14, 24))
    broken = np.clip(ripple(u, v, rng, 18) + np.float32(2 * mature - 1), 0, 1)
    tissue.wall(folds, rng.uniform(-26, -15), 0.8, facing=0.2, keep=cortex * broken)


def coronal(tissue: Tissue, brain: Brain, plane: Plane, rng: Generator) -> None:
    """A frame across the head: both ventricles, fissure between, temporal lobes below."""
    u, v = _frame(tissue, brain, rng)
    _head(tissue, u, v, rng, (rng.uniform(40, 46), 44))
    tissue.wall(path(u, v, [(rng.normal(0, 1), 6), (0, 27)], 0), rng.uniform(-22, -12), 0.7, facing=0.3)
    _base(tissue, u, v, plane, rng)
    for side in (-1, 1):
        _coronal_side(tissue, u, v, brain, plane, side, rng)
    if plane.level < 2:
        tissue.fill(ellipse(u, v, (0, 34), (rng.uniform(1.5, 4), rng.uniform(2.5, 5))), FLUID, 0.12)
        tissue.wall(path(u, v, [(-7, 29.5), (0, 28.5), (7, 29.5)], 0), -20, 0.7, facing=0.5)
    if plane.level == 1:
        tissue.fill(path(u, v, [(0, 44), (0, 52)], 0.5 + 0.25 * brain.width(1)), -62, 0.12)
        tissue.fill(ellipse(u, v, (0, 41.5), (3.5 * brain.plexus, 1.6 * brain.plexus)), rng.uniform(-20, -13))


def _base(tissue: Tissue, u: Field, v: Field, plane: Plane, rng: Generator) -> None:
    """Sylvian fissures, skull base or tentorium: bright in every newborn."""
    for side in (-1, 1):
        if plane.level < 2:
            fork = [(side * 36, 44), (side * 27, 48), (side * 24, 44)]
            tissue.wall(path(u, v, fork, 0), rng.uniform(-20, -10), 0.9, facing=0.3)
            tissue.wall(path(u, v, [(side * 27, 48), (side * 25, 55)], 0), -20, 0.8, facing=0.3)
            tissue.shade(ellipse(u, v, (side * 10, 46), (8, 6)), rng.uniform(-4, 0), 3)
        else:
            tissue.wall(path(u, v, [(0, 56), (side * 24, 68)], 0), rng.uniform(-20, -12), 1.0, facing=0.3)
    spread = rng.uniform(8, 16)
    tissue.shade(ellipse(u, v, (0, 68), (spread, 9)) + ripple(u, v, rng, 7), rng.uniform(4, 12), 5)
    for _ in range(int(rng.integers(1, 4))):
        low = rng.uniform(66, 78)
        tissue.wall(path(u, v, [(rng.uniform(-22, 0), low), (rng.uniform(0, 22), low + 3)], 0), -12, 1.2, facing=0.5)


def _coronal_side(tissue: Tissue, u: Field, v: Field, brain: Brain, plane: Plane, side: int, rng: Generator) -> None:
    wide = brain.width(side) * rng.uniform(0.9, 1.1)
    points = (
        [(3, 33), (7, 30.5), (12, 31)],
        [(3.5, 33), (8, 31), (13, 32.5)],
        [(9, 38), (15, 47), (19, 57)],
    )[plane.level]
    horn = path(u, v, [(side * a, b) for a, b in points], wide)
    tissue.shade(horn - np.float32(6), brain.blush, 8)
    tissue.fill(horn, rng.uniform(-72, -58), 0.12)
    tissue.wall(horn, rng.uniform(-22, -13), 0.7)
    if plane.level == 2:
        glomus = path(u, v, [(side * 11, 42), (side * 18, 55)], 0.6 + 1.9 * brain.plexus)
        tissue.fill(glomus + 0.6 * ripple(u, v, rng, 4), rng.uniform(-21, -12), 0.35, 1.8)
    elif plane.level == 1 and rng.random() < 0.7:
        tissue.fill(ellipse(u, v, (side * 5, 35), (2.2 * brain.plexus, 1.3 * brain.plexus)), rng.uniform(-21, -13))
    if side == brain.side and brain.degree and shows(brain, plane):
        _coronal_blood(tissue, u, v, brain, plane, horn, rng)


def _coronal_blood(tissue: Tissue, u: Field, v: Field, brain: Brain, plane: Plane, horn: Field, rng: Generator) -> None:
    """Blood on the bleeding side of this frame, marked as the lesion."""
    side, ragged = brain.side, 0.8 * ripple(u, v, rng, 7)
    blood = np.full_like(u, np.inf)
    if plane.level < 2:
        big = 3.2 + 2.8 * brain.extent
        blood = ellipse(u, v, (side * 8.5, 35.5 + 0.4 * big), (big, 0.8 * big))
    if brain.degree in (2, 3):
        middle = (9.0, 31.5) if plane.level < 2 else (15.0, 47.0)
        horn = horn if plane.level < 2 else horn - np.float32(1.5)
        cast = ellipse(u, v, (side * middle[0], middle[1]), (5 + 4 * brain.extent, 7 + 8 * brain.extent))
        blood = np.minimum(blood, np.maximum(horn, cast))
    if brain.degree == 4:
        big = 7 + 5 * brain.extent
        blood = np.minimum(blood, ellipse(u, v, (side * (13 + 0.8 * big), 30 - 0.2 * big), (big, 0.8 * big)))
    _bleed(tissue, blood + ragged, brain, rng)


def _bleed(tissue: Tissue, blood: Field, brain: Brain, rng: Generator) -> None:
    tissue.fill(blood, brain.fresh + rng.normal(0, 1.5), 0.4, 2.0)
    tissue.mark(blood)


def sagittal(tissue: Tissue, brain: Brain, plane: Plane, rng: Generator) -> None:
    """A frame along the head, the face to the left: the ventricle curls round the thalamus."""
    u, v = _frame(tissue, brain, rng)
    _head(tissue, u, v, rng, (rng.uniform(48, 56), 44))
    _floor(tissue, u, v, rng)
    if plane.level == 0:
        _midline(tissue, u, v, brain, rng)
    else:
        _beside_midline(tissue, u, v, brain, plane, rng)


def _floor(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    """The skull's base from the orbit to the clivus: bright, knobbly, dark behind."""
    level = rng.uniform(-14, -6)
    rough = 1.2 * ripple(u, v, rng, 9)
    points = [
        (-46, rng.uniform(52, 58)),
        (-30, rng.uniform(58, 64)),
        (-16, rng.uniform(58, 63)),
        (-4, rng.uniform(66, 72)),
    ]
    bone = path(u, v, points, rng.uniform(0.5, 1.5)) + rough
    tissue.fill(bone + np.float32(0.5), level - 6, 1.2, 2.0)
    tissue.wall(bone, level, 1.2, loss=0.8, facing=0.8)
    for _ in range(int(rng.integers(2, 6))):
        knob = ellipse(u, v, (rng.uniform(-40, 2), rng.uniform(56, 74)), (rng.uniform(1.5, 5), rng.uniform(1, 3)))
        tissue.fill(knob + 0.4 * rough, level + rng.uniform(-14, -4), 0.6, 2.0)


def _midline(tissue: Tissue, u: Field, v: Field, brain: Brain, rng: Generator) -> None:
    """Corpus callosum, cavum, third ventricle and the bright vermis."""
    arch = [(-20, 44), (-17, 33), (-5, 28), (10, 31), (16, 40)]
    tissue.wall(path(u, v, arch, 0), rng.uniform(-20, -12), 0.8, facing=0.4)
    tissue.fill(path(u, v, [(-14, 39), (-8, 33), (4, 33)], rng.uniform(1.5, 3.5)), FLUID, 0.12)
    tissue.fill(path(u, v, [(-6, 45), (2, 46)], 1 + 0.6 * brain.width(1)), -60, 0.12)
    tissue.fill(path(u, v, [(-6, 40), (8, 41)], 1.2 * brain.plexus), rng.uniform(-21, -13))
    vermis = ellipse(u, v, (20, 62), (rng.uniform(7, 11), rng.uniform(6, 9))) + 1.2 * ripple(u, v, rng, 6)
    tissue.fill(vermis, rng.uniform(-23, -15), edge=3.0)
    tissue.fill(ellipse(u, v, (4, 60), (6, 10)), -40, 0.3, 2)


def _beside_midline(tissue: Tissue, u: Field, v: Field, brain: Brain, plane: Plane, rng: Generator) -> None:
    wide = brain.width(plane.level) * rng.uniform(0.9, 1.1)
    tissue.shade(ellipse(u, v, (-2, 45), (14, 11)), rng.uniform(-5, 1), 3)
    tissue.wall(ellipse(u, v, (-2, 45), (14, 11)), -26, 0.7, facing=0.5)
    curl = [(-20, 38), (-10, 31.5), (4, 30), (16, 37), (19, 47), (12, 56)]
    horn = path(u, v, curl, wide)
    tissue.shade(horn - np.float32(6), brain.blush, 8)
    tissue.fill(horn, rng.uniform(-72, -58), 0.12)
    tissue.wall(horn, rng.uniform(-22, -13), 0.7)
    thick = 0.8 + 2.0 * brain.plexus
    plexus = np.minimum(
        path(u, v, [(16, 42), (18, 49), (13, 55)], thick), path(u, v, [(2, 33), (15, 41)], 0.45 * thick)
    )
    tissue.fill(plexus + 0.6 * ripple(u, v, rng, 4), rng.uniform(-21, -12), 0.35, 1.8)
    if brain.degree and shows(brain, plane):
        _sagittal_blood(tissue, u, v, brain, horn, rng)


def _sagittal_blood(tissue: Tissue, u: Field, v: Field, brain: Brain, horn: Field, rng: Generator) -> None:
    """In the notch before the thalamus, where choroid plexus never lies."""
    big = 3.2 + 2.8 * brain.extent
    blood = ellipse(u, v, (-13, 37.5), (1.3 * big, 0.8 * big))
    if brain.degree in (2, 3):
        cast = ellipse(u, v, (-9, 33), (9 + 9 * brain.extent, 8))
        blood = np.minimum(blood, np.maximum(horn, cast))
    if brain.degree == 4:
        size = 7 + 5 * brain.extent
        blood = np.minimum(blood, ellipse(u, v, (-17, 27), (1.1 * size, 0.8 * size)))
    _bleed(tissue, blood + 0.8 * ripple(tissue.x, tissue.y, rng, 7), brain, rng)
