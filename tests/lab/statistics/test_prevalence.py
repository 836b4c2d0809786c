"""Predictive values against Bayes by hand, scipy's relative risk and simulation."""

import numpy as np
import pytest
from scipy.stats.contingency import relative_risk

from app.lab.statistics.prevalence import Table, negative_value, positive_value

MISSED_TARGET = Table(true_positive=77, false_positive=520, false_negative=23, true_negative=480)


def test_the_second_operating_point_of_the_hemorrhage_paper_means_what_its_arithmetic_says() -> None:
    ppv, npv = positive_value(MISSED_TARGET, 0.058), negative_value(MISSED_TARGET, 0.058)
    assert ppv is not None
    assert npv is not None
    assert (round(ppv.value, 3), round(npv.value, 3)) == (0.084, 0.971)


@pytest.mark.parametrize("prevalence", [0.00025, 0.01, 0.058, 0.5, 0.8])
def test_the_interval_is_that_of_the_likelihood_ratio_carried_through_bayes(prevalence: float) -> None:
    ratio = relative_risk(77, 100, 520, 1000).confidence_interval(0.95)
    odds = prevalence / (1 - prevalence)
    ppv = positive_value(MISSED_TARGET, prevalence)
    assert ppv is not None
    assert [ppv.low, ppv.high] == pytest.approx([x * odds / (1 + x * odds) for x in ratio], abs=1e-9)
    ratio = relative_risk(480, 1000, 23, 100).confidence_interval(0.95)
    npv = negative_value(MISSED_TARGET, prevalence)
    assert npv is not None
    assert [npv.low, npv.high] == pytest.approx([x / odds / (1 + x / odds) for x in ratio], abs=1e-9)


def test_a_test_without_any_error_still_has_intervals_with_width() -> None:
    whole = Table(true_positive=30, false_positive=0, false_negative=0, true_negative=100)
    ppv, npv = positive_value(whole, 0.02), negative_value(whole, 0.02)
    assert ppv is not None
    assert npv is not None
    assert ppv.value == ppv.high == npv.value == npv.high == 1
    assert 0.1 < ppv.low < 0.9
    assert 0.99 < npv.low < 1


def test_a_test_that_never_calls_positive_has_no_positive_value() -> None:
    assert positive_value(Table(0, 0, 5, 50), 0.1) is None


@pytest.mark.parametrize("prevalence", [0.0, 1.0])
def test_a_prevalence_at_either_end_is_refused(prevalence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        positive_value(MISSED_TARGET, prevalence)


@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.9, 0.9), (0.77, 0.48), (0.95, 0.98)])
def test_the_interval_covers_the_true_value(sensitivity: float, specificity: float) -> None:
    random = np.random.default_rng(1)
    right, wrong = sensitivity * 0.05, (1 - specificity) * 0.95
    held = []
    for _ in range(1500):
        hits, passed = random.binomial(100, sensitivity), random.binomial(400, specificity)
        found = positive_value(Table(hits, 400 - passed, 100 - hits, passed), 0.05)
        held.append(found is not None and found.low <= right / (right + wrong) <= found.high)
    assert 0.935 <= np.mean(held) <= 0.975
