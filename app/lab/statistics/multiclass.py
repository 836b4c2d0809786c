"""Areas under the ROC curve over several findings: each against the rest, macro and micro."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.lab.statistics.bootstrap import Floats, Statistic
from app.lab.statistics.delong import auroc
from app.lab.statistics.weighted import area, mean


@dataclass(frozen=True, slots=True)
class Areas:
    """One area a finding (None where the cases hold only one side), their mean, and the pooled area."""

    each: tuple[float | None, ...]
    macro: float | None
    micro: float | None


def areas(truth: NDArray[np.bool_], scores: Floats) -> Areas:
    """Cases × findings; the macro area is the mean over the findings that can be judged."""
    each = tuple(
        auroc(truth[:, column], scores[:, column]) if judged else None for column, judged in enumerate(judgeable(truth))
    )
    said = [value for value in each if value is not None]
    micro = auroc(truth.ravel(), scores.ravel()) if truth.any() and not truth.all() else None
    return Areas(each, sum(said) / len(said) if said else None, micro)


def judgeable(truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The findings that some cases have and some have not."""
    return np.asarray(truth.any(axis=0) & ~truth.all(axis=0))


def macro(truth: NDArray[np.bool_], scores: Floats) -> Statistic:
    """The macro area for the bootstrap."""
    columns = np.flatnonzero(judgeable(truth))
    return mean([area(truth[:, column], scores[:, column]) for column in columns])


def micro(truth: NDArray[np.bool_], scores: Floats) -> Statistic:
    """The micro area for the bootstrap: a case's weight counts for each of its findings."""
    pooled = area(truth.ravel(), scores.ravel())
    return lambda weights: pooled(np.repeat(weights, truth.shape[1], axis=1))
