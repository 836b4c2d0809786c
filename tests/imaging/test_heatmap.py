"""Heat maps lie on the picture where the network saw what they show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.domain.box import Box
from app.domain.preparation import Preparation
from app.imaging.heatmap import decode_map, encode_map, upright
from app.imaging.sight import Sight
from tests.imaging.test_sight import SIGHTS


@pytest.mark.parametrize("name", SIGHTS)
def test_a_hot_cell_lies_on_the_picture_where_the_network_saw_it(name: str) -> None:
    preparation = Preparation(112)
    at = np.array([88.0, 74.0])
    place = SIGHTS[name].place((240, 180), (240, 180), preparation)
    column, row = (place.matrix @ [*at, 1])[:2] / 8
    values = np.zeros((14, 14), np.float32)
    values[int(row), int(column)] = 1
    shown, box = upright(values, place)
    top, left = np.unravel_index(shown.argmax(), shown.shape)
    found = np.array([box.left, box.top]) + (np.array([left, top]) + 0.5) * (
        box.width / shown.shape[1],
        box.height / shown.shape[0],
    )
    assert shown.max() > 0.75
    assert np.abs(found - at).max() < 8 / place.zoom


def test_a_map_of_a_whole_square_picture_keeps_its_cells() -> None:
    values = np.random.default_rng(0).random((14, 14), np.float32)
    place = Sight().place((112, 112), (112, 112), Preparation(112))
    shown, box = upright(values, place)
    assert box == Box(0, 0, 112, 112)
    assert shown.shape == (56, 56)
    assert shown.reshape(14, 4, 14, 4).mean((1, 3))[1:-1, 1:-1] == pytest.approx(values[1:-1, 1:-1], abs=0.3)


def test_a_mirrored_map_is_mirrored_back() -> None:
    values = np.random.default_rng(0).random((14, 14), np.float32)
    straight, mirrored = (
        upright(shown, Sight(mirrored=turned).place((112, 80), (112, 80), Preparation(112)))[0]
        for shown, turned in ((values, False), (np.ascontiguousarray(values[:, ::-1]), True))
    )
    assert mirrored == pytest.approx(straight, abs=1e-5)


@given(arrays(np.float32, (5, 7), elements=st.floats(0, 1e4, width=32)))
def test_a_written_map_comes_back_within_half_a_step(values: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    content, scale = encode_map(values)
    assert np.abs(decode_map(content, scale) - values).max() <= scale / 509


@pytest.mark.parametrize(
    "wrong", [np.full((2, 2), np.nan), np.full((2, 2), -1.0), np.zeros((2, 2, 2)), np.zeros((0, 3))]
)
def test_what_is_no_map_is_not_written(wrong: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    with pytest.raises(ValueError, match="rows x columns"):
        encode_map(wrong.astype(np.float32))
