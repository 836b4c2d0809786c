"""Something smooth and artificial over a region, such as a moulding device over an ear: an estimate, no more."""

import numpy as np

from app.imaging.reduced import Floats, luminance, strongest, weakest

BLOCK = 4
SMOOTH = 0.012
"""Deviation within a block: skin has more grain, even when it is lit softly."""
BLURRED = 0.9
"""Where more than this share is smooth, the picture is blurred or empty, and nothing can be told."""
NOT_SKIN = 0.12
"""How far a block's colour lies from the region's own, brightness left out."""
WHITE = 0.85
"""Weakest colour from which smooth things are white plastic rather than light skin."""


def covered(colours: Floats) -> float:
    """Share of a reduced region under smooth blocks that are white or of another colour than the rest.

    No picture of a worn device was at hand when this was made: it was measured on covered phantoms alone.
    """
    height, width = (length - length % BLOCK for length in colours.shape[:2])
    if not height or not width:
        return 0.0
    shape = (height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    smooth = luminance(colours)[:height, :width].reshape(shape).std((1, 3)) < SMOOTH
    if smooth.mean() > BLURRED:
        return 0.0
    tint = colours / np.maximum(strongest(colours)[..., None], 0.05)
    tints = tint[:height, :width].reshape(*shape, 3).mean((1, 3))
    usual = np.median(tints.reshape(-1, 3)[~smooth.ravel()], axis=0)
    strange = np.abs(tints - usual).max(2) > NOT_SKIN
    white = weakest(colours)[:height, :width].reshape(shape).mean((1, 3)) > WHITE
    return float((smooth & (strange | white)).mean())
