"""Synthetic frames of what no task reads: belly, heart, muscle, bladder, a fetal trunk or limb, a probe in air."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.imaging.scanner import SCANNERS, Probe, expose
from app.imaging.shape import ellipse, path, place, ripple
from app.imaging.tissue import FLUID, Tissue
from app.imaging.womb import surround

WIDE = Probe(half_angle=(26, 45), radius=(15, 70), zoom=(0.95, 1.35))
NARROW = Probe(half_angle=(32, 46), radius=(2, 8))
STRAIGHT = Probe(half_angle=(3, 8), radius=(380, 900), zoom=(1.0, 1.5))
Paint = Callable[[Tissue, Generator], None]
Point = tuple[float, float]


def others(count: int, seed: int) -> Iterator[NDArray[np.uint8]]:
    """`count` frames; frame i depends on (seed, i) alone."""
    for index in range(count):
        rng = np.random.default_rng((seed, index))
        paint, probe = PAINTERS[index % len(PAINTERS)]
        scanner = SCANNERS[int(rng.integers(len(SCANNERS)))]
        words = ("", "", float(rng.uniform(4, 16)))
        level = float(rng.uniform(-55, -34))

        def put(tissue: Tissue, paint: Paint = paint, rng: Generator = rng) -> None:
            paint(tissue, rng)

        yield expose(scanner, probe, level, put, words, rng).pixels


def belly(tissue: Tissue, rng: Generator) -> None:
    """Even tissue with vessels, perhaps a gallbladder, a kidney, and the diaphragm behind."""
    _skin(tissue, rng)
    for _ in range(int(rng.integers(2, 8))):
        start = _spot(rng, 45)
        bend = (start[0] + rng.normal(0, 14), start[1] + rng.normal(0, 14))
        end = (bend[0] + rng.normal(0, 14), bend[1] + rng.normal(0, 14))
        vessel = path(tissue.x, tissue.y, (start, bend, end), rng.uniform(0.6, 2.5))
        tissue.fill(vessel, rng.uniform(FLUID, -58), 0.2)
        tissue.wall(vessel, rng.uniform(-34, -24), 0.5)
    if rng.random() < 0.5:
        _bubble(tissue, _spot(rng, 30), rng.uniform(6, 14), rng)
    if rng.random() < 0.6:
        _kidney(tissue, _spot(rng, 35), rng)
    if rng.random() < 0.6:
        arc = ellipse(tissue.x, tissue.y, (rng.normal(0, 15), 40), (rng.uniform(60, 90), rng.uniform(40, 52)))
        tissue.wall(arc, rng.uniform(-22, -12), 0.9)


def heart(tissue: Tissue, rng: Generator) -> None:
    """Four dark chambers with walls between them, and leaves that open."""
    tilt = rng.normal(0, 0.5)
    u, v = place(tissue.x, tissue.y, (rng.normal(0, 8), rng.uniform(42, 62)), tilt)
    size = rng.uniform(20, 34)
    whole = ellipse(u, v, (0, 0), (size, 1.35 * size)) + 0.08 * size * ripple(u, v, rng, size)
    tissue.fill(whole, rng.uniform(-48, -34), 0.25, 2)
    tissue.wall(whole, rng.uniform(-28, -16), 0.8)
    for side in (-1, 1):
        for row, tall in ((-0.45, 0.62), (0.6, 0.42)):
            radii = (size * rng.uniform(0.3, 0.42), size * tall * rng.uniform(0.8, 1.1))
            chamber = ellipse(u, v, (side * 0.46 * size, row * size), radii) + 0.05 * size * ripple(u, v, rng, size / 2)
            tissue.fill(chamber, rng.uniform(FLUID, -60), 0.12)
            tissue.wall(chamber, rng.uniform(-32, -20), 0.6)
        leaf = path(u, v, ((side * 0.85 * size, 0.1 * size), (side * 0.3 * size, rng.normal(0, 0.15) * size)), 0.4)
        tissue.wall(leaf, rng.uniform(-26, -14), 0.8)


def muscle(tissue: Tissue, rng: Generator) -> None:
    """Layers one under another, with fibres, perhaps bone or a round lump in them."""
    x, y = tissue.x, tissue.y
    tissue.echo += 4 * ripple(x, y, rng, 30)
    bent = y + rng.normal(0, 0.15) * x + 1.5 * ripple(x, y, rng, 50)
    depth = 0.0
    for _ in range(int(rng.integers(3, 8))):
        depth += rng.uniform(5, 18)
        tissue.shade(np.abs(bent - np.float32(depth)) - np.float32(rng.uniform(1, 6)), rng.normal(0, 8), 2)
        tissue.wall(bent - np.float32(depth), rng.uniform(-32, -18), rng.uniform(0.4, 1.0))
    slant = rng.normal(0, 0.4)
    for _ in range(int(rng.integers(0, 26))):
        start = _spot(rng, 60)
        end = (start[0] + rng.uniform(8, 40), start[1] + slant * 20 + rng.normal(0, 2))
        tissue.wall(path(x, y, (start, end), 0.1), rng.uniform(-38, -26), 0.4)
    if rng.random() < 0.4:
        bone = bent - np.float32(rng.uniform(40, 80)) + 2 * ripple(x, y, rng, 40)
        tissue.wall(bone, rng.uniform(-14, -6), 0.8, loss=6)
    if rng.random() < 0.4:
        _bubble(tissue, _spot(rng, 30), rng.uniform(5, 16), rng)


def bladder(tissue: Tissue, rng: Generator) -> None:
    """A large pool under the skin with an even lump behind it."""
    _skin(tissue, rng)
    x, y = tissue.x, tissue.y
    middle = (rng.normal(0, 10), rng.uniform(28, 42))
    pool = ellipse(x, y, middle, (rng.uniform(22, 45), rng.uniform(10, 22))) + 2 * ripple(x, y, rng, 40)
    tissue.fill(pool, rng.uniform(FLUID, -62), 0.1, 1.5)
    tissue.wall(pool, rng.uniform(-28, -18), 0.8)
    lump = ellipse(x, y, (middle[0] + rng.normal(0, 8), middle[1] + 30), (rng.uniform(14, 28), rng.uniform(8, 15)))
    tissue.fill(lump + 1.5 * ripple(x, y, rng, 25), rng.uniform(-50, -38), 0.3, 2)
    if rng.random() < 0.5:
        tissue.wall(path(x, y, (_spot(rng, 15), _spot(rng, 15)), 0.4), rng.uniform(-28, -20), 0.7)


def trunk(tissue: Tissue, rng: Generator) -> None:
    """A fetal belly across: round and soft, a stomach, a vein, a spine with ribs, and no skull."""
    centre, size = (rng.normal(0, 8), rng.uniform(40, 60)), rng.uniform(16, 30)
    surround(tissue, centre, size, rng)
    u, v = place(tissue.x, tissue.y, centre, rng.uniform(0, 2 * np.pi))
    body = ellipse(u, v, (0, 0), (size, size * rng.uniform(0.85, 1.0))) + 0.03 * size * ripple(u, v, rng, size)
    tissue.fill(body, rng.uniform(-44, -34), 0.32, 1.5)
    tissue.wall(body, rng.uniform(-28, -20), 0.6)
    _hole(tissue, ellipse(u, v, (-0.4 * size, 0.1 * size), (0.2 * size, 0.14 * size)), rng)
    vein = path(u, v, ((0.1 * size, -0.7 * size), (0, -0.2 * size), (0.25 * size, 0)), 0.035 * size)
    _hole(tissue, vein, rng)
    for across in (-0.13, 0, 0.13):
        dot = ellipse(u, v, (across * size, (0.78 - abs(across)) * size), (0.05 * size, 0.05 * size))
        tissue.fill(dot, -16, 2.5)
    for side in (-1, 1):
        rib = path(u, v, ((side * 0.6 * size, 0.72 * size), (side * 0.9 * size, 0.3 * size)), 0.02 * size)
        tissue.wall(rib, rng.uniform(-20, -10), 0.8, loss=3)


def limb(tissue: Tissue, rng: Generator) -> None:
    """A fetal thigh: one bright bar with a shadow, in soft tissue."""
    centre, size = (rng.normal(0, 8), rng.uniform(35, 58)), rng.uniform(14, 26)
    surround(tissue, centre, size, rng)
    u, v = place(tissue.x, tissue.y, centre, rng.normal(0, 0.4))
    flesh = ellipse(u, v, (0, 0), (1.3 * size, 0.55 * size)) + 0.05 * size * ripple(u, v, rng, size)
    tissue.fill(flesh, rng.uniform(-46, -36), 0.3, 1.5)
    tissue.wall(flesh, rng.uniform(-30, -22), 0.5)
    bone = path(u, v, ((-0.8 * size, 0), (0, rng.normal(0, 0.06) * size), (0.8 * size, 0)), 0.06 * size)
    tissue.fill(bone, -14, 3.5)
    tissue.wall(bone, rng.uniform(-10, -4), 0.9, loss=3)


def air(tissue: Tissue, rng: Generator) -> None:
    """A probe that touches nothing: lines of its own echo, then dark."""
    tissue.echo -= np.float32(rng.uniform(15, 35)) * np.clip(tissue.y / np.float32(rng.uniform(8, 40)), 0, 1)
    step = rng.uniform(2, 8)
    for row in range(1, int(rng.integers(3, 12))):
        tissue.wall(tissue.y - np.float32(row * step), rng.uniform(-24, -14) - 2 * row, 0.5)


PAINTERS: tuple[tuple[Paint, Probe], ...] = (
    (belly, WIDE),
    (heart, NARROW),
    (muscle, STRAIGHT),
    (trunk, WIDE),
    (bladder, WIDE),
    (heart, WIDE),
    (limb, WIDE),
    (belly, WIDE),
    (muscle, WIDE),
    (air, WIDE),
)


def _skin(tissue: Tissue, rng: Generator) -> None:
    x, y = tissue.x, tissue.y
    tissue.echo += 3 * ripple(x, y, rng, 45) + 2 * ripple(x, y, rng, 12)
    border = y + rng.normal(0, 0.05) * x - 1.5 * ripple(x, y, rng, 45)
    for _ in range(int(rng.integers(2, 6))):
        tissue.wall(border - np.float32(rng.uniform(2, 16)), rng.uniform(-32, -18), 0.5)


def _bubble(tissue: Tissue, centre: Point, size: float, rng: Generator) -> None:
    u, v = place(tissue.x, tissue.y, centre, rng.uniform(0, np.pi))
    shape = ellipse(u, v, (0, 0), (size, size * rng.uniform(0.4, 0.9))) + 0.06 * size * ripple(u, v, rng, size)
    _hole(tissue, shape, rng)


def _hole(tissue: Tissue, shape: NDArray[np.float32], rng: Generator) -> None:
    tissue.fill(shape, rng.uniform(FLUID, -58), 0.12)
    tissue.wall(shape, rng.uniform(-32, -22), 0.5)


def _kidney(tissue: Tissue, centre: Point, rng: Generator) -> None:
    u, v = place(tissue.x, tissue.y, centre, rng.normal(0, 0.6))
    size = rng.uniform(12, 22)
    bean = ellipse(u, v, (0, 0), (size, 0.5 * size)) + 0.04 * size * ripple(u, v, rng, size)
    tissue.fill(bean, rng.uniform(-52, -42), 0.3)
    tissue.wall(bean, rng.uniform(-30, -20), 0.6)
    tissue.fill(ellipse(u, v, (0, 0), (0.6 * size, 0.16 * size)) + ripple(u, v, rng, 4), rng.uniform(-30, -22), 0.35, 2)


def _spot(rng: Generator, reach: float) -> Point:
    return float(rng.uniform(-reach, reach)), float(rng.uniform(15, 92))
