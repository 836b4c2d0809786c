"""Where to look in a picture: around an exported YOLO network, from pixels to boxes in those pixels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.box import Box

Floats = NDArray[np.float32]
Network = Callable[[Floats], dict[str, Floats]]
"""Pictures in [0, 1], N x 3 x S x S, to `boxes` (N x M x 4, pixels of the square) and `scores` (N x M)."""
GRAY = 114


@dataclass(frozen=True, slots=True)
class Located:
    """One region found, and how sure the network is."""

    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a picture was fitted into the network's square."""

    scale: float
    left: int
    top: int
    width: int
    height: int

    def restore(self, boxes: Floats) -> Floats:
        """Boxes of the square in pixels of the picture, cut off at its edge."""
        moved = (boxes - np.array([self.left, self.top] * 2, np.float32)) / np.float32(self.scale)
        limits = np.array([self.width, self.height] * 2, np.float32)
        restored: Floats = np.clip(moved, 0, limits)
        return restored


def locate(
    pixels: NDArray[np.uint8], network: Network, size: int, *, least: float = 0.25, overlap: float = 0.3
) -> list[Located]:
    """What the network finds in a picture (height x width x 3), the surest first."""
    picture, letterbox = fit(pixels, size)
    answer = network(picture[None])
    boxes, scores = answer["boxes"][0], answer["scores"][0]
    sure = scores > least
    boxes, scores = boxes[sure], scores[sure]
    places = suppress(boxes, scores, overlap)
    restored = letterbox.restore(boxes[places])
    found = zip(restored.tolist(), scores[places].tolist(), strict=True)
    return [Located(Box(*box), score) for box, score in found if box[0] < box[2] and box[1] < box[3]]


def fit(pixels: NDArray[np.uint8], size: int) -> tuple[Floats, Letterbox]:
    """The whole picture in the middle of a gray square, as the network wants it."""
    height, width = pixels.shape[:2]
    scale = min(size / height, size / width)
    wide, high = round(width * scale), round(height * scale)
    left, top = round((size - wide) / 2 - 0.1), round((size - high) / 2 - 0.1)
    square = np.full((size, size, 3), GRAY, np.uint8)
    shown = Image.fromarray(pixels).convert("RGB")
    resized = shown if (wide, high) == shown.size else shown.resize((wide, high), Image.Resampling.BILINEAR)
    square[top : top + high, left : left + wide] = np.asarray(resized)
    picture = np.ascontiguousarray(square.transpose(2, 0, 1), np.float32) / np.float32(255)
    return picture, Letterbox(scale, left, top, width, height)


def suppress(boxes: Floats, scores: Floats, overlap: float) -> NDArray[np.intp]:
    """The places of the surest of boxes that share more than `overlap` of their union."""
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    left = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(left):
        first, rest = left[0], left[1:]
        kept.append(int(first))
        edge = np.minimum(boxes[first, 2:], boxes[rest, 2:]) - np.maximum(boxes[first, :2], boxes[rest, :2])
        shared = np.prod(np.maximum(edge, 0), axis=1)
        left = rest[shared <= overlap * (area[first] + area[rest] - shared)]
    return np.array(kept, np.intp)
