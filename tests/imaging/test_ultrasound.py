"""Scanner pictures look like ultrasound; photographs, pages and plain fields do not."""

from importlib import import_module

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.imaging.reduced import reduced
from app.imaging.ultrasound import SIDE, grayness, likeness, tinted

Pixels = NDArray[np.uint8]
SCANS = ("fetal_cns", "hemorrhage", "cleft")
PHOTOGRAPHS = ("auricular", "vcfs")


def drawn(slug: str, count: int = 3) -> list[Pixels]:
    return [phantom.pixels for phantom in import_module(f"app.tasks.{slug}.phantom").phantoms(count, 4242)]


def seen(pixels: Pixels) -> float:
    return likeness(reduced(pixels, SIDE))


def page() -> Pixels:
    image = Image.new("L", (600, 800), 250)
    pen = ImageDraw.Draw(image)
    for row in range(40, 760, 22):
        pen.text((50, row), "Left ear, seen at two weeks; no fever, feeding well. " * 2, fill=10)
    return np.asarray(image)


def in_sepia(gray: Pixels) -> Pixels:
    level = gray.astype(float) / 255
    return np.asarray(np.stack([level**0.8, level * 0.9, level**1.3 * 0.75], -1) * 255, np.uint8)


@pytest.mark.parametrize("slug", SCANS)
def test_scanner_pictures_look_like_ultrasound(slug: str) -> None:
    assert min(seen(pixels) for pixels in drawn(slug)) > 0.5


@pytest.mark.parametrize("slug", PHOTOGRAPHS)
def test_photographs_do_not(slug: str) -> None:
    assert np.quantile([seen(pixels) for pixels in drawn(slug)], 0.9) < 0.1


@pytest.mark.parametrize("level", [0, 60, 128, 255])
def test_a_plain_field_does_not(level: int) -> None:
    assert seen(np.full((300, 400), level, np.uint8)) < 0.1


def test_a_page_does_not() -> None:
    assert seen(page()) < 0.1


def test_a_window_of_blood_flow_does_no_harm() -> None:
    frame = np.repeat(drawn("cleft", 1)[0][..., None], 3, axis=2)
    frame[100:140, 100:180] = (220, 40, 20)
    assert seen(frame) > 0.3


def test_one_scale_of_tints_passes_for_gray_with_some_doubt() -> None:
    frame = np.kron(drawn("fetal_cns", 1)[0], np.ones((2, 2), np.uint8))
    assert seen(in_sepia(frame)) > 0.45
    assert tinted(reduced(in_sepia(frame), SIDE)) > 0.95


def test_colours_of_their_own_do_not() -> None:
    random = np.random.default_rng(0)
    patches = np.kron(random.integers(40, 220, (16, 16, 3)), np.ones((16, 16, 1)))
    assert grayness((patches / 255).astype(np.float32)) == 0


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (17, 17)])
def test_odd_sizes_are_answered(shape: tuple[int, int]) -> None:
    assert 0 <= seen(np.zeros(shape, np.uint8)) <= 1
    assert 0 <= seen(np.full((*shape, 3), (200, 90, 10), np.uint8)) <= 1
