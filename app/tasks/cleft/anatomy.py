"""A fetal face as shapes: nose and lips from the front, the alveolar ridge from below."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from app.imaging.sector import Field
from app.imaging.shape import ellipse, path, place, ripple
from app.imaging.tissue import Tissue
from app.imaging.womb import surround


@dataclass(frozen=True, slots=True)
class Face:
    """One fetus' face, the same in every picture."""

    sides: tuple[int, ...]
    """Empty for no cleft; -1 left, 1 right, both for a bilateral one."""
    width: float
    """Of the gap, in half-widths of the face."""
    complete: bool
    """Up into the nostril, not the lip alone."""
    alveolus: bool
    nose: float
    lip: float
    philtrum: float
    """How dark the groove in the middle of a whole lip looks, in decibels."""

    @classmethod
    def draw(cls, cleft: bool, rng: Generator) -> "Face":
        """A face, with or without a gap."""
        sides: tuple[int, ...] = ()
        if cleft:
            sides = (-1, 1) if rng.random() < 0.25 else (int(rng.choice((-1, 1))),)
        complete = bool(rng.random() < 0.8)
        return cls(
            sides=sides,
            width=float(rng.uniform(0.09, 0.15)),
            complete=complete,
            alveolus=complete or bool(rng.random() < 0.5),
            nose=float(rng.uniform(0.85, 1.15)),
            lip=float(rng.uniform(0.85, 1.2)),
            philtrum=float(rng.uniform(0, 10)),
        )


def _frame(tissue: Tissue, rng: Generator) -> tuple[Field, Field]:
    """The face's own coordinates, its half-width being 1, somewhere in the womb."""
    size = rng.uniform(23, 36)
    centre = (rng.normal(0, 7), rng.uniform(size + 10, max(58.0, size + 22)))
    surround(tissue, centre, size, rng)
    tissue.unit = size
    angle = rng.normal(0, 0.55) + (np.pi if rng.random() < 0.3 else 0.0)
    u, v = place(tissue.x, tissue.y, centre, angle)
    u, v = u / np.float32(size), v / np.float32(size)
    return u + 0.03 * ripple(u, v, rng, 1.2), v + 0.03 * ripple(u, v, rng, 1.2)


def coronal(tissue: Tissue, face: Face, rng: Generator) -> None:
    """Nose, nostrils, upper lip, mouth, lower lip and chin (towards positive v)."""
    u, v = _frame(tissue, rng)
    _skin(tissue, u, v, rng)
    _nose(tissue, u, v, face, rng)
    _lips(tissue, u, v, face, rng)
    for side in face.sides:
        _lip_gap(tissue, u, v, face, side, rng)
    if len(face.sides) == 2:
        bud = ellipse(u, v, (0, 0.12), (0.13, 0.12))
        tissue.fill(bud, rng.uniform(-22, -15), 0.4, 0.05)
    _in_front(tissue, u, v, rng)


