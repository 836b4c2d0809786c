"""Quality falls as a picture gets worse, whatever the picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from app.imaging.quality import judge, sharpness, window_mean
from app.imaging.reduced import reduced

Pixels = NDArray[np.uint8]
few = settings(max_examples=25)


def scene(seed: int, side: int = 128) -> NDArray[np.float64]:
    """Patches with clear edges, gray levels 60 to 200."""
    random = np.random.default_rng(seed)
    patches = np.kron(random.uniform(60, 200, (side // 16, side // 16)), np.ones((16, 16)))
    return np.asarray(patches, np.float64)


def shown(levels: NDArray[np.float64]) -> Pixels:
    gray = np.clip(levels, 0, 255).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2)


@few
@given(seed=st.integers(0, 999), widths=st.lists(st.floats(0.3, 6), min_size=2, max_size=2, unique=True).map(sorted))
def test_more_blur_is_never_sharper(seed: int, widths: list[float]) -> None:
    less, more = (judge(reduced(shown(gaussian_filter(scene(seed), width)), 128)).sharpness for width in widths)
    assert more <= less + 0.02


@few
@given(seed=st.integers(0, 999), gain=st.floats(0.3, 1.2))
def test_light_does_not_change_sharpness(seed: int, gain: float) -> None:
    soft = gaussian_filter(scene(seed), 1.5) / 255
    plain, dimmed = (sharpness((soft * factor).astype(np.float32)) for factor in (1.0, gain))
    assert dimmed == pytest.approx(plain, abs=0.02)


def test_a_step_is_wholly_sharp_a_ramp_a_quarter_and_an_empty_picture_not_at_all() -> None:
    step = np.zeros((32, 32), np.float32)
    step[:, 16:] = 1
    ramp = np.tile(np.linspace(0, 1, 32, dtype=np.float32), (32, 1))
    assert sharpness(step) == pytest.approx(1)
    assert sharpness(ramp) == pytest.approx(0.25, abs=0.01)
    assert sharpness(np.full((32, 32), 0.5, np.float32)) == 0
    assert sharpness(np.zeros((3, 3), np.float32)) == 0


@few
@given(seed=st.integers(0, 999), gains=st.lists(st.floats(0.05, 1.2), min_size=2, max_size=2, unique=True).map(sorted))
def test_less_light_is_darker_and_flatter(seed: int, gains: list[float]) -> None:
    dim, lit = (judge(reduced(shown(scene(seed) * gain), 128)) for gain in gains)
    assert dim.light <= lit.light
    assert dim.contrast <= lit.contrast + 0.01


@few
@given(seed=st.integers(0, 999), gains=st.lists(st.floats(1, 5), min_size=2, max_size=2, unique=True).map(sorted))
def test_too_much_light_burns_more_out(seed: int, gains: list[float]) -> None:
    less, more = (judge(reduced(shown(scene(seed) * gain), 128)).burnt for gain in gains)
    assert less <= more


def test_one_colour_that_is_burnt_out_counts() -> None:
    red = np.zeros((64, 64, 3), np.uint8)
    red[:16, :, 0] = 255
    assert judge(reduced(red, 64)).burnt == pytest.approx(0.25)


def test_small_white_spots_are_glare_and_a_white_background_is_none() -> None:
    dull, spotted, bright = (np.full((64, 64, 3), level, np.uint8) for level in (110, 110, 110))
    spotted[20:28, 30:38] = 255
    bright[:, :40] = 255
    quality = [judge(reduced(pixels, 64)).glare for pixels in (dull, spotted, bright)]
    assert quality[0] == 0
    assert quality[1] == pytest.approx(64 / 4096, abs=0.002)
    assert quality[2] < 0.12  # its border only


def test_gray_has_no_colour_and_skin_has() -> None:
    assert judge(reduced(np.full((64, 64), 130, np.uint8), 64)).colour == 0
    assert judge(reduced(np.full((64, 64, 3), (190, 140, 120), np.uint8), 64)).colour == 1
    assert judge(reduced(np.zeros((64, 64, 3), np.uint8), 64)).colour == 0


def test_the_mean_of_a_window_stops_at_the_edge() -> None:
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    mean = window_mean(values, 1)
    assert mean[0, 0] == pytest.approx(values[:2, :2].mean())
    assert mean[1, 1] == pytest.approx(values[:3, :3].mean())


def test_dark_skin_in_good_light_is_not_dark() -> None:
    skin = np.full((64, 64, 3), (74, 52, 44), np.uint8)
    skin[10:12, 20:60] = (150, 128, 118)  # where light falls on the rim of an ear
    assert judge(reduced(skin, 64)).light > 0.5
