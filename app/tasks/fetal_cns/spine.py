"""A fetal spine as shapes: two rows of bone and the canal between, closed or open."""

import numpy as np
from numpy.random import Generator

from app.imaging.sector import Field
from app.imaging.shape import ellipse, ripple
from app.imaging.tissue import FLUID, Tissue
from app.imaging.womb import surround
from app.tasks.fetal_cns.anatomy import Body


def spine(tissue: Tissue, body: Body, rng: Generator) -> None:
    """A long section: two rows of ossified echoes, the canal between, skin over it."""
    surround(tissue, body.centre, body.size, rng)
    u, v = body.frame(tissue, rng, 0.02)
    bend = rng.normal(0, 0.14)
    middle, half = rng.uniform(-0.5, 0.5), 0.45 + 0.35 * body.degree
    across = v - np.float32(bend) * u * u + np.float32(0.3 * bend)
    lesion = np.zeros_like(u)
    if body.finding == "rachischisis":
        lesion = np.clip((half - np.abs(u - np.float32(middle))) * 5, 0, 1)
        across = across - np.float32(rng.uniform(-0.1, 0.22)) * lesion
    _trunk(tissue, u, across, rng)
    splay = _canal(tissue, u, across, lesion, rng)
    if body.finding == "rachischisis":
        _open(tissue, u, across, lesion, rng)
        along = np.abs(u - np.float32(middle)) - np.float32(half)
        tissue.mark(np.maximum(np.abs(across + np.float32(0.12)) - np.float32(0.3), along))
    for side, fade in ((1.0, 0.35), (-1.0, rng.uniform(0.6, 1.0))):
        jagged = np.float32(0.06) * lesion * ripple(u, across, rng, 0.35)
        row = across - np.float32(side) * splay - jagged
        _vertebrae(tissue, u + jagged, row, 1 - np.float32(fade) * lesion, body, rng)


def _trunk(tissue: Tissue, u: Field, across: Field, rng: Generator) -> None:
    """Fetal tissue in front of the spine (positive side), skin and perhaps fluid behind it."""
    back, front = rng.uniform(0.3, 0.45), rng.uniform(0.8, 1.4)
    skin = across + np.float32(back)
    trunk = np.maximum(np.maximum(-skin, across - np.float32(front)), np.abs(u) - np.float32(2.6))
    if rng.random() < 0.75:
        wide = np.float32(rng.uniform(0.25, 1.2)) + np.float32(0.1) * ripple(u, across, rng, 1.5)
        tissue.fill(np.maximum(skin, -skin - wide), FLUID, 0.15, 0.06)
        tissue.wall(skin + wide, rng.uniform(-32, -22), 0.04, facing=2)
    tissue.fill(trunk, rng.uniform(-41, -33), 0.3, 0.1)
    tissue.echo += np.clip(-trunk * 8, 0, 1) * (3 * ripple(u, across, rng, 0.5) + 2 * ripple(u, across, rng, 1.5))
    for _ in range(int(rng.integers(1, 4))):
        place = (rng.uniform(-1.5, 1.5), rng.uniform(0.4, 0.9))
        organ = ellipse(u, across, place, (rng.uniform(0.12, 0.35), rng.uniform(0.1, 0.25)))
        tissue.fill(organ + np.float32(0.03) * ripple(u, across, rng, 0.4), rng.uniform(-65, -32), 0.2, 0.06)
    tissue.wall(skin, rng.uniform(-26, -14), 0.035, facing=1.5)


def _canal(tissue: Tissue, u: Field, across: Field, lesion: Field, rng: Generator) -> Field:
    """The canal tapers to the sacrum and splays where it is open; half its width."""
    canal = (np.float32(0.13) - np.float32(0.025) * np.abs(u)) * np.float32(rng.uniform(0.85, 1.2))
    splay: Field = canal * (1 + lesion * np.float32(rng.uniform(0.9, 1.7)))
    tissue.fill(np.abs(across) - splay, rng.uniform(-62, -48), 0.2, 0.05)
    if rng.random() < 0.5:
        tissue.wall(across, rng.uniform(-32, -24), 0.02, keep=1 - lesion)
    return splay


def _open(tissue: Tissue, u: Field, across: Field, lesion: Field, rng: Generator) -> None:
    """Skin and arches gone: fluid reaches the bare placode."""
    gap = np.maximum(np.abs(across + np.float32(0.35)) - np.float32(0.3), np.float32(0.5) - lesion)
    tissue.fill(gap, FLUID, 0.12, 0.08)
    placode = across + np.float32(0.02) + np.float32(0.05) * ripple(u, across, rng, 0.4)
    tissue.wall(placode, rng.uniform(-26, -18), 0.035, keep=lesion)


def _vertebrae(tissue: Tissue, u: Field, row: Field, kept: Field, body: Body, rng: Generator) -> None:
    """One row of bone, no two pieces quite alike."""
    pitch = np.float32(0.165)
    phase = u / pitch + np.float32(rng.random())
    number = np.round(phase)
    piece = rng.uniform(0.35, 1.0, 64).astype(np.float32)[number.astype(np.int64) % 64]
    keep = np.clip((np.float32(0.22) + np.float32(0.1) * piece - np.abs(phase - number)) * 8, 0, 1) * piece
    keep *= kept * np.clip((np.float32(2.1) - np.abs(u)) * 4, 0, 1)
    high = row + np.float32(0.015) * ripple(u, row, rng, 0.5)
    tissue.wall(high, rng.uniform(-9, -1), 0.045, loss=0.5 + body.age, facing=0.3, keep=keep)
