"""Thresholds: chosen on validation cases, judged by what they achieve on others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.lab.statistics.bootstrap import Floats
from app.lab.statistics.confusion import table
from app.lab.statistics.estimate import Estimate
from app.lab.statistics.intervals import proportion
from app.lab.statistics.prevalence import Table


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A score at or above the threshold is called positive."""

    name: str
    threshold: float
    chosen_on: str = "validation"


@dataclass(frozen=True, slots=True)
class Achieved:
    """What an operating point did on cases it was not chosen on."""

    point: OperatingPoint
    table: Table
    sensitivity: Estimate | None
    specificity: Estimate | None


def youden(truth: ArrayLike, scores: ArrayLike, name: str = "youden") -> OperatingPoint:
    """The threshold of the largest sensitivity + specificity; of equals, the most sensitive."""
    thresholds, sensitivity, specificity = curve(truth, scores)
    gain = sensitivity + specificity
    best = np.flatnonzero(gain >= gain.max() - 1e-12)
    return OperatingPoint(name, float(thresholds[best[-1]]))


def at_sensitivity(truth: ArrayLike, scores: ArrayLike, target: float, name: str | None = None) -> OperatingPoint:
    """The target reached with the most specificity left; of equals, the most sensitive."""
    thresholds, sensitivity, specificity = curve(truth, scores)
    most = specificity[sensitivity >= target - 1e-12].max()
    last = np.flatnonzero(specificity >= most - 1e-12)[-1]
    return OperatingPoint(name or f"sensitivity {target:.2f}", float(thresholds[last]))


def at_specificity(truth: ArrayLike, scores: ArrayLike, target: float, name: str | None = None) -> OperatingPoint:
    """The target reached with the most sensitivity left; of equals, the most specific."""
    thresholds, sensitivity, specificity = curve(truth, scores)
    most = sensitivity[specificity >= target - 1e-12].max()
    first = np.flatnonzero(sensitivity >= most - 1e-12)[0]
    return OperatingPoint(name or f"specificity {target:.2f}", float(thresholds[first]))


def achieved(point: OperatingPoint, truth: ArrayLike, scores: ArrayLike) -> Achieved:
    """Sensitivity and specificity with exact intervals; None where a side has no cases."""
    return achieved_by(point, truth, np.asarray(scores, dtype=np.float64) >= point.threshold)


def achieved_by(point: OperatingPoint, truth: ArrayLike, called: ArrayLike) -> Achieved:
    """The same from answers already given, such as those of several folds, each at its own threshold."""
    cells = table(truth, called)
    return Achieved(
        point,
        cells,
        proportion(cells.true_positive, cells.positives),
        proportion(cells.true_negative, cells.negatives),
    )


def curve(truth: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Thresholds from high to low, each midway between two scores, with sensitivity and specificity."""
    marks, values = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=np.float64)
    if marks.all() or not marks.any():
        raise ValueError("an operating point needs cases with and without the finding")
    distinct, of = np.unique(values, return_inverse=True)
    positive = np.bincount(of[marks], minlength=len(distinct))[::-1]
    negative = np.bincount(of[~marks], minlength=len(distinct))[::-1]
    sensitivity = np.concatenate([[0], np.cumsum(positive)]) / marks.sum()
    specificity = 1 - np.concatenate([[0], np.cumsum(negative)]) / (~marks).sum()
    falling = distinct[::-1]
    middle = (falling[:-1] + falling[1:]) / 2
    ends = np.nextafter(falling[0], np.inf), falling[-1]
    return np.concatenate([[ends[0]], middle, [ends[1]]]), sensitivity, specificity
