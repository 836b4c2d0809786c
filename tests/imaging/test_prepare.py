"""Training and serving see the same numbers."""

import numpy as np
import pytest
from PIL import Image

from app.domain.preparation import Fit, Preparation
from app.imaging.prepare import normalise, prepare, resize

WIDE = np.zeros((20, 40, 3), np.uint8)
WIDE[:, 20:] = 255


def plain(size: int, fit: Fit, channels: int = 3) -> Preparation:
    return Preparation(size=size, channels=channels, fit=fit, mean=(0.0,) * channels, std=(1.0,) * channels)


@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("shape", [(20, 40), (20, 40, 3), (7, 3, 3), (1, 1), (20, 40, 1)])
def test_any_picture_becomes_a_square(fit: Fit, channels: int, shape: tuple[int, ...]) -> None:
    prepared = prepare(np.full(shape, 128, np.uint8), plain(16, fit, channels))
    assert prepared.shape == (channels, 16, 16)
    assert prepared.dtype == np.float32
    assert prepared.flags.c_contiguous


def test_padding_keeps_the_shape_and_fills_with_black() -> None:
    square = resize(WIDE, plain(40, Fit.PAD))
    assert not square[:10].any()
    assert not square[30:].any()
    assert square[12:28, 25:].min() == 255


def test_stretching_fills_the_square() -> None:
    square = resize(WIDE, plain(40, Fit.STRETCH))
    assert square[:, 22:].min() == 255
    assert not square[:, :18].any()


def test_cropping_takes_the_middle() -> None:
    picture = np.zeros((20, 40), np.uint8)
    picture[:, :10] = 255
    picture[:, 30:] = 255
    assert not resize(picture, plain(20, Fit.CROP, 1))[:, 1:-1].any()


def test_a_square_picture_of_the_right_size_keeps_every_byte() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    for fit in Fit:
        assert np.array_equal(resize(picture, plain(32, fit)), picture)


def test_normalising_subtracts_the_mean_and_divides_by_the_deviation() -> None:
    preparation = Preparation(size=1, mean=(0.5, 0.25, 0.0), std=(0.5, 0.25, 2.0))
    values = normalise(np.array([[[255, 0, 255]]], np.uint8), preparation)
    assert values.ravel() == pytest.approx([1.0, -1.0, 0.5])


def test_gray_is_weighed_as_the_eye_does() -> None:
    green = np.zeros((4, 4, 3), np.uint8)
    green[..., 1] = 200
    expected = np.asarray(Image.fromarray(green).convert("L"))
    assert np.array_equal(resize(green, plain(4, Fit.PAD, 1))[..., 0], expected)


@pytest.mark.parametrize("pixels", [np.zeros((4, 4), np.float32), np.zeros((0, 4), np.uint8), np.zeros(4, np.uint8)])
def test_what_is_no_picture_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="pixels must be bytes"):
        prepare(pixels, plain(4, Fit.PAD))


@pytest.mark.parametrize(
    "wrong",
    [{"size": 0}, {"channels": 2}, {"mean": (0.5,)}, {"std": (0.0, 1.0, 1.0)}, {"fit": "squeeze"}],
)
def test_a_preparation_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"size|channels|mean|std|squeeze"):
        Preparation(**({"size": 8} | wrong))  # type: ignore[arg-type]
