"""Bounds on what is measured of a picture."""

from math import nan

import pytest

from app.domain.picture_rules import Measure, PictureRules, Rule, Weight

SMALL = Rule(Measure.SIDE, "too_small", "It is too small.", Weight.REFUSES, least=64)
TURNED = Rule(Measure.YAW, "not_frontal", "It is turned.", Weight.REFUSES, least=-20, most=20)


@pytest.mark.parametrize(("value", "broken"), [(63.9, True), (64, False), (5000, False), (nan, True)])
def test_a_value_on_the_bound_keeps_it(value: float, broken: bool) -> None:
    assert SMALL.broken(value) is broken


@pytest.mark.parametrize(("value", "broken"), [(-20.1, True), (-20, False), (0, False), (20, False), (20.1, True)])
def test_a_rule_may_bound_both_sides(value: float, broken: bool) -> None:
    assert TURNED.broken(value) is broken


def test_a_rule_without_a_bound_is_none() -> None:
    with pytest.raises(ValueError, match="'odd' needs a bound"):
        Rule(Measure.SIDE, "odd", "Odd.", Weight.ASKS)


def test_bounds_do_not_cross() -> None:
    with pytest.raises(ValueError, match="least 3 above most 2"):
        Rule(Measure.SIDE, "odd", "Odd.", Weight.ASKS, least=3, most=2)


def test_all_rules_of_a_task_are_told_in_the_order_in_which_they_are_asked() -> None:
    assert PictureRules(region=(TURNED,), picture=(SMALL,)).rules == (SMALL, TURNED)
