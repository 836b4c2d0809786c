"""The same ears before and after: Wilcoxon's signed-rank test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import wilcoxon


@dataclass(frozen=True, slots=True)
class Change:
    """What changed over the pairs; p is None where no pair changed or there are none."""

    pairs: int
    before: float
    after: float
    change: float
    fell: int
    p: float | None


def change(before: ArrayLike, after: ArrayLike) -> Change | None:
    """Medians, the median change, and the two-sided test; None where there are no pairs."""
    first, last = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if len(first) == 0:
        return None
    steps = last - first
    p = float(wilcoxon(last, first).pvalue) if steps.any() else None
    return Change(
        pairs=len(first),
        before=float(np.median(first)),
        after=float(np.median(last)),
        change=float(np.median(steps)),
        fell=int((steps < 0).sum()),
        p=p,
    )
