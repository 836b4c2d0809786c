"""The learning rate climbs, then falls to nothing."""

import pytest

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe
from app.lab.schedule import rate

RECIPE = Recipe(name="x", preparation=Preparation(size=8), epochs=5, batch=1, learning_rate=0.1, warmup_epochs=1)


def test_the_first_epoch_climbs_evenly() -> None:
    assert [rate(RECIPE, step, 4) for step in range(4)] == pytest.approx([0.025, 0.05, 0.075, 0.1])


def test_then_half_a_cosine_falls_to_nothing() -> None:
    assert rate(RECIPE, 4, 4) == pytest.approx(0.1)
    assert rate(RECIPE, 12, 4) == pytest.approx(0.05)
    assert rate(RECIPE, 20, 4) == pytest.approx(0.0, abs=1e-12)
