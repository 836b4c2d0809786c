"""A camera's picture of light."""

import numpy as np

from app.imaging.camera import Camera, any_camera, compressed, photograph

SCENE = np.random.default_rng(0).uniform(0.1, 0.5, (48, 64, 3)).astype(np.float32)


def taken(camera: Camera) -> np.ndarray:
    return photograph(SCENE, camera, np.random.default_rng(1))


def test_a_photograph_has_the_scenes_size_and_is_bytes() -> None:
    picture = taken(Camera())
    assert picture.shape == SCENE.shape
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, taken(Camera()))


def test_longer_exposure_is_brighter_and_warm_balance_is_redder() -> None:
    assert taken(Camera(exposure=1.5)).mean() > taken(Camera(exposure=0.7)).mean() + 20
    warm = taken(Camera(balance=(1.2, 1.0, 0.8)))
    assert warm[..., 0].mean() > warm[..., 2].mean() + 10


def test_softness_blurs_and_noise_grains() -> None:
    def grain(camera: Camera) -> float:
        return float(np.abs(np.diff(taken(camera).astype(float), axis=1)).mean())

    assert grain(Camera(softness=2.0)) < grain(Camera(softness=0.0))
    assert grain(Camera(noise=0.05)) > grain(Camera(noise=0.0))


def test_dark_scenes_are_brightened_by_the_meter_but_stay_darker() -> None:
    dark = photograph(SCENE * 0.1, Camera(noise=0), np.random.default_rng(1)).mean()
    assert 0.35 * taken(Camera(noise=0)).mean() < dark < taken(Camera(noise=0)).mean()


def test_cameras_differ_and_a_file_keeps_the_picture() -> None:
    assert any_camera(np.random.default_rng(1)) != any_camera(np.random.default_rng(2))
    picture = np.full((16, 16, 3), 100, dtype=np.uint8)
    assert np.abs(compressed(picture, 90).astype(int) - 100).max() <= 2
