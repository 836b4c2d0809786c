"""Copies of large pictures: small enough for a telephone, upright, and whole when somebody looks closer."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.records.pictures import PictureStore
from app.web.frames import Frame, FrameShelf, shrink


def photograph() -> bytes:
    written = BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    Image.fromarray(noise).resize((4000, 3000)).save(written, "JPEG", quality=90)
    return written.getvalue()


def size(frame: Frame) -> tuple[int, int]:
    with Image.open(BytesIO(frame.content)) as image:
        return image.size


@pytest.mark.parametrize(("least", "shape"), [(0, (30, 40)), (15, (15, 20)), (30, (30, 40)), (99, (30, 40))])
def test_a_copy_has_the_shorter_side_asked_for_and_is_never_larger(least: int, shape: tuple[int, int]) -> None:
    assert shrink(np.zeros((30, 40, 3), np.uint8), least).shape[:2] == shape


def test_a_small_copy_is_a_fraction_of_the_photograph_and_made_once(tmp_path: Path) -> None:
    store = PictureStore(tmp_path)
    sha256 = store.put(photograph())
    shelf = FrameShelf(store)
    whole, small = shelf.get(sha256, 0, 0), shelf.get(sha256, 0, 1024)
    assert (size(whole), size(small)) == ((4000, 3000), (1365, 1024))
    assert len(small.content) < len(whole.content) / 4
    assert shelf.get(sha256, 0, 1024) is small
