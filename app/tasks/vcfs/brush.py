"""Painting outlines onto a head where they are not hidden behind it."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from app.imaging.relief import Field, Points
from app.imaging.solid import View

SIDE = 256
SQUARE = (SIDE, SIDE)


@dataclass(frozen=True, slots=True)
class Brush:
    """The colours of the head, what is in front of them, and from where they are seen."""

    albedo: Field
    face: Field
    view: View

    def fill(self, outline: Points, colour: Field, opacity: float, within: Points | None = None) -> None:
        placed = self.view.place(outline)
        left, top = np.clip(placed.min(axis=0) - 2, 0, SIDE - 1).astype(int)
        right, bottom = np.clip(placed.max(axis=0) + 3, 1, SIDE).astype(int)
        if right <= left or bottom <= top:
            return
        cover = _cover(placed - (left, top), (bottom - top, right - left))
        if within is not None:
            cover *= _cover(self.view.place(within) - (left, top), cover.shape)
        here = (slice(top, bottom), slice(left, right))
        front = float((outline @ self.view.turn.T)[:, 2].max())
        cover *= opacity * (self.face[here] < front + 0.1)
        self.albedo[here] += (colour - self.albedo[here]) * cover[..., None]


def _cover(points: Points, shape: tuple[int, ...]) -> Field:
    canvas = Image.new("L", (shape[1] * 4, shape[0] * 4))
    ImageDraw.Draw(canvas).polygon([(4 * x + 2, 4 * y + 2) for x, y in points], fill=255)
    return np.asarray(canvas.reduce(4), dtype=np.float32) / np.float32(255)
