"""Figures in words: no false certainty, no broken intervals."""

import pytest

from app.lab.evaluation import Figure
from app.lab.report.words import interval, one_in, percent, plural, small


@pytest.mark.parametrize(
    ("share", "words"), [(1.0, "100.0"), (0.99996, ">99.9"), (0.5, "50.0"), (0.0001, "<0.1"), (0.0, "0.0")]
)
def test_nearly_all_is_not_all_and_nearly_nothing_is_not_nothing(share: float, words: str) -> None:
    assert percent(Figure(value=share, low=share, high=share)).startswith(words)


def test_an_interval_below_nought_is_written_with_to_and_true_minus_signs() -> None:
    assert interval(Figure(value=-0.47, low=-0.78, high=-0.12)).replace("\u00a0", " ") == "−0.470 (−0.780 to −0.120)"


def test_an_interval_does_not_break_across_lines() -> None:
    assert "\u2060–\u2060" in interval(Figure(value=0.5, low=0.4, high=0.6))


def test_what_is_not_known_is_said_to_be_too_little() -> None:
    assert interval(None) == "too few to say"


@pytest.mark.parametrize(("share", "words"), [(0.058, "5.8 %"), (1 / 700, "1 in 700"), (1 / 4000, "1 in 4,000")])
def test_a_prevalence_is_said_as_people_say_it(share: float, words: str) -> None:
    assert one_in(share) == words


def test_a_tiny_p_value_is_not_nought() -> None:
    assert small(1e-9) == "p < 0.0001"


def test_one_is_not_many() -> None:
    assert (plural(1, "epoch"), plural(2000, "epoch")) == ("1 epoch", "2,000 epochs")
