"""Distances to shapes: zero on the edge, negative inside."""

import numpy as np
import pytest

from app.imaging.shape import ellipse, path, place, ripple

X, Y = np.meshgrid(np.linspace(-5, 5, 101, dtype=np.float32), np.linspace(-5, 5, 101, dtype=np.float32))


def test_a_circle_knows_its_distance_everywhere() -> None:
    away = np.hypot(X - 1, Y)
    assert np.abs(ellipse(X, Y, (1, 0), (2, 2)) - (away - 2)).max() < 1e-4


def test_an_ellipse_is_zero_on_its_edge() -> None:
    turn = np.linspace(0, 6, 20, dtype=np.float32)
    assert np.abs(ellipse(3 * np.cos(turn), np.sin(turn), (0, 0), (3, 1))).max() < 1e-4


def test_a_path_is_as_thick_as_asked() -> None:
    distance = path(X, Y, [(-2, 0), (2, 0)], 0.5)
    assert distance[50, 50] == pytest.approx(-0.5)
    assert distance[60, 50] == pytest.approx(0.5, abs=1e-4)
    assert distance[50, 90] == pytest.approx(1.5, abs=1e-4)


def test_a_body_turned_by_a_right_angle_finds_its_own_axis() -> None:
    u, v = place(X, Y, (0, 0), np.pi / 2)
    assert u[90, 50] == pytest.approx(4, abs=1e-4)
    assert v[90, 50] == pytest.approx(0, abs=1e-4)


def test_ripples_stay_in_single_precision_and_about_unit_size() -> None:
    wave = ripple(X, Y, np.random.default_rng(1), 2.0)
    assert wave.dtype == np.float32
    assert 0.4 < wave.std() < 1.6
