"""Files of several pictures that Pillow reads: GIF, animated PNG and WebP as cines, pages of a TIFF as frames."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

import numpy as np
from PIL import Image

from app.domain.picture import Pixels
from app.imaging.intake import gif, tiff, webp
from app.imaging.intake.colour import as_shown
from app.imaging.intake.kind import Kind
from app.imaging.intake.limits import Limits
from app.imaging.intake.opened import Opened
from app.imaging.intake.walk import Shown, Walk


def open_gif(content: bytes, limits: Limits) -> Opened:
    """Counted and timed from its blocks."""
    width, height = gif.screen(content)
    limits.check_pixels(width, height)
    frames, seconds = 0, 0.0
    for block in gif.blocks(content):
        seconds += gif.seconds(content, block) or 0.0
        frames += block.mark == gif.IMAGE
        limits.check_frames(frames)
    return _opened(content, Kind.GIF, (width, height), range(frames), seconds / max(frames, 1), limits)


def open_tiff(content: bytes, limits: Limits) -> Opened:
    """Pages as large as the first are its frames; others are previews."""
    sizes = tiff.pages(content, limits.frames)
    places = tuple(place for place, size in enumerate(sizes) if size == sizes[0])
    return _opened(content, Kind.TIFF, sizes[0], places, None, limits)


def open_animation(content: bytes, kind: Kind, image: Image.Image, limits: Limits) -> Opened:
    """A moving PNG or WebP, whose header counts its frames; a PNG's stand-in picture is none of them."""
    first = 1 if image.info.get("default_image") else 0
    places = range(first, int(getattr(image, "n_frames", 1)))
    seconds = webp.seconds(content) if kind is Kind.WEBP else float(image.info.get("duration") or 0) / 1000
    return _opened(content, kind, image.size, places, seconds, limits)


def _opened(
    content: bytes,
    kind: Kind,
    size: tuple[int, int],
    places: range | tuple[int, ...],
    seconds: float | None,
    limits: Limits,
) -> Opened:
    limits.check_pixels(*size)
    limits.check_frames(len(places), seconds or None)
    limits.check_clip(*size, len(places))
    decode = Walk(partial(_walk, content, kind, places)).decode
    return Opened(kind.value, *size, decode, frames=len(places), frame_seconds=seconds or None)


def _walk(content: bytes, kind: Kind, places: range | tuple[int, ...]) -> Iterator[Shown]:
    with Image.open(BytesIO(content), formats=(kind.name,)) as image:
        for place in range(places[-1] + 1):
            image.seek(place)
            if kind is not Kind.TIFF:
                image.load()
            if place in places:
                yield partial(_shown, image, kind)


def _shown(image: Image.Image, kind: Kind) -> Pixels:
    pixels = as_shown(image)
    if kind is Kind.GIF and pixels.ndim == 2:  # its first frame may be gray, and the next in colour
        return np.repeat(pixels[..., None], 3, axis=2)
    return pixels
