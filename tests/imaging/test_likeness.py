"""A copy is known again; another picture is not taken for it."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

from app.imaging.likeness import fingerprint

Pixels = NDArray[np.uint8]


def picture(seed: int) -> Pixels:
    random = np.random.default_rng(seed)
    clouds = gaussian_filter(random.normal(0, 1, (200, 260, 3)), (12, 12, 0))
    return np.asarray((clouds - clouds.min()) / np.ptp(clouds) * 255, np.uint8)


def sent_on(pixels: Pixels, quality: int, share: float) -> Pixels:
    stream, copy = BytesIO(), Image.fromarray(pixels)
    copy.resize((round(copy.width * share), round(copy.height * share))).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream))


@pytest.mark.parametrize("seed", range(8))
def test_a_copy_sent_on_smaller_and_compressed_is_nearly_the_same(seed: int) -> None:
    own = fingerprint(picture(seed))
    copy = fingerprint(sent_on(picture(seed), 40, 0.6))
    assert own.distance(copy) <= 4
    assert own.exact != copy.exact


def test_the_very_same_pixels_have_the_same_prints() -> None:
    assert fingerprint(picture(1)) == fingerprint(picture(1).copy())


def test_other_pictures_are_far() -> None:
    prints = [fingerprint(picture(seed)) for seed in range(20)]
    assert min(one.distance(other) for one in prints for other in prints if one is not other) > 10


def test_the_same_bytes_in_another_shape_are_another_picture() -> None:
    gray = np.arange(64, dtype=np.uint8)
    assert fingerprint(gray.reshape(8, 8)).exact != fingerprint(gray.reshape(4, 16)).exact


def test_a_print_fits_into_64_bits() -> None:
    assert all(0 <= fingerprint(picture(seed)).perceptual < 2**64 for seed in range(8))
