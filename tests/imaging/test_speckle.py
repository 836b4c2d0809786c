"""The scanner's physics: speckle, shadow, enhancement, gain."""

from dataclasses import replace

import numpy as np
import pytest

from app.imaging.sector import Field, Sector
from app.imaging.shape import ellipse
from app.imaging.speckle import Receiver, grays
from app.imaging.tissue import FLUID, Tissue

SECTOR = Sector(half_angle=0.6, radius=40, width=300, height=260, top=0)
RECEIVER = Receiver(axial=1.1, lateral=1.4, focus=0.5, looks=1, gain=0, span=60, floor=-120, tilt=0, gamma=1.0)


def body() -> Tissue:
    return Tissue(SECTOR, -35.0, np.random.default_rng(0))


def listen(tissue: Tissue, receiver: Receiver = RECEIVER) -> Field:
    return grays(tissue, receiver, np.random.default_rng(1))


def test_even_tissue_shows_rayleigh_speckle() -> None:
    decibels = (listen(body(), replace(RECEIVER, span=90))[70:140, 130:180] - 1) * 90
    amplitude = 10 ** (decibels / 20)
    assert amplitude.mean() / amplitude.std() == pytest.approx(1.91, abs=0.25)


def test_compounding_smooths_the_speckle() -> None:
    one, three = listen(body()), listen(body(), replace(RECEIVER, looks=3))
    assert three[70:140, 130:180].std() < 0.8 * one[70:140, 130:180].std()


def test_speckle_is_wider_on_the_screen_the_deeper_it_lies() -> None:
    screen = SECTOR.scan(listen(body()))
    steps = np.abs(np.diff(screen[:, 110:190], axis=1)).mean(axis=1)
    assert steps[200:240].mean() < 0.8 * steps[100:140].mean()


def test_bone_throws_a_shadow() -> None:
    tissue = body()
    tissue.fill(ellipse(tissue.x, tissue.y, (0, 40), (8, 3)), -10, loss=5.0)
    lines = listen(tissue)
    assert lines[95:112, 200:260].mean() < lines[20:60, 200:260].mean() - 0.2


def test_tissue_behind_fluid_is_brighter() -> None:
    tissue = body()
    tissue.fill(ellipse(tissue.x, tissue.y, (0, 40), (14, 14)), FLUID, loss=0.05)
    lines = listen(tissue)
    assert lines[95:112, 200:260].mean() > lines[20:50, 200:260].mean() + 0.05


def test_more_gain_is_brighter() -> None:
    assert listen(body(), replace(RECEIVER, gain=6)).mean() > listen(body()).mean() + 0.05


def test_a_wall_is_brightest_where_it_faces_the_beam() -> None:
    tissue = body()
    tissue.wall(ellipse(tissue.x, tissue.y, (0, 50), (25, 25)), 0, 0.8, facing=2)
    top = tissue.glint[np.hypot(tissue.x, tissue.y - 25) < 3].max()
    side = tissue.glint[np.hypot(tissue.x - 25, tissue.y - 50) < 3].max()
    assert top > 3 * side
