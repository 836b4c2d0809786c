"""Relief of beads, and light on it."""

import numpy as np
import pytest

from app.imaging.relief import Beads, Lighting, blur, fill, heights, lit, shift, smooth, string, together

SQUARE = (40, 50)


def bead(right: float, down: float, radius: float, height: float) -> Beads:
    return Beads(np.array([(right, down)]), np.array([radius]), np.array([height]))


def test_a_bead_is_a_round_hill_with_its_top_at_its_centre() -> None:
    field = heights(bead(30, 10, 4.0, 2.0), SQUARE)
    assert field.shape == SQUARE
    assert int(field.argmax()) == 10 * SQUARE[1] + 30
    assert field[10, 30] == pytest.approx(2.0)
    assert field[10, 34] == field[14, 30] == pytest.approx(2 * np.exp(-0.5))


def test_beads_add_up() -> None:
    first, second = bead(10, 10, 3, 1.0), bead(20, 20, 5, -2.0)
    assert np.allclose(heights(together([first, second]), SQUARE), heights(first, SQUARE) + heights(second, SQUARE))


def test_a_string_of_beads_is_as_high_as_it_was_asked_to_be() -> None:
    line = np.array([(5.0, 20.0), (25.0, 20.0), (45.0, 20.0)])
    field = heights(string(line, (3, 3), (4.0, 4.0), 30), SQUARE)
    assert field[20, 25] == pytest.approx(4.0, rel=0.02)


def test_a_smooth_line_goes_through_its_points_and_closes() -> None:
    points = np.array([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)])
    ring = smooth(points, 8, closed=True)
    assert np.allclose(ring[::2], points)
    assert np.allclose(smooth(points, 4), points)


def test_an_outline_is_filled_inside_only() -> None:
    cover = fill(np.array([(10, 10), (30, 10), (30, 30), (10, 30)], dtype=float), SQUARE)
    assert cover[20, 20] == 1
    assert cover[5, 5] == 0
    assert cover.sum() == pytest.approx(400, rel=0.12)


@pytest.mark.parametrize("radius", [0.6, 3.0, 11.0])
def test_blurring_spreads_without_losing(radius: float) -> None:
    level = np.full((64, 64), 3.0, dtype=np.float32)
    assert np.allclose(blur(level, radius), 3.0, atol=1e-4)
    spot = level * 0
    spot[28:36, 28:36] = 1
    soft = blur(spot, radius)
    assert soft.max() <= 1.01
    assert soft.sum() == pytest.approx(64, rel=0.15)


def test_slopes_facing_the_light_are_brighter() -> None:
    hill = heights(bead(25, 20, 6, 5.0), SQUARE)
    light, shine = lit(hill, Lighting((-1.0, 0.0, 0.8)), 20)
    assert light.shape == (*SQUARE, 3)
    assert shine.shape == SQUARE
    assert (light[20, 19] > light[20, 31]).all()


def test_red_bleeds_further_into_the_shade() -> None:
    hill = heights(bead(25, 20, 6, 12.0), SQUARE)
    red, _, blue = lit(hill, Lighting((-1.0, 0.0, 0.3), ambient=0.0), 20)[0][20, 26]
    assert red > blue


def test_shifting_moves_by_whole_pixels_and_repeats_the_edge() -> None:
    field = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert shift(field, 1, 0)[0].tolist() == [0, 0, 1, 2]
    assert shift(field, 0, -1)[:, 0].tolist() == [4, 8, 8]
