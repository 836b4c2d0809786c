"""The fan: what lies under the probe lands where it should on the screen."""

import numpy as np
import pytest

from app.imaging.sector import Sector


def fan(**changes: float) -> Sector:
    values = {"half_angle": 0.6, "radius": 40.0, "width": 300, "height": 260, "top": 14} | changes
    return Sector(
        half_angle=values["half_angle"],
        radius=values["radius"],
        width=int(values["width"]),
        height=int(values["height"]),
        top=int(values["top"]),
        zoom=values.get("zoom", 1.0),
    )


def test_the_middle_beam_goes_straight_down_from_the_probe() -> None:
    x, y = fan().grid()
    middle = (x[103] + x[104]) / 2
    assert np.abs(middle).max() < 1e-4
    assert y[103, 0] == pytest.approx(0, abs=0.05)
    assert y[103, -1] == pytest.approx(100, abs=0.1)


def test_a_point_in_the_body_is_drawn_at_its_place_on_the_screen() -> None:
    sector = fan()
    x, y = sector.grid()
    spot = np.exp(-((x - 12) ** 2 + (y - 55) ** 2) / 8).astype(np.float32)
    row, column = np.unravel_index(np.argmax(sector.scan(spot)), (260, 300))
    face = sector.radius * (1 - np.cos(sector.half_angle))
    assert column == pytest.approx(150 + 12 * sector.scale, abs=2)
    assert row == pytest.approx(14 + (55 + face) * sector.scale, abs=2)


def test_outside_the_fan_the_screen_shows_the_backdrop() -> None:
    sector = fan()
    screen = sector.scan(np.ones_like(sector.grid()[0]), outside=-1.0)
    assert screen[2, 5] == -1
    assert screen[130, 150] == pytest.approx(1)


def test_the_whole_fan_fits_the_screen_at_zoom_one() -> None:
    sector = fan()
    x, y = sector.grid()
    assert np.abs(x).max() * sector.scale <= 150 + 1
    assert sector.top + (y.max() + sector.radius * (1 - np.cos(sector.half_angle))) * sector.scale <= 261


def test_an_impossible_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="half_angle"):
        fan(half_angle=2.0)
