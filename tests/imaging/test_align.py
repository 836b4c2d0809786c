"""Faces come out upright, whatever their turn, size and place."""

import numpy as np
import pytest
from PIL import Image

from app.imaging.align import PLACES, align, similarity


def turned(degrees: float, scale: float) -> np.ndarray:
    angle = np.radians(degrees)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return PLACES @ turn.T + [30.0, -12.0]


@pytest.mark.parametrize(("degrees", "scale"), [(0, 1), (30, 7), (-100, 0.2)])
def test_the_similarity_of_turned_points_is_found_exactly(degrees: float, scale: float) -> None:
    given = turned(degrees, scale)
    found = similarity(given, PLACES)
    np.testing.assert_allclose(given @ found[:, :2].T + found[:, 2], PLACES, atol=1e-12)


def test_points_are_never_mirrored_even_where_that_would_fit_better() -> None:
    mirrored = PLACES * [-1, 1]
    assert np.linalg.det(similarity(mirrored, PLACES)[:, :2]) > 0


@pytest.mark.parametrize("scale", [60.0, 200.0, 900.0])
def test_the_landmarks_of_a_face_land_on_their_places(scale: float) -> None:
    side = int(scale * 2.5)
    points = (PLACES - 0.5) @ np.array([[0.9, -0.44], [0.44, 0.9]]) * scale + side / 2
    rows, columns = np.mgrid[:side, :side]
    pixels = np.zeros((side, side, 3), np.uint8)
    for x, y in points:
        pixels[np.hypot(columns - x, rows - y) < scale / 25] = 255
    face = align(pixels, tuple(map(tuple, points.tolist())), 128)
    wanted = (PLACES + 0.25) / 1.5 * 128
    rows, columns = np.mgrid[:128, :128]
    light = face[..., 0].astype(float)
    for x, y in wanted:
        near = light * (np.hypot(columns - x, rows - y) < 6)
        assert abs((near * columns).sum() / near.sum() - x) < 0.5
        assert abs((near * rows).sum() / near.sum() - y) < 0.5


def test_what_lies_outside_the_picture_is_black() -> None:
    pixels = np.asarray(Image.new("RGB", (100, 100), "white"))
    face = align(pixels, tuple(map(tuple, (PLACES * 100).tolist())), 64)
    assert face[0, 0].tolist() == [0, 0, 0]
    assert face[32, 32].tolist() == [255, 255, 255]
