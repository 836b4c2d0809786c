"""Bootstrap that draws whole patients, stratified by truth, and answers through case weights."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.lab.statistics.estimate import Estimate

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From weights (draws × cases) to one figure a draw; NaN where a draw cannot say."""

ROWS_AT_ONCE = 2_000_000
FEWEST = 5
"""Patients that a stratum needs; smaller ones are drawn together with the next larger."""


def patient_weights(patients: ArrayLike, strata: ArrayLike, draws: int, seed: int) -> Floats:
    """How often each case is in each draw (draws × cases): patients are drawn with all their cases.

    A patient's stratum is the largest among its cases, so a draw keeps the number of affected patients.
    """
    names, owner = np.unique(np.asarray(patients), return_inverse=True)
    stratum = np.full(len(names), -1, dtype=np.int64)
    np.maximum.at(stratum, owner, np.asarray(strata, dtype=np.int64))
    stratum = merged(stratum)
    random = np.random.default_rng(seed)
    counts = np.zeros((draws, len(names)), dtype=np.float64)
    for value in np.unique(stratum):
        members = np.flatnonzero(stratum == value)
        counts[:, members] = random.multinomial(len(members), [1 / len(members)] * len(members), size=draws)
    return counts[:, owner]


def merged(stratum: NDArray[np.int64]) -> NDArray[np.int64]:
    """Strata of at least the fewest patients: the smallest joins the next larger until all are."""
    joined = stratum.copy()
    while True:
        values, counts = np.unique(joined, return_counts=True)
        if len(values) < 2 or counts.min() >= FEWEST:
            return joined
        smallest, next_larger = values[np.argsort(counts, kind="stable")[:2]]
        joined[joined == smallest] = next_larger


def interval(
    statistic: Statistic,
    patients: ArrayLike,
    strata: ArrayLike,
    *,
    draws: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> Estimate | None:
    """The statistic of all cases with its percentile interval; None where too few patients can say."""
    cases = len(np.asarray(patients))
    if len(np.unique(np.asarray(patients))) < 2 * FEWEST:
        return None
    point = float(statistic(np.ones((1, cases)))[0])
    if not np.isfinite(point):
        return None
    weights = patient_weights(patients, strata, draws, seed)
    step = max(1, ROWS_AT_ONCE // max(cases, 1))
    values = np.concatenate([statistic(weights[start : start + step]) for start in range(0, draws, step)])
    low, high = np.nanquantile(values, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(point, min(float(low), point), max(float(high), point))
