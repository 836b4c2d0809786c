"""Blankets, sheets and clothes behind and around a child."""

import numpy as np

from app.imaging.relief import Field, Lighting, lit
from app.imaging.skin import linear, patches


def cloth(side: int, light: Lighting, rng: np.random.Generator) -> Field:
    """A blanket or sheet: folds, weave, sometimes stripes; drawn small, as it is out of focus."""
    small = (side // 2, side // 2)
    gray, vivid = rng.uniform(0.45, 0.97), rng.choice([0.06, 0.2, 0.5], p=[0.5, 0.35, 0.15])
    colour = linear(np.clip(gray + vivid * rng.uniform(-1, 0.6, 3), 0.05, 1).astype(np.float32))
    surface = patches(small, 3, rng) * 7 + patches(small, 9, rng) * 1.5 + patches(small, 70, rng) * 0.2
    brightness, _ = lit(surface, light, side / 4)
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(3, 20)
    places = np.arange(side // 2, dtype=np.float32) / pitch
    phase = places[None] * float(np.cos(angle)) + places[:, None] * float(np.sin(angle))
    stripes = 1 - float(rng.choice([0.0, 0.0, rng.uniform(0.1, 0.6)])) * (np.sin(phase) > 0.3)
    shown = brightness * colour * stripes[..., None].astype(np.float32)
    return np.repeat(np.repeat(shown, 2, axis=0), 2, axis=1)
