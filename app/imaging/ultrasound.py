"""Whether a picture looks as if a scanner had made it: gray, speckled, dark around; not a photograph or a page."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.reduced import Floats, luminance, strongest, weakest

SIDE = 256
BLOCK = 8
GRAY = 14 / 255
"""Colours nearer to gray than this are gray."""
COLOURED, PLAIN = 0.6, 0.9
"""Gray shares of what is lit: at or below the first it is a coloured picture, from the second on a gray one."""
MIXED, TINTED = 0.95, 0.98
"""The same for shares that keep to one scale of tints."""
DOUBT = 0.65
"""What one scale of tints is worth against gray: skin alone, evenly lit, keeps to one scale too."""
LEVELS = 32
WEIGHTS = np.array([8.65, -18.43, -10.22, -14.89, -7.30, -1.47])
OFFSET = 3.29
"""Of a logistic regression on `Texture`; how it was fitted and measured: docs/decisions/0010-gates.md."""


@dataclass(frozen=True, slots=True)
class Texture:
    """Six numbers in which speckle differs from photographs, pages and other scans; made from brightness alone."""

    evenness: float
    """Median step between neighbours over their root mean square: speckle has many alike, pictures few large ones."""
    flat: float
    """Share of lit blocks with hardly any grain."""
    white: float
    grain: float
    """Median deviation within a block."""
    level: float
    """Median brightness of a block."""
    spread: float
    """Of blocks' brightness."""


NOTHING = Texture(0, 1, 1, 0, 1, 0)


def likeness(colours: Floats) -> float:
    """How much a copy reduced to SIDE looks like ultrasound, from 0 to 1.

    Colours of blood flow over a gray picture do no harm, those of a photograph do.
    """
    sight = texture(luminance(colours))
    numbers = (sight.evenness, sight.flat, sight.white, sight.grain, sight.level, sight.spread)
    spoken = float(WEIGHTS @ np.array(numbers)) + OFFSET
    return float(grayness(colours) / (1 + np.exp(-np.clip(spoken, -30, 30))))


def grayness(colours: Floats) -> float:
    """1 where nearly all that is lit is gray or of one scale of tints, falling to 0 as other colours take over."""
    lit = strongest(colours) > 0.1
    if not lit.any():
        return 0.0
    gray = float(((strongest(colours) - weakest(colours))[lit] < GRAY).mean())
    plain = float(np.clip((gray - COLOURED) / (PLAIN - COLOURED), 0, 1))
    if plain >= DOUBT:
        return plain
    return max(plain, DOUBT * float(np.clip((tinted(colours) - MIXED) / (TINTED - MIXED), 0, 1)))


def tinted(colours: Floats) -> float:
    """Share of what is lit whose colour follows from its brightness, as in the sepia that some scanners show."""
    rows, columns = (length - length % 2 for length in colours.shape[:2])
    small = colours[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2, 3).mean((1, 3))
    gray, lit = luminance(small), strongest(small) > 0.1
    level = (gray[lit] * LEVELS).astype(np.intp)
    aside = small[lit] - gray[lit][:, None]
    astray = np.zeros(len(level), bool)
    for one in np.unique(level):
        here = level == one
        astray[here] = (np.abs(aside[here] - np.median(aside[here], axis=0)) > 0.02).any(1)
    return float(1 - astray.mean()) if astray.size else 0.0


def texture(gray: Floats) -> Texture:
    """The numbers of a picture in gray."""
    if min(gray.shape) < BLOCK:
        return NOTHING
    black, span = _blackness(gray)
    lit = (gray > black + 0.1 * span) & (gray < 0.96)
    height, width = (length - length % BLOCK for length in gray.shape)
    chosen = _blocks(lit[:height, :width].astype(np.float32)).mean(1) > 0.75
    steps = np.concatenate([_steps(gray, lit), _steps(gray.T, lit.T)])
    if chosen.sum() <= BLOCK or steps.size <= BLOCK:
        return NOTHING
    blocks = _blocks(gray[:height, :width])[chosen]
    grain, level = blocks.std(1) / span, (blocks.mean(1) - black) / span
    low, high = np.quantile(level, (0.1, 0.9))
    return Texture(
        evenness=float(np.median(steps) / max(float(np.sqrt((steps**2).mean())), 1e-6)),
        flat=float((grain < 0.03).mean()),
        white=float((gray > 0.9).mean()),
        grain=float(np.median(grain)),
        level=float(np.median(level)),
        spread=float(high - low),
    )


def _blackness(gray: Floats) -> tuple[float, float]:
    """The level of the backdrop, which may be raised, and how far it is from there to the brightest."""
    levels = np.bincount((gray * 255).astype(np.intp).ravel().clip(0, 255), minlength=256) / gray.size
    near = np.convolve(levels, np.ones(5), "same")
    peak = int(near[:140].argmax())
    black = (peak + 3) / 255 if near[peak] > 0.06 else float(np.quantile(gray, 0.02))
    return black, max(float(np.quantile(gray, 0.995)) - black, 0.1)


def _blocks(values: Floats) -> Floats:
    """Every whole block, one a row."""
    rows, columns = values.shape[0] // BLOCK, values.shape[1] // BLOCK
    return values.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2).reshape(-1, BLOCK * BLOCK)


def _steps(gray: Floats, lit: NDArray[np.bool_]) -> Floats:
    """Differences between lit neighbours along rows."""
    found: Floats = np.abs(np.diff(gray, axis=1))[lit[:, 1:] & lit[:, :-1]]
    return found
