"""A share of cases with its exact (Clopper–Pearson) or score (Wilson) interval."""

from typing import Literal

from scipy.stats import binomtest

from app.lab.statistics.estimate import Estimate


def proportion(
    found: int, of: int, level: float = 0.95, method: Literal["exact", "wilson"] = "exact"
) -> Estimate | None:
    """Found cases out of so many; None where there are no cases at all."""
    if of == 0:
        return None
    around = binomtest(found, of).proportion_ci(level, method=method)
    return Estimate(found / of, min(float(around.low), found / of), max(float(around.high), found / of))
