"""Whether a heat map lies on the lesion: energy inside the mask, and where the peak is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from app.lab.evaluation import Figure, Locating
from app.lab.statistics.bootstrap import Floats, Statistic, interval
from app.lab.statistics.intervals import proportion

Mask = NDArray[np.bool_]


def energy_inside(heat: ArrayLike, mask: Mask) -> float:
    """The share of the map that falls inside the mask, both over the same picture; 0 of an empty map.

    The map is brought to the mask's size first, as a reader sees it laid over the picture.
    """
    shown = over(heat, mask)
    total = float(shown.sum())
    return float(shown[mask].sum()) / total if total > 0 else 0.0


def peak_inside(heat: ArrayLike, mask: Mask) -> bool:
    """Whether the hottest cell of the map touches the mask."""
    values = np.asarray(heat, dtype=np.float64)
    if not values.any():
        return False
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    tall, wide = mask.shape[0] / values.shape[0], mask.shape[1] / values.shape[1]
    top, left = int(row * tall), int(column * wide)
    return bool(mask[top : int(np.ceil((row + 1) * tall)), left : int(np.ceil((column + 1) * wide))].any())


def over(heat: ArrayLike, mask: Mask) -> Floats:
    """The map without negative values, smoothly brought to the mask's size."""
    values = np.maximum(np.asarray(heat, dtype=np.float32), 0)
    size = (mask.shape[1], mask.shape[0])
    shown = Image.fromarray(values).resize(size, Image.Resampling.BILINEAR)
    return np.maximum(np.asarray(shown, dtype=np.float64), 0)


def locating(heats: Sequence[ArrayLike], masks: Sequence[Mask], patients: ArrayLike) -> Locating | None:
    """Over all pictures with a lesion; None where there is none."""
    pairs = [(heat, mask) for heat, mask in zip(heats, masks, strict=True) if mask.any()]
    if not pairs:
        return None
    owners = np.asarray(patients)[[bool(mask.any()) for mask in masks]]
    shares = np.array([energy_inside(heat, mask) for heat, mask in pairs])
    peaks = [peak_inside(heat, mask) for heat, mask in pairs]
    energy = Figure.of(interval(_mean(shares), owners, np.ones(len(owners)), draws=1000))
    mostly = Figure.of(proportion(int((shares >= 0.5).sum()), len(shares)))
    peak = Figure.of(proportion(sum(peaks), len(peaks)))
    assert mostly is not None
    assert peak is not None
    return Locating(pictures=len(pairs), energy=energy, mostly=mostly, peak=peak)


def _mean(values: Floats) -> Statistic:
    return lambda weights: (weights @ values) / weights.sum(axis=1)
