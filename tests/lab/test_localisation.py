"""Heat maps against masks of known place."""

import numpy as np
import pytest

from app.lab.localisation import energy_inside, locating, peak_inside

LEFT = np.zeros((64, 64), dtype=bool)
LEFT[:, :32] = True


def test_an_even_map_has_as_much_energy_inside_as_the_mask_is_wide() -> None:
    assert energy_inside(np.ones((8, 8)), LEFT) == pytest.approx(0.5)


def test_a_map_on_the_lesion_has_its_energy_inside() -> None:
    heat = np.zeros((8, 8))
    heat[4, 1] = 3
    assert energy_inside(heat, LEFT) == pytest.approx(1)
    assert peak_inside(heat, LEFT)


def test_a_map_beside_the_lesion_has_none() -> None:
    heat = np.zeros((8, 8))
    heat[4, 6] = 3
    assert energy_inside(heat, LEFT) == pytest.approx(0)
    assert not peak_inside(heat, LEFT)


def test_negative_values_are_no_heat_and_an_empty_map_has_no_peak() -> None:
    assert energy_inside(-np.ones((8, 8)), LEFT) == 0
    assert not peak_inside(np.zeros((8, 8)), LEFT)


def test_pictures_without_a_lesion_are_left_out() -> None:
    heat = np.zeros((8, 8))
    heat[4, 1] = 1
    heats, masks = [heat, heat.T] * 6 + [heat], [LEFT] * 12 + [np.zeros_like(LEFT)]
    found = locating(heats, masks, [f"p{place}" for place in range(13)])
    assert found is not None
    assert found.energy is not None
    assert found.pictures == 12
    assert found.energy.value == pytest.approx((energy_inside(heat, LEFT) + energy_inside(heat.T, LEFT)) / 2)
    assert locating([heat], [np.zeros_like(LEFT)], ["a"]) is None


def test_two_patients_are_too_few_for_a_mean_share() -> None:
    found = locating([np.ones((8, 8))] * 2, [LEFT] * 2, ["a", "b"])
    assert found is not None
    assert found.energy is None
    assert found.peak.value == 1
