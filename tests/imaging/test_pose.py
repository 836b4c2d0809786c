"""The pose follows a head of known turn."""

import numpy as np
import pytest

from app.imaging.pose import Pose, estimate_pose

HEAD = np.array([(-31, -30, 0), (31, -30, 0), (0, 1, 28), (-24, 32, 0), (24, 32, 0)], float)
"""Eyes, nose and corners of the mouth in millimetres; x to the right, y down, z to the camera."""


def seen(yaw: float = 0, pitch: float = 0, roll: float = 0) -> tuple[tuple[float, float], ...]:
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    points = HEAD @ (about_z @ about_x @ about_y).T
    return tuple(map(tuple, points[:, :2].tolist()))


def test_a_straight_look_has_no_turn() -> None:
    pose = estimate_pose(seen())
    assert abs(pose.yaw) < 1e-9
    assert abs(pose.pitch) < 1
    assert pose.frontal()


@pytest.mark.parametrize("yaw", [-40, -15, 10, 35])
def test_yaw_is_told_within_six_degrees(yaw: float) -> None:
    assert estimate_pose(seen(yaw=yaw)).yaw == pytest.approx(yaw, abs=6)


@pytest.mark.parametrize("pitch", [-25, -10, 10, 25])
def test_pitch_is_told_within_six_degrees(pitch: float) -> None:
    assert estimate_pose(seen(pitch=pitch)).pitch == pytest.approx(pitch, abs=6)


@pytest.mark.parametrize("roll", [-60, -20, 5, 45])
def test_roll_is_exact_and_changes_nothing_else(roll: float) -> None:
    pose = estimate_pose(seen(roll=roll))
    assert pose.roll == pytest.approx(roll)
    assert abs(pose.yaw) < 1e-9


def test_an_oblique_face_is_not_frontal() -> None:
    assert not estimate_pose(seen(yaw=35)).frontal()
    assert not Pose(0, 40, 0).frontal()
    assert not Pose(0, 0, -50).frontal()


def test_impossible_landmarks_are_refused() -> None:
    with pytest.raises(ValueError, match="both eyes lie on one place"):
        estimate_pose(((1, 1), (1, 1), (1, 2), (0, 3), (2, 3)))
    with pytest.raises(ValueError, match="mouth does not lie below the eyes"):
        estimate_pose(((0, 5), (2, 5), (1, 4), (0, 3), (2, 3)))
