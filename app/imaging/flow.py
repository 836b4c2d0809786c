"""Colour Doppler: the saturated colours of blood flow over a gray picture."""

from dataclasses import dataclass

import numpy as np

from app.domain.box import Box
from app.imaging.reduced import Floats, strongest, weakest

BLOCK = 8
STRONG = 0.3
"""Strongest less weakest colour from which a pixel is no tint any more."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How much of a picture lies under such colours, and where."""

    share: float
    box: Box | None
    """Around all of it, in pixels of the copy."""


def find_flow(colours: Floats) -> Flow:
    """Blocks of a reduced copy that are mostly of strong colour: letters and lines are too thin to count."""
    height, width = (length - length % BLOCK for length in colours.shape[:2])
    strong = (strongest(colours) - weakest(colours) > STRONG)[:height, :width]
    blocks = strong.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).mean((1, 3)) > 0.6
    if not blocks.any():
        return Flow(0.0, None)
    rows, columns = np.flatnonzero(blocks.any(1)), np.flatnonzero(blocks.any(0))
    box = Box(*(float(edge * BLOCK) for edge in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)))
    return Flow(float(blocks.mean()), box)
