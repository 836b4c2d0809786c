"""DeLong's variance of the area under the ROC curve, by midranks (Sun and Xu 2014), and the paired test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest, norm, rankdata

from app.lab.statistics.estimate import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scores of the same cases: the difference of their areas and its paired test."""

    difference: Estimate
    z: float
    p: float


def auroc(truth: ArrayLike, scores: ArrayLike) -> float:
    """The chance that a positive case scores above a negative one; ties count half."""
    positive, negative = _sides(truth, scores)
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    pairs = len(positive) * len(negative)
    return float((ranks.sum() - len(positive) * (len(positive) + 1) / 2) / pairs)


def variance(truth: ArrayLike, scores: ArrayLike) -> float:
    """DeLong's variance of the area."""
    return float(_covariance([_sides(truth, scores)])[0, 0])


def interval(truth: ArrayLike, scores: ArrayLike, level: float = 0.95) -> Estimate:
    """The area with DeLong's interval on the logit scale, which holds its level near one.

    Where the scores separate the sides wholly the variance is nought; then the interval is the exact one
    of as many independent pairs as the smaller side has cases.
    """
    area = auroc(truth, scores)
    spread = variance(truth, scores) ** 0.5
    if spread == 0.0 or area in (0.0, 1.0):
        return _exact(area, truth, scores, level)
    z = float(norm.ppf(0.5 + level / 2))
    middle, step = np.log(area / (1 - area)), z * spread / (area * (1 - area))
    low, high = (1 / (1 + np.exp(-(middle + side * step))) for side in (-1, 1))
    return Estimate(area, min(float(low), area), max(float(high), area))


def compare(truth: ArrayLike, first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Comparison:
    """The paired test of two scores given to the same cases."""
    sides = [_sides(truth, first), _sides(truth, second)]
    covariance = _covariance(sides)
    change = auroc(truth, first) - auroc(truth, second)
    spread = float(np.sqrt(max(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1], 0.0)))
    z = change / spread if spread > 0 else 0.0 if change == 0 else float(np.copysign(np.inf, change))
    step = float(norm.ppf(0.5 + level / 2)) * spread
    return Comparison(Estimate(change, change - step, change + step), z, float(2 * norm.sf(abs(z))))


def _sides(truth: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    marks, values = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=np.float64)
    if marks.all() or not marks.any():
        raise ValueError("the area under the ROC curve needs cases with and without the finding")
    return values[marks], values[~marks]


def _placements(positive: Floats, negative: Floats) -> tuple[Floats, Floats]:
    """For each case, the share of the other side that it is ordered rightly against."""
    both = rankdata(np.concatenate([positive, negative]))
    above = (both[: len(positive)] - rankdata(positive)) / len(negative)
    below = 1 - (both[len(positive) :] - rankdata(negative)) / len(positive)
    return above, below


def _covariance(sides: list[tuple[Floats, Floats]]) -> Floats:
    placements = [_placements(*side) for side in sides]
    total = np.zeros((len(sides), len(sides)))
    for side in (0, 1):
        values = np.stack([placement[side] for placement in placements])
        if values.shape[1] > 1:
            total += np.cov(values).reshape(total.shape) / values.shape[1]
    return total


def _exact(area: float, truth: ArrayLike, scores: ArrayLike, level: float) -> Estimate:
    positive, negative = _sides(truth, scores)
    pairs = min(len(positive), len(negative))
    found = binomtest(round(area * pairs), pairs).proportion_ci(level, method="exact")
    return Estimate(area, min(float(found.low), area), max(float(found.high), area))
