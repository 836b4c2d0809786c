"""What surrounds a fetus: the mother's wall, the uterus, a pool of fluid, cord and limbs beside it."""

import numpy as np
from numpy.random import Generator

from app.imaging.shape import ellipse, ripple
from app.imaging.tissue import FLUID, Tissue


def surround(tissue: Tissue, centre: tuple[float, float], size: float, rng: Generator) -> None:
    """Paint the womb for a fetus at `centre` whose half-width is `size`."""
    _wall(tissue, rng)
    _pool(tissue, centre, size, rng)
    for _ in range(int(rng.integers(0, 4))):
        _lump(tissue, centre, size, rng)


def _wall(tissue: Tissue, rng: Generator) -> None:
    """Skin, fat and muscle in layers, then a patchy uterus that darkens with depth."""
    x, y = tissue.x, tissue.y
    tissue.echo += 4 * ripple(x, y, rng, 45) + 2.5 * ripple(x, y, rng, 14) + 1.5 * ripple(x, y, rng, 4)
    tissue.echo -= np.clip((y - 40) / 60, 0, 1) * np.float32(rng.uniform(0, 10))
    border = y + np.float32(0.08) * x * np.float32(rng.normal(0, 1)) - 2 * ripple(x, y, rng, 45)
    tissue.shade(border - np.float32(rng.uniform(6, 13)), rng.uniform(2, 9), 5)
    for _ in range(int(rng.integers(2, 7))):
        tissue.wall(border - np.float32(rng.uniform(2, 15)), rng.uniform(-30, -18), 0.45)


def _pool(tissue: Tissue, centre: tuple[float, float], size: float, rng: Generator) -> None:
    """Amniotic fluid, from next to none to plenty."""
    x, y = tissue.x, tissue.y
    middle = (centre[0] + rng.normal(0, 0.35 * size), centre[1] + rng.normal(0, 0.2 * size))
    reach = (size * rng.uniform(0.9, 2.3), size * rng.uniform(0.8, 1.5))
    pool = ellipse(x, y, middle, reach) + 2.2 * ripple(x, y, rng, 32) + 0.7 * ripple(x, y, rng, 11)
    tissue.fill(pool, rng.uniform(FLUID, -58), 0.14, 1.5)
    tissue.wall(pool, rng.uniform(-32, -22), 0.6, facing=2)


def _lump(tissue: Tissue, centre: tuple[float, float], size: float, rng: Generator) -> None:
    """A round thing beside the fetus that is no finding: a hand, a loop of cord, a fold of placenta."""
    way, far = rng.uniform(0, 2 * np.pi), size * rng.uniform(1.3, 2.0)
    spot = (centre[0] + far * float(np.cos(way)), centre[1] + far * float(np.sin(way)))
    radius = size * rng.uniform(0.12, 0.42)
    lump = ellipse(tissue.x, tissue.y, spot, (radius, radius * rng.uniform(0.5, 1)))
    lump += 0.08 * radius * ripple(tissue.x, tissue.y, rng, radius * 2)
    tissue.fill(lump, FLUID if rng.random() < 0.4 else rng.uniform(-44, -28), 0.3)
    tissue.wall(lump, rng.uniform(-28, -14), 0.5, facing=1.5)
