"""What is painted on a face: eyes, brows, nostrils and lips as outlines on the head."""

from dataclasses import dataclass

import numpy as np

from app.imaging.relief import Points, smooth
from app.imaging.solid import lift
from app.tasks.vcfs.face import Traits, eye_place, head, mouth_half


@dataclass(frozen=True, slots=True)
class Lines:
    """What is painted on the surface, as outlines (n x 3) on the body; left of the picture first."""

    eyes: tuple[Points, ...]
    irises: tuple[Points, ...]
    creases: tuple[Points, ...]
    brows: tuple[Points, ...]
    nostrils: tuple[Points, ...]
    lips: Points
    slit: Points
    face: Points
    region: tuple[Points, ...]
    """Around the eyes and the nose: where the syndrome shows most."""


def lines(traits: Traits, smile: float, gaze: float, blink: float = 0.0) -> Lines:
    long, apart, low = 0.05 * traits.length, eye_place(traits), 0.26 + 0.04 * traits.nose
    sides = (-1.0, 1.0)
    flat = (
        *(_almond(side * apart, traits, side, blink) for side in sides),
        *(_round(side * apart + gaze * 0.04, -0.135, 0.068, 0.068) for side in sides),
        *(_crease(side * apart, traits, side) for side in sides),
        *(_brow(side * apart, traits, side) for side in sides),
        *(_round(side * 0.075, low + 0.085, 0.036 + 0.004 * traits.wing, 0.02) for side in sides),
        _lip_line(traits, long, smile),
        _slit(traits, long, smile),
        _round(0.0, 0.1 + long / 2, 0.66 * (1 + 0.06 * traits.width), 0.92 + long / 2),
        *(_round(side * apart, -0.15, 0.27, 0.24) for side in sides),
        _round(0.0, low - 0.08, 0.3, 0.34),
    )
    solid = lift(head(traits), np.vstack(flat))
    marks = np.split(solid, np.cumsum([len(outline) for outline in flat])[:-1])
    eyes, irises, creases, brows, nostrils = ((marks[index], marks[index + 1]) for index in range(0, 10, 2))
    return Lines(eyes, irises, creases, brows, nostrils, marks[10], marks[11], marks[12], tuple(marks[13:]))


def _round(across: float, down: float, wide: float, tall: float, count: int = 28) -> Points:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack([across + wide * np.cos(angle), down + tall * np.sin(angle)])


def _almond(across: float, traits: Traits, side: float, blink: float) -> Points:
    half = 0.15 * (1 + 0.11 * traits.fissure) * (1 + 0.12 * traits.eye)
    open_by = (0.085 - 0.022 * traits.lid + 0.016 * traits.eye) * (1 - blink)
    upper, lower = max(0.02, open_by), 0.052 * (1 - blink / 2)
    shape = np.array([
        (-1.0, 0.02), (-0.5, -upper * 0.8), (0.1, -upper), (0.65, -upper * 0.6),
        (1.0, -0.012), (0.55, lower * 0.8), (0.0, lower), (-0.6, lower * 0.75),
    ])  # fmt: skip
    return smooth(np.column_stack([across + side * half * shape[:, 0], -0.13 + shape[:, 1]]), 40, closed=True)


def _crease(across: float, traits: Traits, side: float) -> Points:
    half, up = 0.165 * (1 + 0.08 * traits.fissure), 0.125 - 0.022 * traits.lid
    shape = np.array([(-0.95, -0.02), (-0.3, -up), (0.4, -up), (1.12, 0.0 + 0.02 * traits.lid)])
    upper = smooth(np.column_stack([across + side * half * shape[:, 0], -0.13 + shape[:, 1]]), 16)
    return np.vstack([upper, (upper + np.array([0.0, 0.02]))[::-1]])


def _brow(across: float, traits: Traits, side: float) -> Points:
    high = -0.36 - 0.03 * traits.brow
    top = np.array([(-0.19, 0.0), (-0.05, -0.055), (0.1, -0.06), (0.24, 0.01)])
    low = np.array([(0.24, 0.02), (0.08, -0.015), (-0.06, 0.0), (-0.19, 0.045)])
    shape = np.vstack([smooth(top, 12), smooth(low, 12)])
    return np.column_stack([across + side * shape[:, 0], high + shape[:, 1]])


def _lip_line(traits: Traits, long: float, smile: float) -> Points:
    wide, full = mouth_half(traits) * (1 + 0.12 * smile), 1 + 0.2 * traits.lips
    corner = -0.04 * smile
    shape = np.array([
        (-1, corner), (-0.45, -0.05 * full), (-0.14, -0.068 * full), (0, -0.05 * full), (0.14, -0.068 * full),
        (0.45, -0.05 * full), (1, corner), (0.5, 0.065 * full), (0, 0.09 * full), (-0.5, 0.065 * full),
    ])  # fmt: skip
    return smooth(np.column_stack([wide * shape[:, 0], 0.55 + long + shape[:, 1]]), 60, closed=True)


def _slit(traits: Traits, long: float, smile: float) -> Points:
    wide = mouth_half(traits) * 0.98 * (1 + 0.12 * smile)
    top = np.array([(-1, -0.04 * smile), (-0.4, 0.0), (0, 0.008), (0.4, 0.0), (1, -0.04 * smile)])
    gap = np.zeros((20, 2))
    gap[:, 1] = (0.012 + 0.05 * max(0.0, smile - 0.5)) * np.sin(np.linspace(0.2, 2.94, 20))
    upper = smooth(np.column_stack([wide * top[:, 0], 0.55 + long + top[:, 1]]), 20)
    return np.vstack([upper, (upper + gap)[::-1]])
