"""Thresholds against scikit-learn's ROC curve."""

import numpy as np
import pytest
from sklearn.metrics import roc_curve

from app.lab.operating_point import OperatingPoint, achieved, at_sensitivity, at_specificity, curve, youden

RANDOM = np.random.default_rng(0)
TRUTH = RANDOM.random(300) < 0.2
SCORES = (TRUTH + RANDOM.normal(0, 1, 300)).round(2)


def test_the_curve_equals_that_of_scikit_learn() -> None:
    _, sensitivity, specificity = curve(TRUTH, SCORES)
    false, true, _ = roc_curve(TRUTH, SCORES, drop_intermediate=False)
    assert sensitivity == pytest.approx(true, abs=1e-12)
    assert 1 - specificity == pytest.approx(false, abs=1e-12)


def test_every_threshold_of_the_curve_does_what_the_curve_says() -> None:
    for threshold, sensitivity, specificity in zip(*curve(TRUTH, SCORES), strict=True):
        called = threshold <= SCORES
        assert called[TRUTH].mean() == pytest.approx(sensitivity)
        assert (~called[~TRUTH]).mean() == pytest.approx(specificity)


def test_youden_reaches_the_best_sum_of_sensitivity_and_specificity() -> None:
    false, true, _ = roc_curve(TRUTH, SCORES, drop_intermediate=False)
    found = achieved(youden(TRUTH, SCORES), TRUTH, SCORES)
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.sensitivity.value + found.specificity.value == pytest.approx(1 + (true - false).max())


@pytest.mark.parametrize("target", [0.5, 0.9, 0.93, 1.0])
def test_a_target_sensitivity_is_reached_with_the_most_specificity_left(target: float) -> None:
    found = achieved(at_sensitivity(TRUTH, SCORES, target), TRUTH, SCORES)
    false, true, _ = roc_curve(TRUTH, SCORES, drop_intermediate=False)
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.sensitivity.value >= target
    assert found.specificity.value == pytest.approx(1 - false[true >= target].min())


@pytest.mark.parametrize("target", [0.5, 0.95, 1.0])
def test_a_target_specificity_is_reached_with_the_most_sensitivity_left(target: float) -> None:
    found = achieved(at_specificity(TRUTH, SCORES, target), TRUTH, SCORES)
    false, true, _ = roc_curve(TRUTH, SCORES, drop_intermediate=False)
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.specificity.value >= target
    assert found.sensitivity.value == pytest.approx(true[1 - false >= target].max())


def test_the_threshold_of_separated_sides_lies_between_them() -> None:
    truth, scores = [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]
    for point in (youden(truth, scores), at_sensitivity(truth, scores, 0.5), at_specificity(truth, scores, 0.5)):
        assert point.threshold == pytest.approx(0.5)


def test_what_is_achieved_is_told_of_other_cases_and_not_of_the_target() -> None:
    point = OperatingPoint("sensitivity 0.90", 0.5)
    found = achieved(point, [1, 1, 1, 1, 0, 0], [0.9, 0.6, 0.4, 0.1, 0.2, 0.7])
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert (found.sensitivity.value, found.specificity.value) == (0.5, 0.5)
    assert found.sensitivity.low < 0.1


def test_a_side_without_cases_is_not_judged() -> None:
    assert achieved(OperatingPoint("a", 0.5), [1, 1], [0.3, 0.8]).specificity is None


def test_one_sided_validation_cases_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="with and without"):
        youden([1, 1], [0.3, 0.8])
