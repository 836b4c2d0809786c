"""Shares against statsmodels and known values."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from app.lab.statistics.intervals import proportion


@pytest.mark.parametrize(("found", "of"), [(0, 10), (10, 10), (52, 55), (96, 124), (1, 1)])
@pytest.mark.parametrize(("method", "name"), [("exact", "beta"), ("wilson", "wilson")])
def test_a_share_has_the_interval_that_statsmodels_gives(found: int, of: int, method: str, name: str) -> None:
    own = proportion(found, of, method="exact" if method == "exact" else "wilson")
    low, high = proportion_confint(found, of, method=name)
    assert own is not None
    assert [own.low, own.high] == pytest.approx([low, high], abs=1e-9)


def test_fifty_two_of_fifty_five_patients_leave_room_from_85_to_98_percent() -> None:
    found = proportion(52, 55, method="wilson")
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (0.85, 0.98)


def test_a_share_of_no_cases_is_not_said() -> None:
    assert proportion(0, 0) is None


def test_the_exact_interval_covers_the_truth_at_least_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    known = {found: proportion(found, 60) for found in range(61)}
    held = [
        known[found].low <= 0.9 <= known[found].high  # type: ignore[union-attr]
        for found in random.binomial(60, 0.9, 4000)
    ]
    assert np.mean(held) >= 0.95
