"""Class-conditional conformal prediction against MAPIE's quantile and simulation."""

import numpy as np
import pytest
from mapie.classification import SplitConformalClassifier
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from app.lab.statistics.conformal import Zone, quantiles, sets, zone

Floats = NDArray[np.float64]


class Given(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier whose input is its answer."""

    def __init__(self) -> None:
        self.classes_ = np.arange(3)
        self.fitted_ = True

    def fit(self, _rows: Floats, _truth: NDArray[np.int64]) -> "Given":
        return self

    def predict_proba(self, rows: Floats) -> Floats:
        return rows

    def predict(self, rows: Floats) -> NDArray[np.int64]:
        return np.asarray(rows.argmax(axis=1))


def sample(random: np.random.Generator, count: int) -> tuple[NDArray[np.int64], Floats]:
    truth = random.choice(3, count, p=[0.6, 0.3, 0.1])
    logits = random.normal(0, 1, (count, 3))
    logits[np.arange(count), truth] += 1.5
    odds = np.exp(logits)
    return truth, odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.filterwarnings("ignore:WARNING. your conformalization dataset has less labels")
@pytest.mark.parametrize("miss", [0.05, 0.1, 0.2])
def test_the_limit_of_one_class_alone_is_the_one_mapie_finds(miss: float) -> None:
    truth, probabilities = sample(np.random.default_rng(0), 400)
    new = sample(np.random.default_rng(1), 300)[1]
    own = sets(new, quantiles(truth, probabilities, miss))
    for label in range(3):
        part = probabilities[truth == label]
        oracle = SplitConformalClassifier(Given(), confidence_level=1 - miss, prefit=True)
        oracle.conformalize(part, np.full(len(part), label))
        found = oracle.predict_set(new)[1][:, label, 0]
        assert (own[:, label] == found).all()


def test_each_class_is_missed_no_more_often_than_allowed() -> None:
    random = np.random.default_rng(4)
    kept = np.zeros(3)
    for _ in range(300):
        truth, probabilities = sample(random, 400)
        new_truth, new = sample(random, 400)
        possible = sets(new, quantiles(truth, probabilities, 0.1))
        kept += [possible[new_truth == label, label].mean() for label in range(3)]
    assert kept / 300 == pytest.approx(0.9, abs=0.015)


def test_too_few_cases_leave_every_answer_open() -> None:
    assert zone([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], miss=0.05) == Zone(0.0, 1.0)


def test_overlapping_sides_leave_a_zone_between_them() -> None:
    random = np.random.default_rng(2)
    truth = np.arange(2000) % 2
    scores = 1 / (1 + np.exp(-random.normal(truth * 3 - 1.5, 1)))
    found = zone(truth, scores, miss=0.05)
    assert 0 < found.low < found.high < 1
    assert (scores[truth == 1] <= found.low).mean() <= 0.051
    assert (scores[truth == 0] >= found.high).mean() <= 0.051
    assert found.holds(scores).any()
