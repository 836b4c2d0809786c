"""Burned-in words and marks."""

from dataclasses import replace

import numpy as np

from app.imaging.overlay import Overlay, burn

BLANK = np.zeros((240, 300), dtype=np.uint8)
OVERLAY = Overlay(
    header="PHANTOM P-100", label="HEAD", depth_cm=9.0, top=14, scale=2.2, text=9, bar=True, calipers=True
)


def test_header_ticks_and_bar_stand_at_the_edges() -> None:
    pixels = burn(BLANK, replace(OVERLAY, calipers=False, label=""), np.random.default_rng(0))
    assert pixels[:14, :120].max() > 100
    assert pixels[20:, -10:].max() > 100
    assert pixels[60:100, 3:8].max() > 200
    assert pixels[40:, 40:280].max() == 0


def test_calipers_are_two_crosses_inside_the_picture() -> None:
    pixels = burn(BLANK, replace(OVERLAY, text=0, bar=False), np.random.default_rng(0))
    assert (pixels == 235).sum() >= 13


def test_a_bare_screen_is_left_alone() -> None:
    bare = replace(OVERLAY, text=0, bar=False, calipers=False)
    assert np.array_equal(burn(BLANK, bare, np.random.default_rng(0)), BLANK)
