"""Frames of stored pictures as browsers show them; the last ones are kept at hand."""

from collections import OrderedDict
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

import numpy as np
from PIL import Image

from app.domain.picture import Pixels
from app.imaging.intake import open_picture
from app.records.pictures import PictureStore

QUALITY = 90
COMPRESSION = 1
"""Of PNG: the quickest that is smaller at all."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A coded picture."""

    content: bytes
    media_type: str


class FrameShelf:
    """Decoded once, shown often: bounded in bytes, the longest unseen goes first."""

    def __init__(self, store: PictureStore, most_bytes: int = 64_000_000) -> None:
        self._store = store
        self._most = most_bytes
        self._shelf: OrderedDict[tuple[str, int, int], Frame] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, sha256: str, frame: int, least: int) -> Frame:
        """One frame; with `least` its shorter side is no longer than that."""
        key = (sha256, frame, least)
        with self._lock:
            if key in self._shelf:
                self._shelf.move_to_end(key)
                return self._shelf[key]
        opened = open_picture(self._store.get(sha256))
        pixels = shrink(opened.frame(frame, least), least)
        made = encode(pixels, lossy=opened.media_type in {"image/jpeg", "image/heic"})
        self._put(key, made)
        return made

    def _put(self, key: tuple[str, int, int], made: Frame) -> None:
        with self._lock:
            if key in self._shelf or len(made.content) > self._most // 4:
                return
            self._shelf[key] = made
            self._bytes += len(made.content)
            while self._bytes > self._most:
                _, gone = self._shelf.popitem(last=False)
                self._bytes -= len(gone.content)


def shrink(pixels: Pixels, least: int) -> Pixels:
    """To this shorter side, where it is longer and a side was asked for."""
    height, width = pixels.shape[:2]
    share = least / min(width, height)
    if not 0 < share < 1:
        return pixels
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0))


def encode(pixels: Pixels, *, lossy: bool) -> Frame:
    """Photographs as JPEG, everything else without loss."""
    written = BytesIO()
    image = Image.fromarray(pixels)
    if lossy:
        image.save(written, "JPEG", quality=QUALITY)
        return Frame(written.getvalue(), "image/jpeg")
    image.save(written, "PNG", compress_level=COMPRESSION)
    return Frame(written.getvalue(), "image/png")
