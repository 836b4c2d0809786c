"""What an answer is worth at a prevalence, from measured shares with their intervals."""

import pytest
from scipy.stats import binomtest

from app.domain.assessment import Interval
from app.domain.predictive_value import cases_behind, negative_value, positive_value


def measured(found: int, of: int) -> Interval:
    around = binomtest(found, of).proportion_ci(0.95)
    return Interval(found / of, float(around.low), float(around.high))


@pytest.mark.parametrize(("found", "of"), [(77, 100), (20, 400), (1, 30), (30, 30), (0, 250), (999, 1000)])
def test_the_cases_behind_an_exact_interval_are_never_more_than_there_were(found: int, of: int) -> None:
    assert 0.4 * of < cases_behind(measured(found, of)) <= of * 1.0001


def test_the_missed_target_of_the_hemorrhage_paper_means_what_its_arithmetic_says() -> None:
    sensitivity, specificity = measured(77, 100), measured(480, 1000)
    ppv, npv = positive_value(sensitivity, specificity, 0.058), negative_value(sensitivity, specificity, 0.058)
    assert ppv is not None and npv is not None
    assert (round(ppv.value, 3), round(npv.value, 3)) == (0.084, 0.971)
    assert ppv.low < 0.079 < 0.089 < ppv.high < 0.12
    assert npv.low < 0.966 < 0.975 < npv.high


def test_a_rarer_finding_makes_a_suspicion_worth_less() -> None:
    values = [positive_value(measured(95, 100), measured(95, 100), share) for share in (1 / 4000, 0.01, 0.05, 0.5)]
    worth = [value.value for value in values if value is not None]
    assert worth == sorted(worth)
    assert worth[0] == pytest.approx(0.0047, abs=1e-4)


def test_what_was_not_measured_is_not_made_up() -> None:
    assert positive_value(None, measured(9, 10), 0.1) is None
    assert negative_value(measured(9, 10), None, 0.1) is None


def test_a_test_without_any_error_still_has_an_interval_with_width() -> None:
    ppv = positive_value(measured(30, 30), measured(100, 100), 0.02)
    assert ppv is not None
    assert ppv.value == ppv.high == 1
    assert 0.1 < ppv.low < 0.9