def _skin(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    """The soft face: cheeks, chin, and the shadowed hollows beside the nose."""
    head = ellipse(u, v, (0, -0.1), (rng.uniform(0.85, 1.05), rng.uniform(1.0, 1.2))) + 0.04 * ripple(u, v, rng, 0.9)
    tissue.fill(head, rng.uniform(-41, -33), 0.3, 0.08)
    tissue.echo += np.clip(-head * 6, 0, 1) * (3 * ripple(u, v, rng, 0.8) + 2.5 * ripple(u, v, rng, 0.25))
    tissue.wall(head, rng.uniform(-30, -18), 0.03, facing=3)
    for side in (-1, 1):
        cheek = ellipse(u, v, (side * rng.uniform(0.5, 0.7), rng.uniform(0, 0.2)), (0.26, rng.uniform(0.25, 0.45)))
        tissue.shade(cheek, rng.uniform(-2, 7), 0.2)
        tissue.wall(cheek, rng.uniform(-30, -20), 0.03, facing=2)
        hollow = ellipse(u, v, (side * 0.4, -0.45), (rng.uniform(0.1, 0.2), rng.uniform(0.08, 0.16)))
        tissue.shade(hollow + 0.03 * ripple(u, v, rng, 0.3), rng.uniform(-18, -2), 0.1)


def _nose(tissue: Tissue, u: Field, v: Field, face: Face, rng: Generator) -> None:
    wide = 0.27 * face.nose
    tip = np.minimum(ellipse(u, v, (0, -0.2), (wide, 0.2)), ellipse(u, v, (0, -0.45), (0.6 * wide, 0.3)))
    level = rng.uniform(-28, -20)
    tissue.fill(tip, level, 0.35, 0.06)
    tissue.wall(tip, level + rng.uniform(4, 10), 0.03, facing=1.5)
    for side in (-1, 1):
        flat = 1.5 if side in face.sides and face.complete else 1.0
        wing = ellipse(u, v, (side * 0.2 * face.nose * flat, -0.13), (0.1 * flat, 0.09))
        tissue.fill(wing, level, 0.35, 0.05)
        tissue.wall(wing, level + rng.uniform(2, 8), 0.025, facing=1.5)
        hole = ellipse(u, v, (side * 0.14 * face.nose * flat, -0.1), (rng.uniform(0.04, 0.07) * flat, 0.045))
        tissue.fill(hole, rng.uniform(-68, -48), 0.2, 0.03)


def _lips(tissue: Tissue, u: Field, v: Field, face: Face, rng: Generator) -> None:
    level, wide, thick = rng.uniform(-25, -16), rng.uniform(0.36, 0.5), 0.1 * face.lip
    bow, droop = rng.uniform(0.02, 0.08), rng.uniform(0.2, 0.34)
    upper = path(u, v, [(-wide, droop), (-0.12, 0.14), (0, 0.14 + bow), (0.12, 0.14), (wide, droop)], thick)
    upper += 0.02 * ripple(u, v, rng, 0.3)
    tissue.fill(upper, level, 0.4, 0.05)
    tissue.echo += np.clip(-upper * 12, 0, 1) * 2.5 * ripple(u, v, rng, 0.2)
    tissue.wall(upper, level + 5, 0.025, facing=1.5)
    groove = path(u, v, [(0, -0.02), (0, 0.1 + bow)], 0.035)
    tissue.shade(groove, -face.philtrum, 0.06)
    open_mouth, low = rng.uniform(0.008, 0.06), rng.uniform(0.42, 0.5)
    lower = path(
        u,
        v,
        [(-0.75 * wide, droop + 0.16), (0, low + open_mouth), (0.75 * wide, droop + 0.16)],
        0.085 * face.lip,
    )
    tissue.fill(lower + 0.02 * ripple(u, v, rng, 0.3), level + rng.normal(0, 2), 0.4, 0.05)
    tissue.wall(lower, level + 4, 0.025, facing=1.5)
    mouth = path(u, v, [(-0.9 * wide, droop + 0.08), (0, 0.3 + 0.5 * bow), (0.9 * wide, droop + 0.08)], open_mouth)
    tissue.fill(mouth + 0.012 * ripple(u, v, rng, 0.3), rng.uniform(-65, -46), 0.2, 0.03)
    chin = ellipse(u, v, (0, 0.76), (rng.uniform(0.25, 0.36), 0.18))
    tissue.fill(chin, rng.uniform(-34, -24), 0.35, 0.08)
    tissue.wall(chin, rng.uniform(-24, -14), 0.035, loss=0.3, facing=2)


def _lip_gap(tissue: Tissue, u: Field, v: Field, face: Face, side: int, rng: Generator) -> None:
    """From the mouth towards the nostril; fluid in it, bright where its edges face the beam."""
    top = -0.1 if face.complete else rng.uniform(0.06, 0.14)
    foot = side * rng.uniform(0.14, 0.22)
    gap = path(u, v, [(side * rng.uniform(0.13, 0.19), top), (foot, 0.33)], face.width)
    gap = np.minimum(gap, ellipse(u, v, (foot, 0.3), (1.5 * face.width, 0.12))) + 0.02 * ripple(u, v, rng, 0.25)
    tissue.fill(gap, rng.uniform(-75, -58), 0.15, 0.03)
    tissue.wall(gap, rng.uniform(-24, -16), 0.025)
    tissue.mark(gap - np.float32(0.03))


def axial(tissue: Tissue, face: Face, rng: Generator) -> None:
    """The alveolar ridge as a bright horseshoe behind the lip, tooth buds in it."""
    u, v = _frame(tissue, rng)
    head = ellipse(u, v, (0, 0.25), (rng.uniform(0.9, 1.0), 1.05))
    tissue.fill(head, rng.uniform(-37, -29), 0.3, 0.06)
    tissue.echo += np.clip(-head * 6, 0, 1) * (2.5 * ripple(u, v, rng, 0.5) + 2 * ripple(u, v, rng, 0.2))
    tissue.wall(head, rng.uniform(-28, -16), 0.03, facing=2.5)
    reach = (rng.uniform(0.5, 0.6), rng.uniform(0.55, 0.7))
    front = np.clip((np.float32(0.35) - v) * 6, 0, 1)
    _ridge(tissue, u, v, reach, front, rng)
    _tongue(tissue, u, v, rng)
    if face.alveolus:
        for side in face.sides:
            _ridge_gap(tissue, u, v, face, side, reach, rng)
    _in_front(tissue, u, v, rng)


def _ridge(tissue: Tissue, u: Field, v: Field, reach: tuple[float, float], front: Field, rng: Generator) -> None:
    lip = np.abs(ellipse(u, v, (0, 0), (reach[0] + 0.24, reach[1] + 0.2))) - np.float32(0.07)
    tissue.fill(np.maximum(lip, (np.float32(0.5) - front)), rng.uniform(-26, -18), 0.35, 0.05)
    arch = ellipse(u, v, (0, 0), reach)
    tissue.fill(np.maximum(np.abs(arch) - np.float32(0.09), np.float32(0.5) - front), rng.uniform(-22, -15), 0.6, 0.05)
    tissue.wall(arch - np.float32(0.07), rng.uniform(-12, -4), 0.04, loss=0.8, facing=0.5, keep=front)
    spacing = rng.uniform(0.24, 0.3)
    for number in range(-4, 5):
        turn = (number + 0.5) * spacing
        bud = (float(np.sin(turn)) * (reach[0] - 0.02), -float(np.cos(turn)) * (reach[1] - 0.02))
        tissue.fill(ellipse(u, v, bud, (0.035, 0.035)), rng.uniform(-50, -34), 0.3, 0.03)


def _tongue(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    tongue = ellipse(u, v, (0, 0.2), (0.3, 0.4))
    tissue.shade(tongue, rng.uniform(-4, 6), 0.1)
    tissue.wall(tongue, -26, 0.03)


def _ridge_gap(
    tissue: Tissue, u: Field, v: Field, face: Face, side: int, reach: tuple[float, float], rng: Generator
) -> None:
    turn = side * rng.uniform(0.22, 0.42)
    way = (float(np.sin(turn)), -float(np.cos(turn)))
    inner = (way[0] * (reach[0] - 0.14), way[1] * (reach[1] - 0.14))
    outer = (way[0] * (reach[0] + 0.3), way[1] * (reach[1] + 0.27))
    gap = path(u, v, [inner, outer], face.width) + 0.02 * ripple(u, v, rng, 0.25)
    tissue.fill(gap, rng.uniform(-75, -58), 0.15, 0.03)
    tissue.wall(gap, rng.uniform(-24, -16), 0.025)
    tissue.mark(gap - np.float32(0.03))


def _in_front(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    """What hides or mimics a gap in any face: cord before the lip, a strip of shadow, a fold of fluid."""
    if rng.random() < 0.3:
        _cord(tissue, u, v, rng)
    if rng.random() < 0.4:
        _shadow(tissue, rng)


def _shadow(tissue: Tissue, rng: Generator) -> None:
    """Sound lost on its way in a few beams: dark from there on, whatever lies behind."""
    across = tissue.x / (tissue.y + np.float32(tissue.sector.radius)) - np.float32(rng.normal(0, 0.2))
    start, wide = rng.uniform(3, 25), rng.uniform(0.015, 0.05)
    lost = np.exp(-((across / np.float32(wide)) ** 2)) * (np.abs(tissue.y - np.float32(start)) < 3)
    tissue.loss += np.float32(rng.uniform(1.0, 3.5)) * lost


def _cord(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    """Two or three vessels beside each other, dark within bright walls."""
    start, turn = (rng.uniform(-0.7, 0.7), rng.uniform(-0.9, 0.9)), rng.uniform(0, 2 * np.pi)
    for number in range(int(rng.integers(1, 4))):
        centre = (start[0] + 0.2 * number * np.cos(turn), start[1] + 0.2 * number * np.sin(turn))
        vessel = ellipse(u, v, centre, (rng.uniform(0.07, 0.11), rng.uniform(0.06, 0.1)))
        tissue.fill(vessel - np.float32(0.03), -26, 0.3, 0.04)
        tissue.fill(vessel, rng.uniform(-70, -55), 0.15, 0.03)
        tissue.wall(vessel, rng.uniform(-20, -10), 0.025)
