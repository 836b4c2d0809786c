"""Calibration against scikit-learn and torch-free definitions."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.metrics import brier_score_loss, log_loss

from app.lab.calibration import (
    HOTTEST,
    bins,
    brier,
    calibration_error,
    sigmoid,
    softmax,
    temperature,
    temperature_of_many,
    weighted_error,
)

RANDOM = np.random.default_rng(0)
CLASSES = RANDOM.integers(0, 4, 500)
HONEST = RANDOM.normal(0, 1, (500, 4)) + 2 * np.eye(4)[CLASSES]
LOUD = HONEST * 3


def test_the_temperature_has_the_least_log_loss_that_an_independent_search_finds() -> None:
    def loss(scale: float) -> float:
        return float(log_loss(CLASSES, softmax(LOUD, scale)))

    other = minimize(lambda x: loss(float(x[0])), [1.0], method="Nelder-Mead", tol=1e-12)
    found = temperature(LOUD, CLASSES)
    assert loss(found) <= other.fun + 1e-12
    assert found == pytest.approx(other.x[0], abs=1e-4)


def test_logits_that_are_too_loud_are_cooled_by_as_much_as_they_were_raised() -> None:
    assert temperature(LOUD, CLASSES) == pytest.approx(3 * temperature(HONEST, CLASSES), rel=1e-4)


def test_findings_that_occur_together_are_cooled_alike() -> None:
    truth = RANDOM.random((400, 3)) < sigmoid(np.linspace(-2, 2, 400)[:, None] * np.ones(3))
    logits = np.linspace(-2, 2, 400)[:, None] * np.ones(3)
    assert temperature_of_many(logits * 5, truth) == pytest.approx(5, rel=0.15)


def test_the_temperature_keeps_its_bounds_on_separated_and_on_random_cases() -> None:
    assert temperature(np.eye(2)[[0, 1, 0, 1]], [0, 1, 0, 1]) == pytest.approx(0.25, rel=1e-3)
    assert temperature(np.eye(2)[[0, 1, 0, 1]], [1, 0, 1, 0]) == pytest.approx(HOTTEST, rel=1e-3)


def test_the_brier_score_equals_that_of_scikit_learn() -> None:
    truth, said = RANDOM.random(200) < 0.3, RANDOM.random(200)
    assert brier(truth, said) == pytest.approx(brier_score_loss(truth, said), abs=1e-12)


def test_the_calibration_error_of_known_bins_is_their_mean_gap() -> None:
    said, truth = [0.1] * 10 + [0.9] * 10, [0] * 8 + [1] * 2 + [1] * 6 + [0] * 4
    assert calibration_error(truth, said, count=2) == pytest.approx((0.1 + 0.3) / 2, abs=1e-12)


def test_bins_hold_equal_numbers_of_cases_and_all_of_them() -> None:
    found = bins(RANDOM.random(203) < 0.5, RANDOM.random(203) ** 4, 10)
    assert sum(one.cases for one in found) == 203
    assert {one.cases for one in found} == {20, 21}
    assert [one.said for one in found] == sorted(one.said for one in found)


def test_the_bootstrap_form_of_the_error_agrees_with_the_plain_one() -> None:
    truth, said = RANDOM.random(200) < 0.3, RANDOM.random(200)
    plain = calibration_error(truth, said)
    assert weighted_error(truth, said)(np.ones((1, 200)))[0] == pytest.approx(plain, abs=1e-12)
