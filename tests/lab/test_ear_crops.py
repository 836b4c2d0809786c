"""Crops around ears."""

import numpy as np

from app.lab.ear_crops import draw
from app.lab.ear_scenes import Scene


def disc() -> Scene:
    """A white ellipse on black, boxed."""
    down, right = np.mgrid[:200, :200]
    inside = ((right - 110) / 20) ** 2 + ((down - 80) / 32) ** 2 <= 1
    pixels = np.repeat((inside * 255).astype(np.uint8)[..., None], 3, axis=2)
    return Scene("disc", pixels, np.array([[90.0, 48.0, 130.0, 112.0]]))


def test_the_same_draw_gives_the_same_crop() -> None:
    first, second = (draw([disc()], 96, np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(first.pixels, second.pixels)
    assert np.array_equal(first.boxes, second.boxes)


def test_boxes_lie_inside_the_crop_and_follow_what_they_box() -> None:
    dark, light = [], []
    for seed in range(60):
        crop = draw([disc()], 128, np.random.default_rng(seed))
        assert crop.pixels.shape == (128, 128, 3)
        assert crop.boxes.shape[1] == 4
        for left, top, right, bottom in crop.boxes:
            assert 0 <= left < right <= 128
            assert 0 <= top < bottom <= 128
            middle = crop.pixels[int((top + bottom) / 2), int((left + right) / 2)].mean()
            corner = crop.pixels[int(top), int(left)].mean()
            light.append(float(middle))
            dark.append(float(corner))
    assert len(light) > 40
    assert np.median(light) > np.median(dark) + 60


def test_a_scene_without_ears_gives_a_crop_without_boxes() -> None:
    empty = Scene("empty", np.zeros((50, 80, 3), np.uint8), np.zeros((0, 4)))
    assert draw([empty], 64, np.random.default_rng(0)).boxes.shape == (0, 4)
