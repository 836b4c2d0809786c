"""The stress test hurts more at each level, and the same each time."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.lab.stress import KINDS, LEVELS, conditions, corrupt, corrupt_all


def picture(channels: int) -> NDArray[np.uint8]:
    across = np.linspace(0, 70, 96) * np.ones((96, 1))
    waves = 150 + across + np.random.default_rng(0).normal(0, 8, (96, 96))
    return np.repeat(waves[:, :, None], channels, axis=2).astype(np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_each_level_is_further_from_the_picture_than_the_one_before(kind: str, channels: int) -> None:
    clean = picture(channels)
    gaps = [
        np.mean([np.abs(corrupt(clean, kind, level, seed) - clean.astype(float)).mean() for seed in range(16)])
        for level in LEVELS
    ]
    assert gaps[0] > 0.2
    assert gaps == sorted(gaps)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_picture_of_the_same_shape(kind: str) -> None:
    clean = picture(3)
    once, again = (corrupt(clean, kind, 3, seed=9) for _ in range(2))
    assert (once == again).all()
    assert once.shape == clean.shape
    assert once.dtype == np.uint8


def test_a_gray_picture_without_channels_is_taken_as_it_is() -> None:
    gray = picture(1)[:, :, 0]
    for kind in KINDS:
        assert corrupt(gray, kind, 2, seed=0).shape == gray.shape


def test_every_picture_of_a_set_gets_its_own_noise() -> None:
    worse = corrupt_all(np.stack([picture(1)] * 2), "noise", 3, seed=0)
    assert (worse[0] != worse[1]).any()


def test_there_are_thirty_conditions() -> None:
    assert len(set(conditions())) == 30


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="got 6"):
        corrupt(picture(3), "blur", 6, seed=0)
