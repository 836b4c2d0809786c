"""The womb around a phantom fetus."""

import numpy as np

from app.imaging.sector import Sector
from app.imaging.tissue import Tissue
from app.imaging.womb import surround


def test_fluid_surrounds_the_fetus_and_tissue_the_fluid() -> None:
    wet = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        tissue = Tissue(Sector(half_angle=0.6, radius=40, width=300, height=260, top=0), -42.0, rng)
        surround(tissue, (0.0, 50.0), 22.0, rng)
        near = np.hypot(tissue.x, tissue.y - 50) < 8
        wet.append(tissue.echo[near].mean() < tissue.echo[tissue.y < 8].mean() - 12)
        assert not tissue.lesion.any()
        assert np.isfinite(tissue.echo).all()
    assert np.mean(wet) > 0.7
