"""The bootstrap against rows drawn one by one and scikit-learn's own functions."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm, spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score

from app.lab.statistics.bootstrap import Floats, Statistic, interval, merged, patient_weights
from app.lab.statistics.delong import interval as delong
from app.lab.statistics.multiclass import macro, micro
from app.lab.statistics.weighted import area, correlation, precision, share

RANDOM = np.random.default_rng(3)
COUNT = 150
PATIENTS = RANDOM.integers(0, 60, COUNT)
AFFECTED = RANDOM.random(60) < 0.4
TRUTH = AFFECTED[PATIENTS]
SCORES = (TRUTH + RANDOM.normal(0, 1, COUNT)).round(1)
OTHER = SCORES + RANDOM.normal(0, 1, COUNT).round(1)
MANY = np.stack([TRUTH, OTHER > 1, RANDOM.random(COUNT) < 0.2], axis=1)
MANY_SCORES = (MANY + RANDOM.normal(0, 1, MANY.shape)).round(1)


def rows(weights: Floats) -> NDArray[np.int64]:
    return np.repeat(np.arange(COUNT), weights.astype(int))


@pytest.mark.parametrize(
    ("statistic", "oracle"),
    [
        (area(TRUTH, SCORES), lambda at: roc_auc_score(TRUTH[at], SCORES[at])),
        (precision(TRUTH, SCORES), lambda at: average_precision_score(TRUTH[at], SCORES[at])),
        (share(SCORES > 0.5, TRUTH), lambda at: (SCORES[at] > 0.5)[TRUTH[at]].mean()),
        (correlation(SCORES, OTHER), lambda at: spearmanr(SCORES[at], OTHER[at]).statistic),
        (macro(MANY, MANY_SCORES), lambda at: roc_auc_score(MANY[at], MANY_SCORES[at], average="macro")),
        (micro(MANY, MANY_SCORES), lambda at: roc_auc_score(MANY[at], MANY_SCORES[at], average="micro")),
    ],
    ids=["area", "precision", "share", "correlation", "macro", "micro"],
)
def test_a_weighted_figure_equals_the_plain_figure_of_repeated_rows(
    statistic: Statistic, oracle: Callable[[NDArray[np.int64]], float]
) -> None:
    weights = patient_weights(PATIENTS, TRUTH, draws=40, seed=1)
    plain = [oracle(rows(weights[draw])) for draw in range(40)]
    assert statistic(weights) == pytest.approx(plain, abs=1e-9)


def test_patients_are_drawn_with_all_their_cases_and_their_number_by_truth_is_kept() -> None:
    weights = patient_weights(PATIENTS, TRUTH, draws=50, seed=1)
    affected = len(np.unique(PATIENTS[TRUTH]))
    for patient in np.unique(PATIENTS):
        own = weights[:, patient == PATIENTS]
        assert (own == own[:, :1]).all()
    one_each = np.unique(PATIENTS, return_index=True)[1]
    assert (weights[:, one_each][:, TRUTH[one_each]].sum(1) == affected).all()


def test_the_same_seed_gives_the_same_interval() -> None:
    found = [interval(area(TRUTH, SCORES), PATIENTS, TRUTH, draws=200, seed=5) for _ in range(2)]
    assert found[0] == found[1]


def test_a_figure_that_cannot_be_said_has_no_interval() -> None:
    nobody = np.zeros(COUNT, dtype=bool)
    assert interval(area(nobody, SCORES), PATIENTS, nobody, draws=10) is None


def test_the_interval_equals_one_drawn_row_by_row() -> None:
    """An independent draw of whole patients, its area by plain ranks, within the 0.005 that chance allows."""
    random = np.random.default_rng(99)
    truth = np.repeat(random.random(300) < 0.4, 2)
    scores, patients = truth * 1.5 + random.normal(0, 1, 600), np.repeat(np.arange(300), 2)
    found = interval(area(truth, scores), patients, truth, draws=10000, seed=0)
    sides = [np.flatnonzero(truth[::2]), np.flatnonzero(~truth[::2])]
    drawn = []
    for _ in range(6000):
        chosen = np.concatenate([random.choice(side, len(side)) for side in sides])
        at = np.concatenate([2 * chosen, 2 * chosen + 1])
        order = np.argsort(scores[at])
        ranks = np.flatnonzero(truth[at][order]) + 1
        wins = ranks.sum() - len(ranks) * (len(ranks) + 1) / 2
        drawn.append(wins / len(ranks) / (len(at) - len(ranks)))
    assert found is not None
    assert [found.low, found.high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.005)


def test_the_interval_covers_the_truth_where_a_patients_pictures_are_alike() -> None:
    """Four like pictures a patient: DeLong, which takes them as independent, claims too much."""
    random = np.random.default_rng(8)
    truth, patients = np.repeat(np.arange(80) < 40, 4), np.repeat(np.arange(80), 4)
    expected = norm.cdf(1.5 / np.sqrt(2 * (1 + 0.3**2)))
    clustered = independent = 0
    for trial in range(150):
        scores = 1.5 * truth + np.repeat(random.normal(size=80), 4) + random.normal(0, 0.3, 320)
        found = interval(area(truth, scores), patients, truth, draws=400, seed=trial)
        assert found is not None
        clustered += found.low <= expected <= found.high
        plain = delong(truth, scores)
        independent += plain.low <= expected <= plain.high
    assert clustered / 150 >= 0.9
    assert independent / 150 < 0.75


def test_small_strata_are_drawn_with_the_next_larger() -> None:
    assert merged(np.array([0] * 9 + [1] * 6 + [2] * 2)).tolist() == [0] * 9 + [1] * 8
    assert merged(np.array([0] * 9 + [1] * 2)).tolist() == [0] * 11
    assert merged(np.array([0] * 9 + [1] * 5)).tolist() == [0] * 9 + [1] * 5


def test_a_handful_of_patients_has_no_interval() -> None:
    assert interval(area([0, 1, 0, 1], [1, 2, 3, 4]), [1, 2, 3, 4], [0, 1, 0, 1], draws=10) is None
