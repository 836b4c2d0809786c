"""What an answer is worth where the finding has a given prevalence: Bayes' rule with an interval."""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from app.domain.assessment import Interval

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of so many cases."""

    value: float
    cases: float

    @property
    def edge(self) -> bool:
        return self.value in (0, 1)

    def drawn(self, z: float) -> "Rate":
        """Drawn to one half by z²/2 cases of either kind (Agresti and Coull)."""
        return Rate((self.value * self.cases + z**2 / 2) / (self.cases + z**2), self.cases + z**2)


def positive_value(sensitivity: Interval | None, specificity: Interval | None, prevalence: float) -> Interval | None:
    """Of those called positive, the share that has the finding (PPV); None where nothing was measured."""
    if sensitivity is None or specificity is None:
        return None
    wrong = Rate(1 - specificity.value, cases_behind(specificity))
    return predictive_value(Rate(sensitivity.value, cases_behind(sensitivity)), wrong, prevalence)


def negative_value(sensitivity: Interval | None, specificity: Interval | None, prevalence: float) -> Interval | None:
    """Of those called negative, the share that has no finding (NPV)."""
    if sensitivity is None or specificity is None:
        return None
    wrong = Rate(1 - sensitivity.value, cases_behind(sensitivity))
    return predictive_value(Rate(specificity.value, cases_behind(specificity)), wrong, 1 - prevalence)


def predictive_value(right: Rate, wrong: Rate, share: float, z: float = Z) -> Interval | None:
    """Bayes' rule with Mercaldo's logit interval (2007); rates of nought or all take its adjusted form."""
    if not 0 < share < 1:
        raise ValueError(f"a prevalence lies between 0 and 1, got {share}")
    if not right.cases or not wrong.cases or right.value + wrong.value == 0:
        return None
    value = right.value * share / (right.value * share + wrong.value * (1 - share))
    if right.edge or wrong.edge:
        right, wrong = right.drawn(z), wrong.drawn(z)
    middle = log(share * right.value / ((1 - share) * wrong.value))
    step = z * sqrt(sum((1 - rate.value) / (rate.value * rate.cases) for rate in (right, wrong)))
    low, high = (1 / (1 + exp(-(middle + side * step))) for side in (-1, 1))
    return Interval(value, min(low, value), max(high, value))


def cases_behind(measured: Interval) -> float:
    """How many cases a 95 % interval of this width speaks for; rather fewer than there were, never more sure."""
    if measured.value in (0, 1):
        reach = measured.low if measured.value == 1 else 1 - measured.high
        return log(0.025) / log(reach) if 0 < reach < 1 else 0.0
    width = measured.high - measured.low
    return measured.value * (1 - measured.value) * (2 * Z / width) ** 2 if width > 0 else 0.0
