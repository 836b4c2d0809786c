"""Change in pairs against the exact distribution of the signed ranks."""

from itertools import product

import pytest

from app.lab.statistics.paired import change


def test_p_is_the_share_of_all_sign_patterns_at_least_as_one_sided() -> None:
    before, after = [0.9, 0.8, 1.0, 0.7, 0.6], [0.4, 0.6, 0.9, 0.75, 0.2]
    ranks = [5, 3, 2, 1, 4]  # of the steps −.5 −.2 −.1 +.05 −.4
    sums = [sum(r for r, up in zip(ranks, signs, strict=True) if up) for signs in product((0, 1), repeat=5)]
    found = change(before, after)
    assert found is not None
    assert found.p == pytest.approx(2 * sum(total <= 1 for total in sums) / len(sums), abs=1e-12)
    assert (found.pairs, found.fell) == (5, 4)
    assert found.change == pytest.approx(-0.2)


def test_pairs_that_did_not_change_have_no_p() -> None:
    found = change([0.5, 0.5], [0.5, 0.5])
    assert found is not None
    assert found.p is None


def test_no_pairs_are_no_change() -> None:
    assert change([], []) is None
