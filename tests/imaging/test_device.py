"""What covers an ear is noticed when it is large, smooth and unlike skin."""

import numpy as np
import pytest

from app.imaging.device import covered
from app.imaging.reduced import Floats


def skin(seed: int = 0) -> Floats:
    random = np.random.default_rng(seed)
    grain = random.normal(0, 0.03, (64, 64, 1))
    return np.clip(np.array([0.72, 0.52, 0.44]) + grain, 0, 1).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_bare_skin_is_not_covered(seed: int) -> None:
    assert covered(skin(seed)) == 0


@pytest.mark.parametrize("colour", [(0.93, 0.93, 0.92), (0.45, 0.6, 0.85), (0.5, 0.5, 0.5)])
def test_the_covered_share_is_told(colour: tuple[float, float, float]) -> None:
    ear = skin()
    ear[:32, :] = colour
    assert covered(ear) == pytest.approx(0.5)


def test_more_cover_is_more() -> None:
    shares = []
    for rows in (0, 16, 32, 48):
        ear = skin()
        ear[:rows] = (0.9, 0.9, 0.9)
        shares.append(covered(ear))
    assert shares == sorted(shares)


def test_a_region_too_small_to_tell_is_not_covered() -> None:
    assert covered(np.ones((3, 3, 3), np.float32)) == 0


def test_nothing_is_told_of_what_is_smooth_all_over() -> None:
    assert covered(np.full((64, 64, 3), 0.95, np.float32)) == 0
