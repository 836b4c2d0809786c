"""Skin tones of the Monk scale."""

from itertools import pairwise

import numpy as np
import pytest

from app.imaging.skin import MONK, flushed, mottle, tone


def test_the_scale_has_ten_tones_that_grow_darker() -> None:
    bright = [float(tone(number).mean()) for number in range(1, 11)]
    assert len(MONK) == 10
    assert bright[0] > 10 * bright[-1]
    assert all(later < earlier * 1.02 for earlier, later in pairwise(bright))


@pytest.mark.parametrize("number", [0, 11])
def test_a_tone_outside_the_scale_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        tone(number)


def test_people_of_one_tone_differ_but_stay_near_it() -> None:
    people = np.array([flushed(5, np.random.default_rng(seed)) for seed in range(50)])
    assert people.std(axis=0).min() > 0.01
    assert np.abs(people.mean(axis=0) / tone(5) - 1).max() < 0.2


def test_uneven_colour_averages_out() -> None:
    field = mottle((64, 64), np.random.default_rng(0), 0.2)
    assert field.shape == (64, 64)
    assert abs(field.mean()) < 0.6
    assert field.std() > 0.2
