"""What a network sees, and where on the picture that lies."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.box import Box
from app.domain.preparation import Fit, Preparation
from app.imaging.align import PLACES
from app.imaging.sight import Sight

FACE = tuple((60.0 + 70 * x, 40.0 + 66 * y) for x, y in PLACES.tolist())
TURNED = tuple((x * 0.94 - y * 0.34 + 40, x * 0.34 + y * 0.94 - 20) for x, y in FACE)
SIGHTS = {
    "the whole": Sight(),
    "the whole, mirrored": Sight(mirrored=True),
    "a box": Sight(Box(40, 30, 160, 110), margin=0.1),
    "a box at the edge, mirrored": Sight(Box(0, 50, 90, 150), margin=0.2, mirrored=True),
    "a face": Sight(landmarks=FACE, margin=0.4),
    "a turned face": Sight(landmarks=TURNED, margin=0.4),
}


def spot(width: int, height: int, at: tuple[float, float], radius: float = 7) -> NDArray[np.uint8]:
    """A bright spot on black."""
    rows, columns = np.mgrid[:height, :width] + 0.5
    near = (columns - at[0]) ** 2 + (rows - at[1]) ** 2 < radius**2
    return np.where(near, 255, 0).astype(np.uint8)


def middle(square: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Where the spot's centre lies."""
    light = square.astype(float)
    rows, columns = np.mgrid[: square.shape[0], : square.shape[1]] + 0.5
    return np.asarray([(columns * light).sum(), (rows * light).sum()]) / float(light.sum())


@pytest.mark.parametrize("name", SIGHTS)
@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize("smaller", [1.0, 0.5])
def test_a_spot_is_seen_where_its_placement_says(name: str, fit: Fit, smaller: float) -> None:
    at = (88.0, 74.0)
    shown = (round(240 / smaller), round(180 / smaller))
    preparation = Preparation(112, 1, fit, (0.0,), (1.0,))
    seen = SIGHTS[name].see(spot(240, 180, at), preparation)[0]
    place = SIGHTS[name].place((240, 180), shown, preparation)
    expected = (place.matrix @ np.array([at[0] / smaller, at[1] / smaller, 1]))[:2]
    assert middle((seen * 255).astype(np.uint8)) == pytest.approx(expected, abs=0.35)


def edges(box: Box) -> tuple[int, ...]:
    return round(box.left), round(box.top), round(box.right), round(box.bottom)


def test_a_placement_is_the_box_with_its_margin_and_without_the_padding() -> None:
    place = Sight(Box(40, 30, 140, 110), margin=0.1).place((240, 180), (480, 360), Preparation(112))
    assert edges(place.box) == (60, 40, 300, 240)


def test_a_placement_never_leaves_the_picture() -> None:
    assert edges(Sight().place((240, 100), (240, 100), Preparation(112)).box) == (0, 0, 240, 100)
    face = Sight(landmarks=tuple((x - 80, y) for x, y in FACE), margin=0.6)
    assert face.place((240, 180), (240, 180), Preparation(112)).box.left == 0


def test_what_is_cropped_away_is_not_covered() -> None:
    assert edges(Sight().place((240, 100), (240, 100), Preparation(112, fit=Fit.CROP)).box) == (70, 0, 170, 100)
