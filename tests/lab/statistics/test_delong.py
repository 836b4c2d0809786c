"""DeLong against its definition, scikit-learn and R."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from app.lab.statistics.delong import auroc, compare, interval, variance

Floats = NDArray[np.float64]

# pROC's data set aSAH: the WFNS grade of 41 patients of poor and 72 of good outcome.
POOR, GOOD = [2, 12, 1, 8, 18], [37, 20, 3, 8, 4]
WFNS = np.repeat([1, 2, 3, 4, 5] * 2, POOR + GOOD)
OUTCOME = np.repeat([1, 0], [sum(POOR), sum(GOOD)])


def cases(seed: int, count: int = 120, ties: bool = True) -> tuple[NDArray[np.bool_], Floats, Floats]:
    random = np.random.default_rng(seed)
    truth = random.random(count) < 0.3
    truth[:2] = True, False
    first, second = truth + random.normal(0, 1, (2, count))
    return truth, first.round(1) if ties else first, second


def kernel(truth: NDArray[np.bool_], scores: Floats) -> Floats:
    difference = scores[truth][:, None] - scores[~truth][None, :]
    return np.asarray((difference > 0) + 0.5 * (difference == 0))


def covariance_by_definition(truth: NDArray[np.bool_], first: Floats, second: Floats) -> float:
    """DeLong, DeLong and Clarke-Pearson 1988, equations 4 to 6, by all pairs."""
    one, two = kernel(truth, first), kernel(truth, second)
    total = 0.0
    for axis in (1, 0):
        a, b = one.mean(axis), two.mean(axis)
        total += ((a - one.mean()) * (b - two.mean())).sum() / (len(a) - 1) / len(a)
    return total


@pytest.mark.parametrize("seed", range(20))
def test_the_area_and_its_variance_equal_their_definitions(seed: int) -> None:
    truth, first, _ = cases(seed)
    assert auroc(truth, first) == pytest.approx(roc_auc_score(truth, first), abs=1e-12)
    assert variance(truth, first) == pytest.approx(covariance_by_definition(truth, first, first), abs=1e-12)


def test_the_area_and_its_variance_equal_those_of_the_r_package_proc() -> None:
    assert auroc(OUTCOME, WFNS) == pytest.approx(0.823678861788618, abs=1e-12)
    assert variance(OUTCOME, WFNS) == pytest.approx(0.00146991470882363, abs=1e-15)


@pytest.mark.parametrize("seed", range(20))
def test_the_paired_test_equals_its_definition(seed: int) -> None:
    truth, first, second = cases(seed)
    found = compare(truth, first, second)
    spread = np.sqrt(
        covariance_by_definition(truth, first, first)
        + covariance_by_definition(truth, second, second)
        - 2 * covariance_by_definition(truth, first, second)
    )
    z = (roc_auc_score(truth, first) - roc_auc_score(truth, second)) / spread
    assert found.z == pytest.approx(z, abs=1e-9)
    assert found.p == pytest.approx(2 * norm.sf(abs(z)), abs=1e-9)


def test_a_score_compared_with_itself_shows_no_difference() -> None:
    truth, first, _ = cases(0)
    found = compare(truth, first, first)
    assert (found.difference.value, found.z, found.p) == (0, 0, 1)


def test_a_wholly_separating_score_still_has_an_interval() -> None:
    found = interval([0] * 20 + [1] * 10, np.arange(30))
    assert found.value == found.high == 1
    assert found.low == pytest.approx(0.025 ** (1 / 10), abs=1e-9)


def test_one_sided_cases_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="with and without"):
        auroc([1, 1], [0.2, 0.3])


@pytest.mark.parametrize(("positive", "negative", "shift"), [(60, 540, 1.8), (40, 200, 1.0), (100, 100, 2.5)])
def test_the_interval_covers_the_true_area_as_often_as_it_says(positive: int, negative: int, shift: float) -> None:
    random = np.random.default_rng(7)
    truth = np.arange(positive + negative) < positive
    area = norm.cdf(shift / np.sqrt(2))
    held = 0
    for _ in range(2000):
        found = interval(truth, truth * shift + random.normal(size=len(truth)))
        held += found.low <= area <= found.high
    assert 0.935 <= held / 2000 <= 0.965
