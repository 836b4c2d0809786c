"""Hair for synthetic photographs."""

import numpy as np
from PIL import Image

from app.imaging.relief import Field


def strands(side: int, rng: np.random.Generator) -> Field:
    """Streaks that run mostly one way, in waves."""
    streaks = Image.fromarray(rng.standard_normal((side, side // 16), dtype=np.float32))
    straight = streaks.resize((side * 2, side * 2), Image.Resampling.BICUBIC).rotate(rng.uniform(-70, 70))
    middle = np.asarray(straight)[side // 2 : -side // 2, side // 2 : -side // 2]
    wave = (rng.uniform(2, 12) * np.sin(np.arange(side) * rng.uniform(0.01, 0.06))).astype(int)
    rows = (np.arange(side)[:, None] + wave[None]) % side
    return np.take_along_axis(middle, rows, axis=0)
