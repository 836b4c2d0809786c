"""Solid bodies of ellipsoids."""

import numpy as np
import pytest

from app.imaging.solid import NOTHING, Ellipsoid, View, depth, lift, melt, turned

BALL = Ellipsoid((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
FRONT = View(np.eye(3), 20.0, (32.0, 32.0))


def test_a_ball_is_nearest_in_its_middle_and_nothing_is_beside_it() -> None:
    field = depth((BALL,), FRONT, (64, 64))
    assert field[32, 32] == pytest.approx(1.0, abs=1e-5)
    assert field[32, 42] == pytest.approx(np.sqrt(0.75), abs=1e-5)
    assert field[2, 2] == NOTHING


def test_a_rotation_keeps_lengths_and_a_ball_looks_alike_from_every_side() -> None:
    turn = turned(0.5, -0.3, 0.2)
    assert np.allclose(turn @ turn.T, np.eye(3))
    before, after = depth((BALL,), FRONT, (64, 64)), depth((BALL,), View(turn, 20.0, (32.0, 32.0)), (64, 64))
    both = (before > 0.1) & (after > 0.1)
    assert both.sum() > 1200
    assert np.allclose(before[both], after[both], atol=1e-3)


def test_a_nose_moves_sideways_when_the_head_turns() -> None:
    nose = Ellipsoid((0.0, 0.0, 1.0), (0.2, 0.2, 0.3), 0.0, 0.05)
    aside = View(turned(0.5, 0.0, 0.0), 20.0, (32.0, 32.0))
    tip = int(depth((nose,), aside, (64, 64))[32].argmax())
    assert tip == pytest.approx(32 + 20 * np.sin(0.5), abs=2)
    assert aside.place(np.array([(0.0, 0.0, 1.0)]))[0] == pytest.approx((32 + 20 * np.sin(0.5), 32.0))


def test_points_are_lifted_onto_the_body() -> None:
    lifted = lift((BALL,), np.array([(0.0, 0.0), (0.6, 0.0)]))
    assert lifted[:, 2] == pytest.approx((1.0, 0.8), abs=1e-5)


def test_surfaces_melt_where_they_meet_and_stay_themselves_elsewhere() -> None:
    first, second = np.array([0.0, 1.0, 0.5], dtype=np.float32), np.array([0.0, 0.0, 0.45], dtype=np.float32)
    joined = melt(first, second, 0.2)
    assert joined == pytest.approx((0.05, 1.0, 0.5 + 0.15**2 / 0.8))
