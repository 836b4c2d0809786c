"""What an answer is worth where the finding has a given prevalence: PPV and NPV with intervals."""

from dataclasses import dataclass
from statistics import NormalDist

from app.domain.predictive_value import Rate, predictive_value
from app.lab.statistics.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Table:
    """Cases by truth and answer."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @property
    def positives(self) -> int:
        return self.true_positive + self.false_negative

    @property
    def negatives(self) -> int:
        return self.false_positive + self.true_negative


def positive_value(table: Table, prevalence: float, level: float = 0.95) -> Estimate | None:
    """Of those called positive, the share that has the finding (PPV)."""
    right = (table.true_positive, table.positives)
    wrong = (table.false_positive, table.negatives)
    return _predictive(right, wrong, prevalence, level)


def negative_value(table: Table, prevalence: float, level: float = 0.95) -> Estimate | None:
    """Of those called negative, the share that has no finding (NPV)."""
    right = (table.true_negative, table.negatives)
    wrong = (table.false_negative, table.positives)
    return _predictive(right, wrong, 1 - prevalence, level)


def _predictive(right: tuple[int, int], wrong: tuple[int, int], share: float, level: float) -> Estimate | None:
    if right[1] == 0 or wrong[1] == 0:
        return None
    hit, miss = (Rate(found / of, of) for found, of in (right, wrong))
    found = predictive_value(hit, miss, share, NormalDist().inv_cdf(0.5 + level / 2))
    return None if found is None else Estimate(found.value, found.low, found.high)
