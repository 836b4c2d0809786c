"""How well a picture was taken: sharp, lit, neither burnt out nor flat."""

from dataclasses import dataclass

import numpy as np

from app.imaging.reduced import Floats, luminance, strongest, weakest

STRIDE = 4
"""Edges are judged over so many pixels: a straight ramp that long is as blurred as can be told."""
LEAST_EDGE = 0.02
GRAY = 14 / 255
"""Colours nearer to gray than this are gray: compression tints a little."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What can be said of any picture; each in 0 to 1."""

    sharpness: float
    """How steep the clearest edges are: 0.25 a ramp, 1 a step; sharp pictures lie above 0.4."""
    light: float
    """Brightness of the brightest hundredth, in its strongest colour: skin of any tone has highlights."""
    contrast: float
    burnt: float
    glare: float
    colour: float
    """Share of what is lit that has a colour."""


def judge(colours: Floats) -> Quality:
    """The quality of a reduced copy; only copies of one size compare."""
    gray, high, low = luminance(colours), strongest(colours), weakest(colours)
    dark, bright = np.quantile(gray, (0.05, 0.95))
    return Quality(
        sharpness=sharpness(gray),
        light=float(np.quantile(high, 0.99)),
        contrast=float(bright - dark),
        burnt=float((high > 0.985).mean()),
        glare=_glare(low),
        colour=_colour(high, low),
    )


def sharpness(gray: Floats) -> float:
    """The steepest step of each of the strongest tenth of edges, as a share of the whole edge.

    A ratio within one edge: neither contrast nor the number of edges changes it.
    """
    steps, edges = (np.concatenate(parts) for parts in zip(_edges(gray), _edges(gray.T), strict=True))
    if not edges.size:
        return 0.0
    clear = edges >= max(float(np.quantile(edges, 0.9)), LEAST_EDGE)
    return float((steps[clear] / edges[clear]).mean()) if clear.any() else 0.0


def _edges(gray: Floats) -> tuple[Floats, Floats]:
    """The largest step within each run of pixels, and the run's whole rise."""
    rise = np.abs(gray[:, STRIDE:] - gray[:, :-STRIDE])
    step = np.abs(np.diff(gray, axis=1))
    largest = step[:, : rise.shape[1]]
    for shift in range(1, STRIDE):
        largest = np.maximum(largest, step[:, shift : shift + rise.shape[1]])
    return largest.ravel(), rise.ravel()


def _glare(low: Floats) -> float:
    """Share under small white spots much brighter than what is around them."""
    height, width = low.shape
    reach = max(1, min(height, width) // 6)
    around = window_mean(low, reach)
    return float(((low > 0.9) & (low - around > 0.25)).mean())


def window_mean(values: Floats, reach: int) -> Floats:
    """The mean of each pixel's square neighbourhood, within the picture."""
    height, width = values.shape
    sums = np.zeros((height + 1, width + 1))
    sums[1:, 1:] = values.cumsum(0, dtype=np.float64).cumsum(1)
    top, bottom = np.maximum(np.arange(height) - reach, 0), np.minimum(np.arange(height) + reach + 1, height)
    left, right = np.maximum(np.arange(width) - reach, 0), np.minimum(np.arange(width) + reach + 1, width)
    total = sums[bottom][:, right] - sums[top][:, right] - sums[bottom][:, left] + sums[top][:, left]
    mean: Floats = (total / np.outer(bottom - top, right - left)).astype(np.float32)
    return mean


def _colour(high: Floats, low: Floats) -> float:
    lit = high > 0.1
    return float(((high - low)[lit] >= GRAY).mean()) if lit.any() else 0.0
