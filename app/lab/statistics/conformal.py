"""Class-conditional split conformal prediction: the zone of scores that leaves both answers open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.lab.statistics.bootstrap import Floats


@dataclass(frozen=True, slots=True)
class Zone:
    """Scores strictly between low and high are uncertain; (0, 1) when the cases are too few to say."""

    low: float
    high: float

    def holds(self, scores: ArrayLike) -> NDArray[np.bool_]:
        """Which scores are uncertain."""
        values = np.asarray(scores, dtype=np.float64)
        return (values > self.low) & (values < self.high)


def quantiles(truth: ArrayLike, probabilities: Floats, miss: float) -> Floats:
    """For each class, the nonconformity (1 − probability) that at most a share `miss` of its cases exceeds.

    The ⌈(n + 1)(1 − miss)⌉-th smallest of the class's n calibration cases; infinite when n is too small.
    """
    classes = np.asarray(truth, dtype=np.int64)
    found = np.full(probabilities.shape[1], np.inf)
    for label in range(probabilities.shape[1]):
        scores = np.sort(1 - probabilities[classes == label, label])
        rank = int(np.ceil(np.round((len(scores) + 1) * (1 - miss), 9)))
        if 0 < rank <= len(scores):
            found[label] = scores[rank - 1]
    return found


def sets(probabilities: Floats, limits: Floats) -> NDArray[np.bool_]:
    """Cases × classes: the answers that stay possible."""
    possible: NDArray[np.bool_] = 1 - probabilities <= limits
    return possible


def zone(truth: ArrayLike, scores: ArrayLike, miss: float = 0.05) -> Zone:
    """Where a yes-or-no answer stays open: scores that fit both sides, or neither."""
    values = np.asarray(scores, dtype=np.float64)
    negative, positive = quantiles(truth, np.stack([1 - values, values], axis=1), miss)
    edges = sorted((min(float(negative), 1.0), max(1 - float(positive), 0.0)))
    return Zone(*edges)
