"""What a scanner burns into its pictures: header, depth ticks, gray bar, calipers."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont


@dataclass(frozen=True, slots=True)
class Overlay:
    """One screen's words and marks."""

    header: str
    label: str
    depth_cm: float
    top: int
    scale: float
    """Pixels per hundredth of the depth."""
    text: int
    """Size of the letters; 0 leaves the picture bare."""
    bar: bool
    calipers: bool


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def burn(pixels: NDArray[np.uint8], overlay: Overlay, rng: Generator) -> NDArray[np.uint8]:
    """The picture with its marks."""
    image = Image.fromarray(pixels)
    pen = ImageDraw.Draw(image)
    if overlay.text:
        pen.text((4, 1), overlay.header, fill=190, font=_font(overlay.text))
        if overlay.label:
            pen.text((4, overlay.top + 8), overlay.label, fill=220, font=_font(overlay.text + 1))
        _ticks(pen, image.width, overlay)
    if overlay.bar:
        _bar(pen, image.height)
    if overlay.calipers:
        _calipers(pen, image.width / 2, overlay, rng)
    return np.asarray(image)


def _ticks(pen: ImageDraw.ImageDraw, width: int, overlay: Overlay) -> None:
    centimetres = int(overlay.depth_cm)
    for tick in range(centimetres + 1):
        row = overlay.top + tick / overlay.depth_cm * 100 * overlay.scale
        length = 6 if tick % 5 == 0 else 3
        pen.line([(width - 3 - length, row), (width - 3, row)], fill=170)


def _bar(pen: ImageDraw.ImageDraw, height: int) -> None:
    top, tall = height // 4, height // 5
    for row in range(tall):
        pen.line([(3, top + row), (8, top + row)], fill=int(255 * (1 - row / tall)))


def _calipers(pen: ImageDraw.ImageDraw, middle: float, overlay: Overlay, rng: Generator) -> None:
    """Two crosses and a dotted line, wherever in the fan the examiner measured last."""
    across, down = rng.uniform(-20, 20), rng.uniform(30, 65)
    start = np.array([middle + across * overlay.scale, overlay.top + down * overlay.scale])
    angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(10, 30) * overlay.scale
    end = start + length * np.array([np.cos(angle), np.sin(angle)])
    for column, row in (start, end):
        pen.line([(column - 3, row), (column + 3, row)], fill=235)
        pen.line([(column, row - 3), (column, row + 3)], fill=235)
    for share in np.linspace(0, 1, int(length // 5)):
        column, row = start + share * (end - start)
        pen.point((column, row), fill=200)
